"""The museum's report for the half-year, and what can happen to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from danvan.contracts.reporting import (
    ReportAccepted,
    ReportConsolidated,
    ReportOpened,
    ReportOverdue,
    ReportReturned,
    ReportSubmitted,
    ReportWaived,
    ReturnReason,
    StatedContent,
    WaiverCause,
)
from danvan.services.reporting.domain.figures import Counted
from danvan.services.reporting.domain.report_commands import (
    CorrectReport,
    OfferReport,
    OpenReport,
    WaiveReport,
)
from danvan.services.reporting.domain.terms import schedule_of
from tests.unit.reporting.examples import (
    DUTY,
    MUSEUM,
    NAMES,
    PLAN,
    REPORT,
    TEMPLATE,
    at,
    content,
    stated,
    terms,
)

ABOUT = {
    "report": REPORT,
    "duty": DUTY,
    "plan": PLAN,
    "series": "public-engagement",
    "period": "h1",
    "unit": MUSEUM,
}
SCHEDULE = schedule_of(terms(), MUSEUM)
LAST = {"last_day_on_time": date(2023, 5, 10)}
OPEN = OpenReport(at=at(3, 7), schedule=SCHEDULE, name=NAMES[MUSEUM])
OPENED = ReportOpened(**dict(SCHEDULE), name=NAMES[MUSEUM], opened_on=date(2023, 3, 7))
OVERDUE = ReportOverdue(**ABOUT, **LAST, day=date(2023, 5, 11))
REASONS = (ReturnReason(text="Chưa nêu hạn chế.", pointer="/sections/limits"),)
RETURNED = ReportReturned(**ABOUT, attempt=1, returned_on=date(2023, 5, 11), reasons=REASONS)
ACCEPTED = ReportAccepted(**ABOUT, attempt=1, accepted_on=date(2023, 5, 12))
CONSOLIDATED = ReportConsolidated(**ABOUT, attempt=1, version=1, day=date(2023, 5, 15))
BY_ORDER = WaiveReport(
    at=at(5, 12), cause=WaiverCause.ORDER, reason="Trụ sở bị ngập.", order="12/QĐ-SVHTT"
)
WAIVED = ReportWaived(
    **ABOUT,
    day=date(2023, 5, 12),
    cause=WaiverCause.ORDER,
    reason="Trụ sở bị ngập.",
    order="12/QĐ-SVHTT",
)
WITHDRAWN = ReportWaived(**ABOUT, day=date(2023, 4, 3), cause=WaiverCause.NO_LONGER_ASKED)


def offer(when: datetime, what: StatedContent | None = None) -> OfferReport:
    return OfferReport(
        at=when,
        stated=what or stated(),
        template=TEMPLATE,
        recorded={"activities-held": Counted(value=Decimal(3))},
        place="/data",
    )


def correct(when: datetime, what: StatedContent) -> CorrectReport:
    return CorrectReport(**dict(offer(when, what)), why="Cộng nhầm.")


def submitted(
    attempt: int, received: datetime, *, late: bool = False, **changes: Any
) -> ReportSubmitted:
    fields = {
        **ABOUT,
        **LAST,
        "attempt": attempt,
        "received": received,
        "first_received": received,
        "late": late,
        "content": content(),
    }
    return ReportSubmitted(**fields | changes)


FIRST = submitted(1, at(5, 9, 16, 55))
