"""Recorded figures: a cause counts once, and what a window makes of what was counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.plan import Window
from danvan.contracts.reporting import FiguresRecorded, RecordedFigure
from danvan.services.reporting.domain import figures
from danvan.services.reporting.domain.figures import RecordFigures, values_over
from danvan.services.reporting.domain.measures import DEFINITIONS
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.reporting.examples import MUSEUM, at

HALF_YEAR = Window(**{"from": date(2023, 1, 1)}, until=date(2023, 4, 30))


def record(day: date, amount: int, cause: str) -> RecordFigures:
    return RecordFigures(
        at=at(6, 1),
        unit=MUSEUM,
        day=day,
        figures=(RecordedFigure(code="activities-held", amount=Decimal(amount)),),
        cause=cause,
        cause_type="danvan.planning.activity-held.v1",
    )


def recorded(day: date, amount: int, cause: str) -> FiguresRecorded:
    command = record(day, amount, cause)
    return FiguresRecorded(**command.model_dump(exclude={"at", "basis"}))


def test_a_fact_counts_on_its_day() -> None:
    day = date(2023, 4, 6)
    given(figures).when(record(day, 1, "a")).then(recorded(day, 1, "a"))


def test_a_cause_counts_once() -> None:
    day = date(2023, 4, 6)
    given(figures, recorded(day, 1, "a")).when(record(day, 1, "a")).then()


def counted(day: date, **amounts: int) -> FiguresRecorded:
    """`dossiers_received=3` are three amounts under dossiers-received."""
    figures = [{"code": code.replace("_", "-"), "amount": value} for code, value in amounts.items()]
    return FiguresRecorded.model_validate(
        {
            "unit": MUSEUM,
            "day": day,
            "figures": figures,
            "cause": f"{day}-{amounts}",
            "cause_type": "danvan.feedback.unit-day-counted.v1",
        }
    )


def value(code: str, *facts: FiguresRecorded) -> Decimal | None:
    """What the facts make of an indicator in the half-year."""
    known = values_over(facts, {code: DEFINITIONS[code]}, HALF_YEAR).get(code)
    return None if known is None else known.value


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2022, 12, 31), False),
        (date(2023, 1, 1), True),
        (date(2023, 4, 30), True),
        (date(2023, 5, 1), False),
    ],
)
def test_both_days_of_a_window_count_and_no_other(day: date, counts: bool) -> None:
    assert value("activities-held", recorded(day, 2, "a")) == (2 if counts else 0)


def test_a_window_sums_up_one_indicator() -> None:
    day = date(2023, 4, 6)
    twice = recorded(day, 2, "a"), recorded(day, 3, "b")
    assert value("activities-held", *twice) == 5
    assert value("tasks-done", *twice) == 0


def test_a_share_is_made_of_the_whole_window_and_not_of_its_days() -> None:
    first = counted(date(2023, 1, 9), survey_answers=1, survey_satisfied=1)
    second = counted(date(2023, 4, 3), survey_answers=5, survey_satisfied=3)
    outside = counted(date(2023, 5, 1), survey_answers=100)
    assert value("satisfaction", first, second, outside) == Decimal("66.6667")


def test_what_is_late_counts_against_what_is_on_time() -> None:
    facts = counted(date(2023, 4, 3), dossiers_on_time=9, dossiers_late=1, dossiers_resolved=9)
    assert value("dossiers-on-time-share", facts) == 90


def test_more_than_the_whole_is_no_share() -> None:
    assert value("satisfaction", counted(date(2023, 4, 3), survey_satisfied=7)) is None
    more = counted(date(2023, 4, 3), survey_answers=6, survey_satisfied=7)
    assert value("satisfaction", more) is None


def test_of_nothing_there_is_no_share() -> None:
    assert value("satisfaction", counted(date(2023, 5, 1), survey_answers=7)) is None


def test_what_was_open_when_the_window_began_is_carried_over() -> None:
    facts = (
        counted(date(2021, 3, 1), dossiers_received=4),
        counted(date(2022, 12, 31), dossiers_received=3, dossiers_resolved=4, dossiers_withdrawn=1),
        counted(date(2023, 1, 1), dossiers_received=9, dossiers_resolved=1),
    )
    assert value("dossiers-carried-over", *facts) == 2
    assert value("dossiers-received", *facts) == 9


def test_facts_do_not_tell_what_would_be_less_than_nothing() -> None:
    inherited = counted(date(2022, 12, 31), petitions_received=1, petitions_handled=2)
    assert value("petitions-carried-over", inherited) is None
    assert value("tasks-done", counted(date(2023, 2, 1), tasks_done=-1)) is None


COMMANDS = st.builds(
    record,
    st.dates(date(2023, 1, 1), date(2023, 12, 31)),
    st.integers(-5, 50),
    st.sampled_from("abcdef"),
)


@for_all(st.lists(COMMANDS, max_size=10))
def test_any_commands_keep_the_promises_of_an_aggregate(commands: list[RecordFigures]) -> None:
    holds_for_any_past(figures, "reporting", play(figures, commands))
