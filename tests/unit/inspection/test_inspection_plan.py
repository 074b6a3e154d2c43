"""The yearly inspection plan: drafted, issued, amended; which inspection it foresees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import inspection as facts
from danvan.contracts.base import Command, Refused
from danvan.contracts.inspection import InspectionKind, PlannedInspection
from danvan.services.inspection.domain import inspection_plan as page
from danvan.services.inspection.domain.inspection_plan import (
    AmendInspectionPlan,
    DraftInspectionPlan,
    IssueInspectionPlan,
    check_planned,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.inspection.inspection_examples import LIBRARY, MUSEUM, at, decide

PLAN = "kh-kiem-tra-2023"
NOW = at(decide().at.date())


def line(item: str, *units: str) -> PlannedInspection:
    return PlannedInspection(
        item=item,
        kind=InspectionKind.PROGRAMME_CHECK,
        units=units,
        subject="Giải quyết hồ sơ",
        quarter=3,
    )


DRAFT = facts.InspectionPlanDrafted(
    plan=PLAN, year=2023, title="Kế hoạch kiểm tra", items=(line("ho-so", MUSEUM),)
)
ISSUED = facts.InspectionPlanIssued(**dict(DRAFT), number="12/KH")


def propose(**other: Any) -> DraftInspectionPlan:
    return DraftInspectionPlan(at=NOW, draft=DRAFT.model_copy(update=other))


def issue(number: str = "12/KH") -> IssueInspectionPlan:
    return IssueInspectionPlan(at=NOW, plan=PLAN, number=number)


def amend(*items: PlannedInspection, number: str = "20/KH") -> AmendInspectionPlan:
    return AmendInspectionPlan(at=NOW, plan=PLAN, number=number, reason="Sáp nhập", items=items)


def test_a_plan_is_drafted_again_until_it_is_issued() -> None:
    given(page).when(propose()).then(DRAFT)
    given(page, DRAFT).when(propose()).then()
    better = DRAFT.model_copy(update={"title": "Kế hoạch mới"})
    given(page, DRAFT).when(propose(title="Kế hoạch mới")).then(better)
    given(page, DRAFT).when(issue()).then(ISSUED)
    given(page, DRAFT, ISSUED).when(issue()).then()
    given(page, DRAFT, ISSUED).when(issue("13/KH")).refused("inspection-plan-already-issued")
    given(page, DRAFT, ISSUED).when(propose()).refused("inspection-plan-already-issued")
    given(page).when(issue()).refused("unknown-inspection-plan")


def test_an_issued_plan_is_amended_by_versions() -> None:
    given(page, DRAFT).when(amend(line("ho-so", LIBRARY))).refused("inspection-plan-not-issued")
    [amended] = given(page, DRAFT, ISSUED).when(amend(line("ho-so", LIBRARY))).facts
    assert isinstance(amended, facts.InspectionPlanAmended) and amended.version == 2
    given(page, DRAFT, ISSUED, amended).when(amend(line("ho-so", LIBRARY))).then()


def test_a_line_stands_in_a_plan_once() -> None:
    twice = (line("ho-so", MUSEUM), line("ho-so", LIBRARY))
    given(page).when(propose(items=twice)).refused("item-twice")
    given(page, DRAFT, ISSUED).when(amend(*twice)).refused("item-twice")


def test_only_what_an_issued_plan_has_is_planned() -> None:
    issued = given(page, DRAFT, ISSUED).state
    check_planned(issued, PLAN, "ho-so", MUSEUM)
    for state, unit, rule in (
        (issued, LIBRARY, "not-in-the-plan"),
        (given(page, DRAFT).state, MUSEUM, "inspection-plan-not-issued"),
        (page.INITIAL, MUSEUM, "unknown-inspection-plan"),
    ):
        with pytest.raises(Refused, match=rule):
            check_planned(state, PLAN, "ho-so", unit)


COMMANDS: tuple[Command, ...] = (
    propose(),
    propose(title="Kế hoạch mới"),
    issue(),
    issue("13/KH"),
    amend(line("ho-so", LIBRARY)),
    amend(line("tiep-dan", MUSEUM), number="21/KH"),
)


@hypothesis_given(st.lists(st.sampled_from(COMMANDS), max_size=12))
def test_whatever_is_asked_the_past_holds(commands: list[Command]) -> None:
    holds_for_any_past(page, "inspection", play(page, commands))
