"""A target whose figures a service counts, day by day; and what is kept of each count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import planning as facts
from danvan.contracts.feedback.counts import Count, CountCode
from danvan.contracts.planning import CountsHeard, TargetOutcome
from danvan.services.planning.domain import counts as counts_page
from danvan.services.planning.domain import target as page
from danvan.services.planning.domain.counts import HearCounts
from danvan.services.planning.domain.target import CountTarget, SetTarget
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at
from tests.unit.planning.test_target import ABOUT, LOW, check, figure, miss, targets, terms

FED = targets(source="feedback")


def counts(numerator: int, denominator: int, **more: Any) -> CountTarget:
    whole = {
        "at": at(more.pop("at", "2023-12-30")),
        "service": "feedback",
        "indicator": "satisfaction",
        "day": "2023-06-30",
        "numerator": numerator,
        "denominator": denominator,
        "source": "Khảo sát",
    }
    return CountTarget.model_validate(whole | more)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "met"),
    [(900, 1000, "90", False), (901, 1000, "90.1", True), (9_000_001, 10_000_000, "90", True)],
)
def test_a_service_counts_and_exactly_ninety_of_a_hundred_misses(
    numerator: int, denominator: int, value: str, met: bool
) -> None:
    counted = figure(value=value, numerator=numerator, denominator=denominator, met=met)
    low = () if met else (miss(),)
    given(page, FED).when(counts(numerator, denominator)).then(counted, *low)


@pytest.mark.parametrize(
    "command",
    [
        {"service": "emulation"},
        {"indicator": "dossiers-on-time-share"},
        {"day": "2022-12-31"},
        {"day": "2024-01-01"},
        {"at": "2023-06-29"},
    ],
)
def test_what_a_service_counts_for_something_else_is_passed_over(command: dict[str, Any]) -> None:
    given(page, FED).when(counts(95, 100, **command)).then()


def test_more_than_the_whole_is_no_share_and_a_target_by_hand_is_not_counted() -> None:
    given(page, FED).when(counts(101, 100)).then()
    given(page, targets()).when(counts(95, 100)).then()


def test_what_is_counted_the_same_again_changes_nothing() -> None:
    known = figure(value="95", numerator=95, denominator=100)
    given(page, FED, known).when(counts(95, 100)).then()
    more = figure(value="95", numerator=190, denominator=200)
    given(page, FED, known).when(counts(190, 200)).then(more)


def test_counts_that_come_late_change_their_day_and_miss_only_at_the_newest() -> None:
    good = figure("2023-06-29", "95", numerator=95, denominator=100)
    better = figure("2023-06-30", "96", numerator=192, denominator=200)
    past = given(page, FED, good, better)
    low = figure("2023-06-29", "80", numerator=80, denominator=100, met=False)
    past.when(counts(80, 100, day="2023-06-29")).then(low)
    state = given(page, FED, good, better, low).state
    assert [each.day.day for each in state.figures] == [29, 30]
    lower = figure("2023-06-30", "85", numerator=170, denominator=200, met=False)
    past.when(counts(170, 200)).then(lower, miss(value="85"))


def test_a_new_fall_opens_no_second_action_while_the_first_is_to_be_done() -> None:
    recovered = given(page, FED, LOW, miss(), figure("2023-07-31", "95"))
    low = figure("2023-08-31", "80", numerator=80, denominator=100, met=False)
    first = miss("2023-08-31", "80").model_copy(update={"action": "kh-2023.hai-long.2023-06-30"})
    falls = counts(80, 100, day="2023-08-31")
    recovered.when(falls.model_copy(update={"action_open": True})).then(low, first)
    recovered.when(falls).then(low, miss("2023-08-31", "80"))


def test_what_a_service_counts_of_the_last_day_comes_before_the_end() -> None:
    given(page, FED).when(check("2024-01-01")).then()
    last = figure("2023-12-31", "95", numerator=95, denominator=100)
    given(page, FED, last).when(check("2024-01-02")).then(
        facts.TargetConcluded(**ABOUT, day=date(2024, 1, 2), outcome=TargetOutcome.MET)
    )


def test_a_count_is_heard_once() -> None:
    told: dict[str, Any] = {
        "unit": "bao-tang",
        "day": date(2023, 6, 30),
        "counted_on": date(2023, 7, 1),
        "counts": (Count(code=CountCode.SURVEY_ANSWERS, amount=4),),
        "cause": "0187ffef-8574-7c10-9d3e-51b7a6f0c2e4",
    }
    hear = HearCounts(at=at("2023-07-01"), **told)
    given(counts_page).when(hear).then(CountsHeard(**told))
    given(counts_page, CountsHeard(**told)).when(hear).then()
    holds_for_any_past(counts_page, "planning", [CountsHeard(**told)])


COMMANDS = st.builds(
    lambda part, day, open_: counts(part, 20, day=str(day), action_open=open_),
    st.integers(15, 21),
    st.dates(date(2022, 12, 30), date(2024, 1, 5)),
    st.booleans(),
)


@hypothesis_given(st.lists(COMMANDS, max_size=15))
def test_any_counts_keep_the_promises_of_an_aggregate(commands: list[CountTarget]) -> None:
    first = SetTarget(at=at("2023-03-07"), terms=terms(source="feedback"))
    holds_for_any_past(page, "planning", play(page, [first, *commands]))
