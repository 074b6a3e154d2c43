"""The periods of recurring tasks: which one a day lies in, and by when its task has to be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, assert_never

from danvan.contracts.plan import Recurrence
from danvan.contracts.planning import PeriodId
from danvan.contracts.workdays import Deadline, WorkCalendar


class Period(NamedTuple):
    """A week (Monday to Sunday, ISO 8601), month, quarter or year; both days are included.

    `year` is the plan's year it belongs to: a week belongs to the year of its Thursday.
    """

    id: PeriodId
    year: int
    first: date
    last: date


def period_of(every: Recurrence, day: date) -> Period:
    """The period that a day lies in."""
    match every:
        case Recurrence.WEEKLY:
            year, week, weekday = day.isocalendar()
            monday = day - timedelta(days=weekday - 1)
            return Period(f"{year}-W{week:02}", year, monday, monday + timedelta(days=6))
        case Recurrence.MONTHLY:
            return _months(f"{day.year}-{day.month:02}", day.year, day.month, 1)
        case Recurrence.QUARTERLY:
            quarter = (day.month + 2) // 3
            return _months(f"{day.year}-Q{quarter}", day.year, quarter * 3 - 2, 3)
        case Recurrence.YEARLY:
            return _months(f"{day.year}", day.year, 1, 12)
        case _:
            assert_never(every)


def _months(id_: PeriodId, year: int, month: int, count: int) -> Period:
    years, months = divmod(month - 1 + count, 12)
    following = date(year + years, months + 1, 1)
    return Period(id_, year, date(year, month, 1), following - timedelta(days=1))


def last_working_day(period: Period, calendar: WorkCalendar) -> Deadline:
    """The last working day of a period; if it has none, the next one after it."""
    day = period.last
    while not calendar.is_working_day(day):
        if day == period.first:
            return calendar.add_calendar_days(period.last, 0)
        day -= timedelta(days=1)
    return Deadline(day, day > calendar.published_until)
