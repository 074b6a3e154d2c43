"""How clocks are counted: first days, days off, months, suspensions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.policy import PolicyRow
from danvan.services.feedback.domain.clocks import Pause, count, deadlines
from tests.unit.feedback.clock_examples import CALENDAR, clock, event, one, procedure, row


@pytest.mark.parametrize(
    ("limit", "start", "due"),
    [
        # 16 17 18 19 20 23, 24 is off, 25
        (row(7, "working-day"), "2026-11-13", "2026-11-25"),
        (row(10), "2026-11-13", "2026-11-23"),
        (row(30), "2026-11-25", "2026-12-25"),
        # Saturday 9/1/2027
        (row(45), "2026-11-25", "2027-01-11"),
        # the day off 24/11
        (row(4), "2026-11-20", "2026-11-25"),
        # Saturday 10/1 is worked
        (row(5, "working-day"), "2026-01-05", "2026-01-10"),
        (row(3, "working-day"), "2025-12-31", "2026-01-07"),
        (row(5), "2026-01-05", "2026-01-10"),
        # Tết 2023: 19, 27 30
        (row(3, "working-day"), "2023-01-18", "2023-01-30"),
        # over and on the leap day
        (row(1), "2024-02-28", "2024-02-29"),
        (row(1, "month"), "2024-01-31", "2024-02-29"),
        (row(1, "month"), "2023-01-31", "2023-02-28"),
        # a month ends on the same day; Sunday 4/2 moves
        (row(2, "month"), "2023-12-04", "2024-02-05"),
        (row(3, "month"), "2023-11-30", "2024-02-29"),
        (row(0), "2023-01-21", "2023-01-27"),
    ],
)
def test_the_first_day_does_not_count_and_the_last_is_a_working_day(
    limit: PolicyRow, start: str, due: str
) -> None:
    assert one([limit], event("begin", start)).due == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("limit", "last"),
    [
        # a Sunday is early enough: a day off moves nothing
        (row(5, direction="backward"), "2026-11-22"),
        # 26 25 23 20 19
        (row(5, "working-day", direction="backward"), "2026-11-19"),
    ],
)
def test_counting_back_names_the_last_day_that_is_early_enough(limit: PolicyRow, last: str) -> None:
    meeting = date(2026, 11, 27)
    called = procedure(clock(starts=["begin"], ends=["begin"]))
    in_time = one([limit], event("begin", last, meeting=meeting), by=called)
    assert in_time.due == date.fromisoformat(last) and not in_time.late
    late = event("begin", "2026-11-23", meeting=meeting)
    assert one([limit], late, by=called).late


def test_a_limit_past_the_published_years_is_provisional() -> None:
    begun = event("begin", "2026-12-01")
    assert one([row(30)], begun).policy.provisional is False
    assert one([row(31)], begun).policy.provisional is True


def test_a_suspended_case_has_no_last_day_until_it_goes_on() -> None:
    begun, suspended = event("begin", "2026-12-01"), event("suspend", "2026-12-11")
    assert one([row(30)], begun, suspended).due is None
    resumed = event("resume", "2026-12-21")
    # nine days before, 21 from 22/12 on
    assert one([row(30)], begun, suspended, resumed).due == date(2027, 1, 11)


def test_a_second_resumption_changes_nothing() -> None:
    events = [event("begin", "2026-03-02"), event("suspend", "2026-03-04")]
    resumed, again = event("resume", "2026-03-06"), event("resume", "2026-03-09")
    assert one([row(10)], *events, resumed, again) == one([row(10)], *events, resumed)


def test_every_suspension_is_left_out_working_days_too() -> None:
    events = [
        event("begin", "2026-11-02"),
        event("suspend", "2026-11-04"),
        event("resume", "2026-11-06"),
        event("suspend", "2026-11-10"),
        event("resume", "2026-11-10"),
    ]
    # 3 | 9 | 11 12 13 16 17
    assert one([row(7, "working-day")], *events).due == date(2026, 11, 17)


def test_a_month_that_does_not_run_through_has_thirty_days() -> None:
    pause = (Pause(date(2026, 3, 10), date(2026, 3, 10)),)
    assert count(row(1, "month"), CALENDAR, date(2026, 3, 1), pause) == date(2026, 4, 1)
    assert count(row(1, "month"), CALENDAR, date(2026, 3, 1)) == date(2026, 4, 1)
    assert count(row(1, "month"), CALENDAR, date(2026, 2, 1), pause) == date(2026, 3, 3)


def test_a_resumption_without_a_suspension_changes_nothing() -> None:
    begun = event("begin", "2026-12-01")
    assert one([row(10)], begun, event("resume", "2026-12-03")) == one([row(10)], begun)


def test_a_clock_is_met_once_and_starts_anew_when_its_start_comes_again() -> None:
    events = [event("begin", "2026-03-02"), event("end", "2026-03-05"), event("end", "2026-03-09")]
    assert one([row(10)], *events).met_on == date(2026, 3, 5)
    again = one([row(10)], *events, event("begin", "2026-04-01"))
    assert (again.starts, again.due, again.met_on) == (date(2026, 4, 1), date(2026, 4, 13), None)


def test_a_clock_that_has_not_started_is_not_there() -> None:
    assert deadlines(procedure(), [row(10)], CALENDAR, [event("remind", "2026-03-02")]) == ()


@given(
    start=st.dates(date(2022, 1, 3), date(2026, 6, 1)),
    days=st.integers(1, 90),
    unit=st.sampled_from(["calendar-day", "working-day"]),
    before=st.integers(1, 20),
    suspended=st.integers(0, 60),
)
def test_a_limit_ends_with_the_last_of_its_days_and_no_suspended_one_is_among_them(
    start: date, days: int, unit: str, before: int, suspended: int
) -> None:
    first = start + timedelta(days=before)
    pause = Pause(first, first + timedelta(days=suspended))
    end = count(row(days, unit), CALENDAR, start, (pause,))
    counted = [
        day
        for day in (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        if not pause.covers(day) and (unit == "calendar-day" or CALENDAR.is_working_day(day))
    ]
    assert len(counted) == days and counted[-1] == end
