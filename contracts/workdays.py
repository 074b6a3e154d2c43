"""Working days as data: which days are off, which weekend days are worked, and how to count.

Counting follows the Civil Code 91/2015/QH13, Articles 147 and 148: the first day is not counted;
a period that ends on a day off ends on the next working day.
"""

from __future__ import annotations

from calendar import SATURDAY
from datetime import date, timedelta
from typing import NamedTuple, Self

from pydantic import model_validator

from danvan.contracts.base import Line, Model
from danvan.contracts.problems import rule_broken


class Deadline(NamedTuple):
    """The last day on time. `provisional` when it lies past the last published calendar year."""

    day: date
    provisional: bool


class WorkCalendar(Model):
    """The days off of some years. `version` names the published decisions it was made from."""

    version: str
    published_until: date
    days_off: frozenset[date]
    worked_weekend_days: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """True on a weekday that is not off, and on a weekend day that is worked in exchange."""
        if day in self.worked_weekend_days:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, start: date, days: int) -> Deadline:
        """The `days`-th working day after `start` (before it, if negative), which never counts."""
        step = timedelta(days=1 if days >= 0 else -1)
        day = start
        for _ in range(abs(days)):
            day += step
            while not self.is_working_day(day):
                day += step
        return Deadline(day, day > self.published_until)

    def add_calendar_days(self, start: date, days: int) -> Deadline:
        """`days` after `start`, moved to the next working day when it ends on a day off."""
        day = self.next_working_day(start + timedelta(days=days))
        return Deadline(day, day > self.published_until)


class SwappedDay(Model):
    """A weekday that is off by a published decision, and the weekend day worked in exchange."""

    off: date
    worked: date | None = None
    basis: Line
    verified: bool = False

    @model_validator(mode="after")
    def _weekday_for_weekend_day(self) -> Self:
        if self.off.weekday() >= SATURDAY or (
            self.worked is not None and self.worked.weekday() < SATURDAY
        ):
            raise rule_broken(
                "swap-of-wrong-days",
                "“off” phải là ngày từ thứ hai đến thứ sáu, “worked” là thứ bảy hoặc chủ nhật.",
                "`off` must be a day from Monday to Friday, `worked` a Saturday or Sunday.",
            )
        return self


class CalendarOverrides(Model):
    """What an agency knows beyond the holiday library: the content of a calendar file.
    `published_until`: the last day that the yearly decisions taken into account speak about."""

    published_until: date
    swaps: tuple[SwappedDay, ...] = ()
