"""Policy rows and working days together: which row rules, and what a fact says of its use."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Model
from danvan.contracts.policy import PolicyRow, PolicyUsed
from danvan.contracts.workdays import WorkCalendar
from danvan.services.feedback.domain.clocks import row_in_force


class PolicyClocks(Model):
    """The policy rows of some matter, and the days that count."""

    rows: tuple[PolicyRow, ...]
    calendar: WorkCalendar

    def row(self, key: str, started: date, today: date) -> PolicyRow:
        """The version of a policy that rules what started on a day."""
        return row_in_force([row for row in self.rows if row.key == key], started, today)

    def used(self, row: PolicyRow, last: date) -> PolicyUsed:
        """That a day was counted by this row; `last`: the latest day that the counting touched."""
        return PolicyUsed(
            key=row.key,
            valid_from=row.valid_from,
            verified=row.verified,
            calendar=self.calendar.version,
            provisional=last > self.calendar.published_until,
        )
