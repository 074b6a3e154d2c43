"""Vietnam's working days, against published years and against cases worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from danvan.agency_files import read_calendar
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.workdays import vietnam_calendar

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "svhtt-2023" / "calendar.yaml"


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return vietnam_calendar(2023, 2027, read_calendar(EXAMPLE.read_text("utf-8"), EXAMPLE.name))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2023, 1, 20), date(2023, 1, 26)),  # Tết
        (date(2023, 4, 29), date(2023, 5, 3)),  # Giỗ Tổ, 30/4, 1/5
        (date(2023, 9, 1), date(2023, 9, 4)),  # Quốc khánh
        (date(2024, 4, 27), date(2024, 5, 1)),  # 29/4 swapped with 4/5
        (date(2026, 2, 14), date(2026, 2, 22)),  # Tết
        (date(2026, 8, 29), date(2026, 9, 2)),  # 31/8 swapped with 22/8
    ],
)
def test_a_published_holiday_is_off_from_end_to_end(
    calendar: WorkCalendar, first: date, last: date
) -> None:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(map(calendar.is_working_day, days))
    assert calendar.next_working_day(first) == last + timedelta(days=1)


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10)])
def test_a_saturday_worked_in_exchange_is_a_working_day(calendar: WorkCalendar, day: date) -> None:
    assert calendar.is_working_day(day)
    assert not calendar.is_working_day(day + timedelta(days=7))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 13), 7, date(2026, 11, 25)),  # 24/11 is off
        (date(2026, 1, 5), 5, date(2026, 1, 10)),  # a worked Saturday counts
        (date(2025, 12, 31), 3, date(2026, 1, 7)),  # 1/1 and 2/1 are off
        (date(2023, 3, 14), 5, date(2023, 3, 21)),
        (date(2023, 5, 4), -1, date(2023, 4, 28)),
    ],
)
def test_working_days_are_counted_without_the_first(
    calendar: WorkCalendar, start: date, days: int, end: date
) -> None:
    assert calendar.add_working_days(start, days) == (end, False)


@pytest.mark.parametrize(
    ("start", "days", "end", "provisional"),
    [
        (date(2026, 11, 13), 10, date(2026, 11, 23), False),
        (date(2026, 11, 14), 10, date(2026, 11, 25), False),  # ends on 24/11
        (date(2026, 11, 25), 30, date(2026, 12, 25), False),
        (date(2026, 11, 25), 45, date(2027, 1, 11), True),  # ends on a Saturday
    ],
)
def test_calendar_days_end_on_a_working_day_and_past_the_published_years_provisionally(
    calendar: WorkCalendar, start: date, days: int, end: date, provisional: bool
) -> None:
    assert calendar.add_calendar_days(start, days) == (end, provisional)


def test_the_calendar_is_sure_only_of_what_it_holds() -> None:
    overrides = read_calendar(EXAMPLE.read_text("utf-8"), EXAMPLE.name)
    assert vietnam_calendar(2023, 2023, overrides).published_until == date(2023, 12, 31)
    assert vietnam_calendar(2023, 2027, overrides).published_until == date(2026, 12, 31)
    assert date(2025, 12, 31) < vietnam_calendar(2023, 2060).published_until < date(2060, 12, 31)


def test_the_version_names_the_days() -> None:
    overrides = read_calendar(EXAMPLE.read_text("utf-8"), EXAMPLE.name)
    with_swap, without = vietnam_calendar(2023, 2026, overrides), vietnam_calendar(2023, 2026)
    assert with_swap.version == vietnam_calendar(2023, 2026, overrides).version
    assert with_swap.version != without.version
