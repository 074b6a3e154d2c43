"""One unit's report for one duty: opened, submitted, returned, accepted, corrected, consolidated.

Whether it is late is judged by when the first submission was taken in, so one that arrived in time
is on time even if it was marked overdue before it was looked at.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, assert_never

from danvan.contracts.base import Model, Payload, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.reporting import (
    ReportAccepted,
    ReportConsolidated,
    ReportContent,
    ReportCorrected,
    ReportFact,
    ReportOpened,
    ReportOverdue,
    ReportReminded,
    ReportRescheduled,
    ReportReturned,
    ReportSchedule,
    ReportSubmitted,
    ReportWaived,
    WaiverCause,
)
from danvan.services.reporting.domain import report_rules as rules
from danvan.services.reporting.domain.content import content_of
from danvan.services.reporting.domain.report_commands import (
    AcceptReport,
    CheckReport,
    CorrectReport,
    Judgement,
    NoteConsolidation,
    OfferReport,
    OpenReport,
    ReportCommand,
    ReturnReport,
    WaiveReport,
)

KIND = "report"

Attempt: TypeAlias = ReportSubmitted | ReportCorrected


class Unopened(Model):
    """Nobody owes this report."""


class Report(Model):
    """What every report has. `reminded`: the day of the last reminder, at first of the opening.
    `attempts`: all that was ever submitted; the last one counts."""

    schedule: ReportSchedule
    name: Text
    reminded: date
    attempts: tuple[Attempt, ...] = ()

    @property
    def late(self) -> bool:
        """Whether the first submission came late."""
        return any(each.late for each in self.attempts[:1] if isinstance(each, ReportSubmitted))


class Awaited(Report):
    """Nothing was submitted yet."""


class Overdue(Report):
    """Nothing was submitted in time."""


class UnderReview(Report):
    """The last attempt waits to be read."""


class Returned(Report):
    """The last attempt has to be mended."""

    returned: ReportReturned


class Accepted(Report):
    """The report stands. Corrections take the place of what was accepted."""

    accepted: ReportAccepted


class Consolidated(Accepted):
    """The last attempt is part of the consolidation."""


class Waived(Report):
    """The report is no longer owed."""

    waived: ReportWaived


AnyReport: TypeAlias = Unopened | Awaited | Overdue | UnderReview | Returned | Accepted | Waived
INITIAL: AnyReport = Unopened()


def evolve(report: AnyReport, fact: Payload) -> AnyReport:
    """What a report is after a fact."""
    match report, fact:
        case Unopened() | Waived(), ReportOpened():
            return Awaited(
                schedule=_schedule(fact),
                name=fact.name,
                reminded=fact.opened_on,
                attempts=() if isinstance(report, Unopened) else report.attempts,
            )
        case Unopened(), _:
            return report
        case Awaited() | Overdue(), ReportRescheduled():
            return Awaited(**_common(report) | {"schedule": _schedule(fact)})
        case Awaited(), ReportReminded():
            return report.model_copy(update={"reminded": fact.day})
        case Awaited(), ReportOverdue():
            return Overdue(**_common(report))
        case Awaited() | Overdue() | UnderReview() | Returned(), ReportSubmitted():
            return UnderReview(**_with(report, fact))
        case UnderReview(), ReportReturned():
            return Returned(**_common(report), returned=fact)
        case UnderReview(), ReportAccepted():
            return Accepted(**_common(report), accepted=fact)
        case Accepted(), ReportCorrected():
            return Accepted(**_with(report, fact), accepted=report.accepted)
        case Accepted(), ReportConsolidated():
            return Consolidated(**dict(report))
        case Report(), ReportWaived():
            return Waived(**_common(report), waived=fact)
        case _:
            return report


def _schedule(fact: ReportSchedule) -> ReportSchedule:
    return ReportSchedule(**dict(fact))


def _common(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.model_fields}


def _with(report: Report, attempt: Attempt) -> dict[str, Any]:
    return _common(report) | {"attempts": (*report.attempts, attempt)}


def decide(command: ReportCommand, report: AnyReport) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no to a person or a unit.
    """
    match command:
        case OpenReport():
            return _open(command, report)
        case CheckReport():
            return _check(local_day(command.at), report)
        case CorrectReport():
            return _correct(command, report)
        case OfferReport():
            return _offer(command, report)
        case ReturnReport() | AcceptReport():
            return _judge(command, report)
        case NoteConsolidation(version=version):
            if not isinstance(report, Accepted) or isinstance(report, Consolidated):
                return []
            noted = _about(report) | {"attempt": report.attempts[-1].attempt, "version": version}
            return [ReportConsolidated(**noted, day=local_day(command.at))]
        case WaiveReport():
            return _waive(command, report)
        case _:
            assert_never(command)


def _about(report: Report) -> dict[str, Any]:
    """What every fact of the report says about it."""
    return {name: getattr(report.schedule, name) for name in ReportFact.model_fields}


def _open(command: OpenReport, report: AnyReport) -> list[Payload]:
    day = local_day(command.at)
    left_out = isinstance(report, Waived) and report.waived.cause is WaiverCause.NO_LONGER_ASKED
    if isinstance(report, Unopened) or left_out:
        return [ReportOpened(**dict(command.schedule), name=command.name, opened_on=day)]
    if isinstance(report, Awaited | Overdue) and report.schedule != command.schedule:
        return [ReportRescheduled(**dict(command.schedule), day=day)]
    return []


def _check(day: date, report: AnyReport) -> list[Payload]:
    """One reminder for all reminder days that have come since the last one."""
    if not isinstance(report, Awaited):
        return []
    last = report.schedule.last_day_on_time
    about = _about(report) | {"day": day, "last_day_on_time": last}
    if day > report.schedule.overdue_after:
        return [ReportOverdue(**about)]
    due = any(report.reminded < planned <= day for planned in report.schedule.remind_on)
    if due and day <= last:
        return [ReportReminded(**about, days_left=(last - day).days)]
    return []


def _offer(command: OfferReport, report: AnyReport) -> list[Payload]:
    if isinstance(report, Unopened | Waived):
        raise rules.not_owed(type(report).__name__)
    content = _content(command)
    if isinstance(report, UnderReview | Accepted) and report.attempts[-1].content == content:
        return []
    if isinstance(report, Accepted):
        raise rules.already_accepted()
    first = report.attempts[0].received if report.attempts else command.at
    last = report.schedule.last_day_on_time
    submitted = ReportSubmitted(
        **_about(report),
        attempt=len(report.attempts) + 1,
        received=command.at,
        first_received=first,
        last_day_on_time=last,
        late=local_day(first) > last,
        content=content,
    )
    return [submitted]


def _correct(command: CorrectReport, report: AnyReport) -> list[Payload]:
    if not isinstance(report, Accepted):
        raise rules.not_accepted()
    content = _content(command)
    wrong = report.attempts[-1]
    if wrong.content == content:
        return []
    corrected = ReportCorrected(
        **_about(report),
        attempt=wrong.attempt + 1,
        supersedes=wrong.attempt,
        received=command.at,
        why=command.why,
        content=content,
    )
    return [corrected]


def _content(command: OfferReport) -> ReportContent:
    return content_of(command.stated, command.template, command.recorded, command.place)


def _judge(command: Judgement, report: AnyReport) -> list[Payload]:
    day = local_day(command.at)
    match command, report:
        case AcceptReport(attempt=attempt), Accepted() if report.accepted.attempt == attempt:
            return []
        case ReturnReport(reasons=reasons), Returned(returned=known) if (
            known.attempt,
            known.reasons,
        ) == (command.attempt, reasons):
            return []
        case _, UnderReview() if report.attempts[-1].attempt != command.attempt:
            raise rules.attempt_superseded(command.attempt, report.attempts[-1].attempt)
        case AcceptReport(), UnderReview():
            about = _about(report) | {"attempt": command.attempt, "accepted_on": day}
            return [ReportAccepted(**about, note=command.note)]
        case ReturnReport(), UnderReview():
            about = _about(report) | {"attempt": command.attempt, "returned_on": day}
            return [ReportReturned(**about, reasons=command.reasons)]
        case _:
            raise rules.not_under_review(type(report).__name__)


def _waive(command: WaiveReport, report: AnyReport) -> list[Payload]:
    """By order, or because there is nobody left to submit it, or it is no longer asked for."""
    by_order = command.cause is WaiverCause.ORDER
    match report:
        case Awaited():
            pass
        case Overdue() | Returned() if command.cause is not WaiverCause.PLAN_CLOSED:
            pass
        case UnderReview() | Accepted() if by_order:
            raise rules.already_submitted()
        case Unopened() if by_order:
            raise rules.not_under_review(Unopened.__name__)
        case _:
            return []
    return [
        ReportWaived(
            **_about(report),
            day=local_day(command.at),
            cause=command.cause,
            reason=command.reason,
            order=command.order,
            successors=command.successors,
        )
    ]
