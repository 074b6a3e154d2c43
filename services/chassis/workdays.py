"""Vietnam's working days: public holidays with substituted and swapped days from the `holidays`
library, plus what an agency knows beyond it."""

from __future__ import annotations

import hashlib
from calendar import SATURDAY
from datetime import date

import holidays
from holidays.countries.vietnam import VietnamStaticHolidays

from danvan.contracts.workdays import CalendarOverrides, WorkCalendar


def vietnam_calendar(
    first_year: int, last_year: int, overrides: CalendarOverrides | None = None
) -> WorkCalendar:
    """The working days of these years, both included.

    The calendar is sure as far as yearly decisions are published: as far as `overrides` say, or
    else to the end of the last year whose swapped days the library knows. Days after that are
    computed. `version` is the same for the same days, whatever library they came from.
    """
    years = range(first_year, last_year + 1)
    known = holidays.country_holidays("VN", years=years)
    off = {day for day in known if day.weekday() < SATURDAY}
    worked = {day for day in known.weekend_workdays if day.year in years}
    published = date(max(VietnamStaticHolidays.special_public_holidays), 12, 31)
    if overrides is not None:
        published = overrides.published_until
        off |= {swap.off for swap in overrides.swaps}
        worked |= {swap.worked for swap in overrides.swaps if swap.worked is not None}
    published = min(published, date(last_year, 12, 31))
    days = "\n".join(map(str, [published, *sorted(off), "worked", *sorted(worked)]))
    digest = hashlib.sha256(days.encode()).hexdigest()[:12]
    return WorkCalendar(
        version=f"vn-{first_year}-{last_year}-{digest}",
        published_until=published,
        days_off=frozenset(off),
        worked_weekend_days=frozenset(worked),
    )
