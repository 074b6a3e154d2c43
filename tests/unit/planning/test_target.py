"""A figure the plan promises: strict and not, missed, concluded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import planning as facts
from danvan.contracts.planning import TargetOutcome, TargetTerms, TargetValued
from danvan.services.planning.domain import target as page
from danvan.services.planning.domain.target import (
    CheckTarget,
    SetTarget,
    Target,
    ValueTarget,
    WithdrawTarget,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at

ABOUT: dict[str, Any] = {"plan": "kh-2023", "target": "hai-long"}


def terms(**changes: Any) -> TargetTerms:
    whole = {
        "clause": "II.3",
        "title": "Hài lòng trên 90 %",
        "indicator": "satisfaction",
        "comparison": ">",
        "goal": "90",
        "unit": "percent",
        "window": {"from": "2023-01-01", "until": "2023-12-31"},
        "source": "khao-sat",
        "accountable": "van-phong",
    }
    return TargetTerms.model_validate(ABOUT | whole | changes)


def figure(day: str = "2023-06-30", value: str = "92", **more: Any) -> TargetValued:
    whole = {"day": day, "value": value, "met": True, "source": "Khảo sát"}
    return TargetValued.model_validate(ABOUT | whole | more)


def brings(day: str = "2023-06-30", **more: Any) -> ValueTarget:
    whole = {"at": at("2023-12-30"), "target": "hai-long", "day": day, "source": "Khảo sát"}
    return ValueTarget.model_validate(whole | more)


def miss(day: str = "2023-06-30", value: str = "90", goal: str = "90") -> facts.TargetMissed:
    return facts.TargetMissed(
        **ABOUT,
        day=date.fromisoformat(day),
        value=Decimal(value),
        comparison=terms().comparison,
        goal=Decimal(goal),
        accountable="van-phong",
        action=f"kh-2023.hai-long.{day}",
    )


def concluded(outcome: str) -> facts.TargetConcluded:
    return facts.TargetConcluded(**ABOUT, day=date(2024, 1, 1), outcome=TargetOutcome(outcome))


def check(day: str) -> CheckTarget:
    return CheckTarget(at=at(day, "00:00"), day=date.fromisoformat(day))


def targets(**changes: Any) -> facts.TargetSet:
    return facts.TargetSet(**dict(terms(**changes)))


SET = targets()
LOW = figure(value="90", met=False)


def test_a_target_is_set_and_has_no_figures_yet() -> None:
    given(page).when(SetTarget(at=at("2023-03-07"), terms=terms())).then(SET)
    state = given(page, SET).state
    assert isinstance(state, Target) and state.outcome is TargetOutcome.NO_FIGURES


@pytest.mark.parametrize(
    ("comparison", "value", "met"),
    [
        (">", "90.0", False),
        (">", "90.0001", True),
        (">=", "90.0", True),
        (">=", "89.9999", False),
        ("<", "90.0", False),
        ("<=", "90.0", True),
        ("=", "90.0", True),
        ("=", "90.1", False),
    ],
)
def test_exactly_the_goal_misses_a_strict_comparison(
    comparison: str, value: str, met: bool
) -> None:
    valued = given(page, targets(comparison=comparison)).when(brings(value=value)).facts[0]
    assert isinstance(valued, TargetValued) and valued.met is met


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "met"),
    [(90, 100, "90", False), (90_001, 100_000, "90.001", True), (1, 3, "33.3333", False),
     (9_000_001, 10_000_000, "90.0000", True)],
)  # fmt: skip
def test_a_share_is_judged_exactly_and_shown_rounded(
    numerator: int, denominator: int, value: str, met: bool
) -> None:
    command = brings(numerator=numerator, denominator=denominator)
    valued = given(page, SET).when(command).facts[0]
    assert isinstance(valued, TargetValued)
    assert (valued.value, valued.met) == (Decimal(value), met)


def test_a_figure_that_falls_short_is_a_miss_that_is_told_once() -> None:
    given(page, SET).when(brings(value="90")).then(LOW, miss())
    still_low = figure("2023-07-31", "89", met=False)
    task = given(page, SET, LOW, miss())
    task.when(brings("2023-07-31", value="89")).then(still_low)


def test_after_a_recovery_the_next_fall_is_a_new_miss() -> None:
    recovered = given(page, SET, LOW, miss(), figure("2023-07-31", "95"))
    low = figure("2023-08-31", "88", met=False)
    recovered.when(brings("2023-08-31", value="88")).then(low, miss("2023-08-31", "88"))


def test_an_old_figure_that_comes_late_misses_nothing() -> None:
    early = figure("2023-05-31", "80", met=False)
    given(page, SET, figure()).when(brings("2023-05-31", value="80")).then(early)


def test_a_second_figure_of_a_day_replaces_the_first() -> None:
    state = given(page, SET, LOW, miss(), figure(value="93")).state
    assert isinstance(state, Target)
    assert state.figures == (figure(value="93"),) and state.miss is None


@pytest.mark.parametrize(
    ("past", "outcome"),
    [((), "no-figures"), ((figure(),), "met"), ((LOW, miss()), "missed")],
)
def test_the_window_ends_and_the_last_figure_tells(past: tuple[Any, ...], outcome: str) -> None:
    given(page, SET, *past).when(check("2023-12-31")).then()
    given(page, SET, *past).when(check("2024-01-01")).then(concluded(outcome))


def test_another_goal_judges_the_latest_figure_anew() -> None:
    def sets(goal: str) -> SetTarget:
        return SetTarget(at=at("2023-07-01"), terms=terms(goal=goal))

    raised, lowered = (facts.TargetAmended(**dict(terms(goal=goal))) for goal in ("95", "80"))
    short = figure(met=False)
    given(page, SET).when(sets("95")).then(raised)
    given(page, SET, figure()).when(sets("95")).then(raised, short, miss(value="92", goal="95"))
    given(page, SET, LOW, miss()).when(sets("80")).then(lowered, figure(value="90"))


def test_a_late_figure_still_counts_after_the_end() -> None:
    command = brings("2023-12-31", value="85", at=at("2024-01-05"))
    low = figure("2023-12-31", "85", met=False)
    past = given(page, SET, figure(), concluded("met"))
    past.when(command).then(low, miss("2023-12-31", "85"))


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (brings(), "figure-unclear"),
        (brings(value="90", numerator=9, denominator=10), "figure-unclear"),
        (brings(numerator=9), "figure-unclear"),
        (brings(value="100.1"), "figure-out-of-range"),
        (brings(numerator=11, denominator=10), "figure-out-of-range"),
        (brings("2022-12-31", value="95"), "day-outside-window"),
        (brings("2024-01-01", value="95"), "day-outside-window"),
        (brings("2023-12-31", value="95"), "day-in-the-future"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(command: ValueTarget, rule: str) -> None:
    given(page, SET).when(command).refused(rule)


def test_the_whole_and_today_are_within_bounds() -> None:
    given(page, SET).when(brings("2023-12-30", value="100")).then(figure("2023-12-30", "100"))


def test_a_count_has_no_parts() -> None:
    counted = given(page, targets(unit="count", goal="5"))
    counted.when(brings(numerator=9, denominator=10)).refused("figure-unclear")
    counted.when(brings(value="200")).then(figure(value="200"))


def test_a_services_figures_are_not_brought_by_hand() -> None:
    feedback = given(page, targets(source="feedback"))
    feedback.when(brings(value="95")).refused("figures-come-from-a-service")


def test_the_accountable_unit_brings_the_figure() -> None:
    given(page, SET).when(brings(value="92", by="bao-tang")).refused("target-of-another-unit")
    given(page, SET).when(brings(value="92", by="van-phong")).then(figure())


def test_what_is_not_promised_has_no_figures() -> None:
    withdrawn = facts.TargetWithdrawn(**ABOUT, day=date(2023, 6, 1))
    withdraw = WithdrawTarget(at=at("2023-06-01"))
    given(page).when(brings(value="95")).refused("unknown-target")
    given(page, SET).when(withdraw).then(withdrawn)
    given(page, SET, withdrawn).when(brings(value="95")).refused("unknown-target")


DAYS = st.dates(date(2022, 12, 30), date(2024, 1, 5)).map(str)
COMMANDS = st.one_of(
    st.builds(
        lambda goal: SetTarget(at=at("2023-03-07"), terms=terms(goal=goal)),
        st.sampled_from(["90", "95"]),
    ),
    st.builds(lambda day, value: brings(day, value=str(value)), DAYS, st.integers(85, 96)),
    st.builds(lambda day, n: brings(day, numerator=n, denominator=10), DAYS, st.integers(0, 11)),
    DAYS.map(check),
    st.just(WithdrawTarget(at=at("2023-06-01"))),
)


@hypothesis_given(st.lists(COMMANDS, max_size=15))
def test_any_life_of_a_target_keeps_the_promises(commands: list[Any]) -> None:
    first = SetTarget(at=at("2023-03-07"), terms=terms())
    holds_for_any_past(page, "planning", play(page, [first, *commands]))
