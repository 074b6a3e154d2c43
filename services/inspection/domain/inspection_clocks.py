"""The last days that the law leaves for the steps of an inspection, counted from policy rows.

The law on the day of the decision rules it to its end. While it is suspended no day counts, from
the day of suspension to that of resumption, both included.
"""

from __future__ import annotations

from datetime import date, timedelta

from danvan.contracts.base import Model
from danvan.contracts.inspection import Due, Step
from danvan.contracts.policy import PolicyRow, PolicyUsed, policy_in_force
from danvan.contracts.workdays import WorkCalendar

#: The policy that sets each step's last day.
KEYS = {
    Step.FIELDWORK: "inspection.fieldwork",
    Step.DRAFT: "inspection.draft",
    Step.CONCLUSION: "inspection.conclusion.issue",
    Step.PUBLICATION: "inspection.publish",
}
EXTENSION = "inspection.fieldwork.extension"
#: A conclusion has to stay where people read it for so long.
DISPLAY = "inspection.publish.display"


class InspectionClocks(Model):
    """The policy rows, and the days that count."""

    rows: tuple[PolicyRow, ...]
    calendar: WorkCalendar

    def due(self, step: Step, decided: date, start: date) -> Due:
        """Until when a step has to be taken whose time begins on a day."""
        day, used = self._count(KEYS[step], decided, start)
        return Due(step=step, day=day, policy=used)

    def extended(self, due: Due, decided: date) -> Due:
        """The last day of the fieldwork with the more time that the head may give."""
        day, used = self._count(EXTENSION, decided, due.day)
        return Due(step=due.step, day=day, policy=used)

    def resumed(self, due: Due, suspended: date, resumed: date) -> Due:
        """The last day, later by the days that did not count."""
        still = (resumed - suspended).days + 1
        day = self.calendar.next_working_day(due.day + timedelta(days=still))
        provisional = day > self.calendar.published_until
        used = due.policy.model_copy(
            update={"calendar": self.calendar.version, "provisional": provisional}
        )
        return Due(step=due.step, day=day, policy=used)

    def displayed(self, posted: date) -> tuple[date, PolicyUsed]:
        """Until when a conclusion stays posted, by the law on the day it is."""
        return self._count(DISPLAY, posted, posted)

    def _count(self, key: str, ruled: date, start: date) -> tuple[date, PolicyUsed]:
        row = policy_in_force(self.rows, key, ruled)
        day, provisional = self.calendar.add_calendar_days(start, int(row.number))
        return day, PolicyUsed(
            key=key,
            valid_from=row.valid_from,
            verified=row.verified,
            calendar=self.calendar.version,
            provisional=provisional,
        )
