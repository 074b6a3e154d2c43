"""The last days that the law leaves for steps of a dossier, counted from policy rows."""

from __future__ import annotations

from datetime import date

from danvan.contracts.policy import Direction, PolicyUsed
from danvan.services.feedback.domain.clocks import count
from danvan.services.feedback.domain.policy_clocks import PolicyClocks

#: All that is missing is asked for within these days: 61/2018/NĐ-CP, Article 19(4).
SUPPLEMENT = "dossier.supplement.return"
#: A delay is announced and apologised for so long before the appointment: the same, 19(9).
APOLOGY = "dossier.apology.before-expiry"
#: How often there may be a new appointment: the same.
REAPPOINTMENTS = "dossier.reappointment.max"


class DossierClocks(PolicyClocks):
    """Those of dossiers."""

    def supplement_by(self, received: date, today: date) -> tuple[date, PolicyUsed]:
        """Until when a dossier of that day is given back for what is missing."""
        return self._counted(SUPPLEMENT, received, today, start=received)

    def announce_by(
        self, received: date, today: date, appointment: date
    ) -> tuple[date, PolicyUsed]:
        """The last day to announce that the appointment will be missed, and to apologise."""
        return self._counted(APOLOGY, received, today, start=appointment)

    def most_reappointments(self, received: date, today: date) -> int:
        """How many new appointments there may be."""
        return int(self.row(REAPPOINTMENTS, received, today).number)

    def _counted(
        self, key: str, received: date, today: date, *, start: date
    ) -> tuple[date, PolicyUsed]:
        row = self.row(key, received, today)
        last = count(row, self.calendar, start)
        if row.direction is Direction.FORWARD:
            last = self.calendar.next_working_day(last)
        return last, self.used(row, last)
