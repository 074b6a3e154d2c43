"""What the law asks of citizen reception, counted from policy rows (law 42/2013/QH13)."""

from __future__ import annotations

from datetime import date

from danvan.contracts.feedback import ReceptionKind
from danvan.contracts.policy import PolicyUsed
from danvan.services.feedback.domain.clocks import count
from danvan.services.feedback.domain.policy_clocks import PolicyClocks

#: A session is announced so long before it: Article 24.
POSTED = "reception.schedule.post-before"
#: The visitor hears the result within this time: Article 28.
ANSWERED = "reception.result.notify"
#: On so many days a month the head receives in person: Article 18.
HEAD = "reception.head.min-days"


class ReceptionClocks(PolicyClocks):
    """Those of reception."""

    def post_by(self, kind: ReceptionKind, day: date) -> tuple[date | None, PolicyUsed | None]:
        """Until when a session is to be announced; an ad hoc one need not be."""
        if kind is ReceptionKind.AD_HOC:
            return None, None
        return self._counted(POSTED, day)

    def answer_by(self, day: date) -> tuple[date, PolicyUsed]:
        """Until when a visitor of that day is to hear the result."""
        last, used = self._counted(ANSWERED, day)
        return self.calendar.next_working_day(last), used

    def head_days(self, month: date) -> tuple[int, PolicyUsed]:
        """On how many days of a month the head is to receive in person."""
        row = self.row(HEAD, month, month)
        used = PolicyUsed(key=row.key, valid_from=row.valid_from, verified=row.verified)
        return int(row.number), used

    def _counted(self, key: str, start: date) -> tuple[date, PolicyUsed]:
        row = self.row(key, start, start)
        last = count(row, self.calendar, start)
        return last, self.used(row, max(start, last))
