"""Policy as data: figures that law or the agency sets, each with its basis and its days in force.

A row is never edited after its first use, only closed (`valid_until`) and followed by another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from danvan.contracts.base import Line, Model, Problem, Text
from danvan.contracts.problems import pointer, rule_broken

#: Names a policy through all its versions, e.g. `complaint.accept.decree`.
PolicyKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", max_length=64)]


class PolicyUnit(StrEnum):
    """What a row's value counts. A month and day (`05-10`) comes back every year; inclusive: the
    day itself is still on time; exclusive: the day before is the last on time."""

    CALENDAR_DAY = "calendar-day"
    WORKING_DAY = "working-day"
    HOUR = "hour"
    MONTH = "month"
    COUNT = "count"
    PERCENT_ABOVE = "percent-above"
    PERCENT_AT_LEAST = "percent-at-least"
    MONTH_DAY = "month-day"
    MONTH_DAY_INCLUSIVE = "month-day-inclusive"
    MONTH_DAY_EXCLUSIVE = "month-day-exclusive"


class Direction(StrEnum):
    """Whether the value is counted from its start forward or back."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Transition(StrEnum):
    """Which cases a new row rules: those whose clock starts in its time, or all open ones too."""

    CASES_STARTED = "cases-started-on-or-after"
    ALL_OPEN_CASES = "all-open-cases"


class PolicyRow(Model):
    """One version of one policy. Both days of its validity are included."""

    key: PolicyKey
    value: Line
    unit: PolicyUnit
    starts: Line
    direction: Direction = Direction.FORWARD
    valid_from: date
    valid_until: date | None = None
    basis: Line
    transition: Transition = Transition.CASES_STARTED
    verified: bool = False

    @model_validator(mode="after")
    def _value_fits_unit(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise rule_broken(
                "validity-reversed",
                "“valid_until” nằm trước “valid_from”; hãy đổi lại hai ngày.",
                "`valid_until` lies before `valid_from`; put the two days in order.",
            )
        try:
            if self.unit.startswith("month-day"):
                self.day_in(2024)
            else:
                Decimal(self.value)
        except (ValueError, InvalidOperation):
            raise rule_broken(
                "value-does-not-fit-unit",
                f"“{self.value}” không dùng được với đơn vị “{self.unit}”: ghi 05-10 hoặc một số.",
                f"'{self.value}' does not fit '{self.unit}': write a day as 05-10, or a number.",
            ) from None
        return self

    @property
    def number(self) -> Decimal:
        """The value of a row that counts."""
        return Decimal(self.value)

    def day_in(self, year: int) -> date:
        """The day that a month-and-day row names in a year."""
        return date.fromisoformat(f"{year}-{self.value}")

    def in_force(self, day: date) -> bool:
        """Whether the row rules on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class PolicyUsed(Model):
    """Which row a decision rested on. A counted day also names the calendar it was counted with;
    `provisional`: it lies past what that calendar's decisions speak about."""

    key: Annotated[PolicyKey, Field(examples=["dossier.apology.before-expiry"])]
    valid_from: date
    verified: bool
    calendar: str | None = None
    provisional: bool = False


class Policies(Model):
    """All policy rows: the content of a policy file."""

    rows: tuple[PolicyRow, ...] = Field(min_length=1)


def policy_in_force(rows: Iterable[PolicyRow], key: str, day: date) -> PolicyRow:
    """The one row that rules on a day.

    Raises:
        LookupError: if none does, or more than one: the policy data must be mended.
    """
    found = [row for row in rows if row.key == key and row.in_force(day)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} policy rows for {key!r} are in force on {day}, not one")
    return found[0]


def policy_problems(policies: Policies) -> Iterator[Problem]:
    """Rows of one key that are in force on the same day."""
    for index, row in enumerate(policies.rows):
        for earlier in policies.rows[:index]:
            later = max(row.valid_from, earlier.valid_from)
            if row.key == earlier.key and row.in_force(later) and earlier.in_force(later):
                yield Problem(
                    rule="policy-rows-overlap",
                    reason=Text(
                        vi=f"Hai dòng “{row.key}” cùng có hiệu lực ngày {later:%d/%m/%Y}; hãy kết"
                        " thúc dòng trước trước khi dòng sau bắt đầu.",
                        en=f"Two rows of '{row.key}' are in force on {later}; close the earlier "
                        "one before the later one begins.",
                    ),
                    pointer=pointer("rows", index, "valid_from"),
                )
