"""The periods of recurring tasks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.plan import Recurrence
from danvan.contracts.workdays import WorkCalendar
from danvan.services.planning.domain.period import last_working_day, period_of
from tests.unit.planning.builders import CALENDAR


@pytest.mark.parametrize(
    ("every", "day", "id_", "first", "last"),
    [
        ("weekly", "2023-03-08", "2023-W10", "2023-03-06", "2023-03-12"),
        ("monthly", "2023-02-14", "2023-02", "2023-02-01", "2023-02-28"),
        ("monthly", "2023-12-31", "2023-12", "2023-12-01", "2023-12-31"),
        ("quarterly", "2023-05-01", "2023-Q2", "2023-04-01", "2023-06-30"),
        ("yearly", "2023-05-01", "2023", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_day_lies_in_its_period(every: str, day: str, id_: str, first: str, last: str) -> None:
    period = period_of(Recurrence(every), date.fromisoformat(day))
    assert (period.id, str(period.first), str(period.last)) == (id_, first, last)


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    week = period_of(Recurrence.WEEKLY, date(2023, 1, 1))
    assert (week.id, week.year) == ("2022-W52", 2022)


@given(st.sampled_from(Recurrence), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_of_a_period_leads_to_it(every: Recurrence, day: date) -> None:
    period = period_of(every, day)
    assert period.first <= day <= period.last
    assert period_of(every, period.first) == period == period_of(every, period.last)


def test_the_last_working_day_passes_over_days_off() -> None:
    april = period_of(Recurrence.MONTHLY, date(2023, 4, 1))
    assert last_working_day(april, CALENDAR).day == date(2023, 4, 28)


def test_a_week_without_a_working_day_ends_on_the_next_one() -> None:
    tet = frozenset(date(2023, 1, n) for n in range(20, 27)) | {date(2023, 1, 27)}
    calendar = WorkCalendar(version="test", published_until=date(2023, 12, 31), days_off=tet)
    week = period_of(Recurrence.WEEKLY, date(2023, 1, 25))
    assert last_working_day(week, calendar).day == date(2023, 1, 30)


def test_a_day_past_the_published_calendar_is_provisional() -> None:
    this_year, next_year = (
        last_working_day(
            period_of(Recurrence.YEARLY, date(year, 1, 1)),
            CALENDAR.model_copy(update={"published_until": date(2023, 12, 29)}),
        )
        for year in (2023, 2024)
    )
    assert this_year.day == date(2023, 12, 29) and not this_year.provisional
    assert next_year.provisional
