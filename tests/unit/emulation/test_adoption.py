"""A unit adopts another unit's model, and what that has changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.emulation import Effect
from danvan.services.emulation.domain import adoption as page
from danvan.services.emulation.domain.adoption import (
    AddAdoptionEvidence,
    EndAdoption,
    MeasureEffect,
    MoveAdoption,
    StartAdoption,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.campaign_examples import FILE, LIBRARY, MODEL, MUSEUM, at

ADOPTION = f"{MODEL}.{LIBRARY}"
ABOUT: dict[str, Any] = {"adoption": ADOPTION, "model": MODEL, "unit": LIBRARY}
STARTED = facts.AdoptionStarted(**ABOUT, learned_from=MUSEUM, started_on=date(2023, 12, 1))
ENDED = facts.AdoptionEnded(**ABOUT, kept=True, reason="Thành nền nếp", ended_on=date(2024, 3, 1))


def effect(value: str = "130", **windows: tuple[str, str]) -> Effect:
    """Visits in November and in the first half of December."""
    days = {"before": ("2023-11-01", "2023-11-30"), "after": ("2023-12-01", "2023-12-15")}
    spans = {name: {"from": a, "until": b} for name, (a, b) in (days | windows).items()}
    return Effect.model_validate(
        {
            "indicator": "luot-khach",
            "before": {"value": "100", "window": spans["before"]},
            "after": {"value": value, "window": spans["after"]},
            "source": "Sổ theo dõi",
        }
    )


def start(
    day: str = "2023-12-02", owner: str | None = MUSEUM, unit: str = LIBRARY
) -> StartAdoption:
    return StartAdoption(
        at=at(day), model=MODEL, unit=unit, owner=owner, started_on=date(2023, 12, 1)
    )


def says(make: type[Any], day: str = "2024-03-01", unit: str = LIBRARY, **more: Any) -> Any:
    return make(at=at(day), adoption=ADOPTION, unit=unit, **more)


def end(**more: Any) -> Any:
    return says(EndAdoption, **({"kept": True, "reason": "Thành nền nếp"} | more))


def test_an_adoption_is_started_shown_measured_and_ended() -> None:
    given(page).when(start()).then(STARTED)
    shown = facts.AdoptionEvidenceAdded(**ABOUT, evidence=FILE, added_on=date(2024, 3, 1))
    given(page, STARTED).when(says(AddAdoptionEvidence, evidence=FILE)).then(shown)
    measured = facts.AdoptionMeasured(
        **ABOUT, effect=effect(), change="30", measured_on=date(2024, 3, 1)
    )
    given(page, STARTED).when(says(MeasureEffect, effect=effect())).then(measured)
    given(page, STARTED, shown, measured).when(end()).then(ENDED)


def test_a_corrected_effect_replaces_the_first_one() -> None:
    first, second = (
        given(page, STARTED).when(says(MeasureEffect, effect=effect(value))).facts[0]
        for value in ("130", "90")
    )
    assert isinstance(second, facts.AdoptionMeasured) and second.change == -10
    assert given(page, STARTED, first, second).state.effects == (effect("90"),)


@pytest.mark.parametrize(
    ("past", "command", "rule"),
    [
        ((), start(owner=None), "model-not-recognised"),
        ((), start(unit=MUSEUM), "own-model-adopted"),
        ((), start("2023-11-30"), "day-in-the-future"),
        ((), end(), "unknown-adoption"),
        ((STARTED,), end(unit=MUSEUM), "adoption-of-another-unit"),
        ((STARTED, ENDED), says(AddAdoptionEvidence, evidence=FILE), "adoption-ended"),
        (
            (STARTED,),
            says(MeasureEffect, effect=effect(after=("2023-11-30", "2023-12-15"))),
            "effect-windows-overlap",
        ),
        (
            (STARTED,),
            says(MeasureEffect, day="2023-12-14", effect=effect()),
            "day-in-the-future",
        ),
    ],
)
def test_a_rule_says_no(past: tuple[Payload, ...], command: Any, rule: str) -> None:
    given(page, *past).when(command).refused(rule)


def test_a_successor_goes_on_with_it() -> None:
    moved = facts.AdoptionMoved(
        **(ABOUT | {"unit": "trung-tam"}), from_unit=LIBRARY, moved_on=date(2024, 1, 1)
    )
    given(page, STARTED).when(MoveAdoption(at=at("2024-01-01"), to="trung-tam")).then(moved)
    given(page, STARTED, moved).when(end()).refused("adoption-of-another-unit")
    assert given(page, STARTED, moved).when(end(unit="trung-tam")).facts


UNITS = st.sampled_from([LIBRARY, MUSEUM])
COMMANDS = st.one_of(
    st.builds(start, st.just("2023-12-02"), st.sampled_from([MUSEUM, None]), UNITS),
    UNITS.map(lambda unit: says(AddAdoptionEvidence, unit=unit, evidence=FILE)),
    st.sampled_from(["1", "2"]).map(lambda value: says(MeasureEffect, effect=effect(value))),
    st.booleans().map(lambda kept: end(kept=kept)),
    UNITS.map(lambda unit: MoveAdoption(at=at("2024-01-01"), to=unit)),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_any_life_of_an_adoption_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "emulation", play(page, commands))
