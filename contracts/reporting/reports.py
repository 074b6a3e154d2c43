"""Facts of one unit's report for one duty. Every submission keeps its own time for ever."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Prose, Slug, Text
from danvan.contracts.reporting.content import ReportContent
from danvan.contracts.reporting.duties import DutyId, UnitName

#: `<plan>.<series>.<period>.<unit>`
ReportId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+){3}$", max_length=240),
]


class ReportFact(Payload):
    """Which report: of which duty, by which unit."""

    report: ReportId
    duty: DutyId
    plan: Slug
    series: Slug
    period: Slug
    unit: Slug


class ReportSchedule(ReportFact):
    """The last day on time, the days to remind on, and the day after which it is overdue."""

    last_day_on_time: date
    overdue_after: date
    remind_on: tuple[date, ...]


class ReportOpened(ReportSchedule):
    """The unit owes this report."""

    name: Text
    opened_on: date


class ReportRescheduled(ReportSchedule):
    """A new version of the plan gives it other days."""

    day: date


class ReportReminded(ReportFact):
    """The unit was reminded; on the last day on time `days_left` is 0."""

    day: date
    last_day_on_time: date
    days_left: int


class ReportOverdue(ReportFact):
    """Nothing had been submitted when the day began."""

    day: date
    last_day_on_time: date


class ReportSubmitted(ReportFact):
    """The unit has submitted it, for the `attempt`-th time, from 1.

    `received`: when this attempt was taken in. `late` is judged by `first_received` alone: a
    report that was returned stays as punctual as it first was.
    """

    attempt: int = Field(ge=1)
    received: AwareDatetime
    first_received: AwareDatetime
    last_day_on_time: date
    late: bool
    content: ReportContent


class ReturnReason(Model):
    """What has to be mended, and where in the content (a JSON pointer)."""

    text: Line
    pointer: Line | None = None


class ReportReturned(ReportFact):
    """Somebody has read this attempt, and it has to be mended."""

    attempt: int
    returned_on: date
    reasons: Annotated[tuple[ReturnReason, ...], Field(min_length=1)]


class ReportAccepted(ReportFact):
    """Somebody has read this attempt, and it stands."""

    attempt: int
    accepted_on: date
    note: Prose = ""


class ReportCorrected(ReportFact):
    """The accepted report was wrong. This attempt takes the place of `supersedes`, which stays on
    record; the times by which punctuality was judged stay too."""

    attempt: int
    supersedes: int
    received: AwareDatetime
    why: Line
    content: ReportContent


class ReportConsolidated(ReportFact):
    """This attempt went into this version of the consolidation."""

    attempt: int
    version: int
    day: date


class WaiverCause(StrEnum):
    """Why a report is no longer owed."""

    ORDER = "order"
    UNIT_ENDED = "unit-ended"
    NO_LONGER_ASKED = "no-longer-asked"
    PLAN_CLOSED = "plan-closed"


class ReportWaived(ReportFact):
    """The report is no longer owed. By order: `reason`, and the number of the `order`.
    Because the unit is no more: `successors` are the units that took its place."""

    day: date
    cause: WaiverCause
    reason: Line | None = None
    order: Line | None = None
    successors: tuple[UnitName, ...] = ()
