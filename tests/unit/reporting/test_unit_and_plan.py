"""What reporting keeps of planning's units and plans: names over time, ends, versions taken up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.base import Text
from danvan.contracts.reporting import PlanTakenUp, UnitEnded, UnitNamed
from danvan.services.reporting.domain import plan, unit
from danvan.services.reporting.domain.plan import TakeUpPlan
from danvan.services.reporting.domain.unit import EndUnit, NameUnit, name_on
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.reporting.examples import DUTY, MUSEUM, NAMES, PLAN, THEATRE, at, named

NEW = Text(vi="Bảo tàng Lịch sử", en="Museum of History")
RENAMED = UnitNamed(unit=MUSEUM, name=NEW, since=date(2023, 7, 1))
RENAME = NameUnit(at=at(6, 1), unit=MUSEUM, name=NEW, since=date(2023, 7, 1))
MERGE = EndUnit(at=at(6, 1), unit=MUSEUM, effective=date(2023, 7, 1), successors=(named(THEATRE),))
MERGED = UnitEnded(unit=MUSEUM, effective=date(2023, 7, 1), successors=(named(THEATRE),))


def test_a_new_name_is_kept_with_its_day() -> None:
    given(unit).when(RENAME).then(RENAMED)
    given(unit, RENAMED).when(RENAME).then()


@pytest.mark.parametrize(
    ("day", "name"), [(date(2023, 6, 30), NAMES[MUSEUM]), (date(2023, 7, 1), NEW)]
)
def test_a_unit_bears_its_new_name_from_the_day_on(day: date, name: Text) -> None:
    assert name_on(given(unit, RENAMED).state, day, NAMES[MUSEUM]) == name


def test_the_end_of_a_unit_is_kept_with_its_successors() -> None:
    given(unit).when(MERGE).then(MERGED)
    given(unit, MERGED).when(MERGE).then()


def test_a_version_of_a_plan_is_taken_up_once() -> None:
    take_up = TakeUpPlan(at=at(3, 7), plan=PLAN, version=1, duties=(DUTY,))
    taken_up = PlanTakenUp(plan=PLAN, version=1, duties=(DUTY,))
    given(plan).when(take_up).then(taken_up)
    given(plan, taken_up).when(take_up).then()


@for_all(st.lists(st.sampled_from([RENAME, MERGE]), max_size=6))
def test_any_unit_keeps_the_promises_of_an_aggregate(commands: list[unit.UnitCommand]) -> None:
    holds_for_any_past(unit, "reporting", play(unit, commands))


@for_all(
    st.lists(
        st.builds(
            TakeUpPlan,
            at=st.just(at(3, 7)),
            plan=st.just(PLAN),
            version=st.integers(1, 4),
            duties=st.sampled_from([(), (DUTY,)]),
        ),
        max_size=6,
    )
)
def test_any_plan_keeps_the_promises_of_an_aggregate(commands: list[TakeUpPlan]) -> None:
    facts = play(plan, commands)
    holds_for_any_past(plan, "reporting", facts)
    versions = [fact.version for fact in facts if isinstance(fact, PlanTakenUp)]
    assert versions == sorted(set(versions))
