"""Recorded figures: what planning's facts count for, summed over a data window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.base import Payload
from danvan.contracts.plan import Window
from danvan.contracts.planning import (
    Activity,
    ActivityForm,
    ActivityHeld,
    TaskDone,
    TaskReturned,
    TaskVerified,
)
from danvan.contracts.reporting import FiguresRecorded, RecordedFigure
from danvan.services.reporting.domain import figures
from danvan.services.reporting.domain.figures import RecordFigures, sum_over
from danvan.services.reporting.domain.measures import (
    DAY_OF,
    MEASURES,
    STAFF_CONFERENCE,
    measured,
)
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


def about(task: str = "sinh-hoat-chuyen-de") -> dict[str, Any]:
    plan = "kh-878-2023"
    ids = {"id": f"{plan}.{task}.{MUSEUM}", "plan": plan, "task": task}
    return {**ids, "clause": "II.1", "unit": MUSEUM}


def held(form: ActivityForm, task: str = "sinh-hoat-chuyen-de") -> ActivityHeld:
    activity = Activity(
        form=form,
        topic="Đạo đức công vụ",
        audience="Viên chức",
        attendance=45,
        held_on=date(2023, 4, 6),
    )
    return ActivityHeld(**about(task), activity=activity)


DONE = TaskDone(**about(), done_on=date(2023, 4, 20), late=False, note="Xong.")
SENT_BACK = TaskReturned(**about(), returned_on=date(2023, 4, 25), reason="Thiếu minh chứng.")


def test_a_fact_counts_on_its_day() -> None:
    day = date(2023, 4, 6)
    given(figures).when(record(day, 1, "a")).then(recorded(day, 1, "a"))


def test_a_cause_counts_once() -> None:
    day = date(2023, 4, 6)
    given(figures, recorded(day, 1, "a")).when(record(day, 1, "a")).then()


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
    state = given(figures, recorded(day, 2, "a")).state
    assert sum_over(state, "activities-held", HALF_YEAR) == (2 if counts else 0)


def test_a_window_sums_up_one_indicator() -> None:
    day = date(2023, 4, 6)
    state = given(figures, recorded(day, 2, "a"), recorded(day, 3, "b")).state
    assert sum_over(state, "activities-held", HALF_YEAR) == 5
    assert sum_over(state, "tasks-done", HALF_YEAR) == 0


@pytest.mark.parametrize(
    ("fact", "figures_of_it"),
    [
        (held(ActivityForm.THEMATIC_SESSION), {"activities-held": 1, "activity-attendance": 45}),
        (
            held(ActivityForm.DIALOGUE),
            {"activities-held": 1, "activity-attendance": 45, "dialogues-held": 1},
        ),
        (
            held(ActivityForm.CONFERENCE, STAFF_CONFERENCE),
            {"activities-held": 1, "activity-attendance": 45, "staff-conferences-held": 1},
        ),
        (held(ActivityForm.BRIEFING), {}),
        (DONE, {"tasks-done": 1}),
        (SENT_BACK, {"tasks-done": -1}),
        (TaskVerified(**about(), verified_on=date(2023, 4, 25)), {}),
    ],
)
def test_planning_facts_count_for_these_indicators(
    fact: Payload, figures_of_it: dict[str, int]
) -> None:
    assert {each.code: each.amount for each in measured(fact)} == figures_of_it


def test_every_measured_fact_has_its_day() -> None:
    assert {measure.fact for measure in MEASURES} == set(DAY_OF)
    days = [DAY_OF[type(fact)](fact) for fact in (held(ActivityForm.OTHER), DONE, SENT_BACK)]
    assert days == [date(2023, 4, 6), date(2023, 4, 20), date(2023, 4, 25)]


COMMANDS = st.builds(
    record,
    st.dates(date(2023, 1, 1), date(2023, 12, 31)),
    st.integers(-5, 50),
    st.sampled_from("abcdef"),
)


@for_all(st.lists(COMMANDS, max_size=10))
def test_any_commands_keep_the_promises_of_an_aggregate(commands: list[RecordFigures]) -> None:
    holds_for_any_past(figures, "reporting", play(figures, commands))
