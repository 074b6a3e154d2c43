"""A visit at a reception: what the visitor was told, and the result that is still owed."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import ReceptionKind, SessionId, VisitCode, VisitTerms
from danvan.contracts.policy import PolicyUsed

KIND = "visit"


class NotReceived(Model):
    """There was no such visit."""


class Visit(Model):
    """It was received; `answered` and `missed` tell what became of the result."""

    received: facts.VisitReceived
    answered: facts.VisitAnswered | None = None
    missed: bool = False


AnyVisit: TypeAlias = NotReceived | Visit
INITIAL: AnyVisit = NotReceived()


def evolve(visit: AnyVisit, fact: Payload) -> AnyVisit:
    """What a visit is after a fact."""
    match visit, fact:
        case NotReceived(), facts.VisitReceived():
            return Visit(received=fact)
        case Visit(), facts.VisitAnswered():
            return visit.model_copy(update={"answered": fact})
        case Visit(), facts.VisitAnswerMissed():
            return visit.model_copy(update={"missed": True})
        case _:
            return visit


class ReceiveVisit(Command):
    """Somebody came. `answer_by` and `policy`: until when the result is to be told."""

    unit: Slug
    session: SessionId
    kind: ReceptionKind
    day: date
    terms: VisitTerms
    answer_by: date
    policy: PolicyUsed


class AnswerVisit(Command):
    """The visitor was told the result."""

    unit: Slug
    visit: VisitCode
    answered_on: date


class CheckVisit(Command):
    """A day has begun."""

    today: date


VisitCommand: TypeAlias = ReceiveVisit | AnswerVisit | CheckVisit


def decide(command: VisitCommand, visit: AnyVisit) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case ReceiveVisit():
            return _receive(command, visit)
        case AnswerVisit():
            return _answer(command, visit)
        case CheckVisit(today=today):
            return _missed(visit, today) if isinstance(visit, Visit) else []
        case _:
            assert_never(command)


def _receive(command: ReceiveVisit, visit: AnyVisit) -> list[Payload]:
    received = facts.VisitReceived(
        **dict(command.terms),
        unit=command.unit,
        session=command.session,
        kind=command.kind,
        day=command.day,
        answer_by=command.answer_by,
        policy=command.policy,
    )
    if isinstance(visit, NotReceived):
        return [received]
    if visit.received != received:
        raise Refused(
            "visit-number-reused",
            vi=f"Số “{command.terms.visit}” đã ghi cho một lượt tiếp khác; hãy dùng số mới.",
            en=f"'{command.terms.visit}' was recorded for another visit; use a new number.",
            pointer="/visits",
            resend=Resend.NEVER,
        )
    return []


def _answer(command: AnswerVisit, visit: AnyVisit) -> list[Payload]:
    if isinstance(visit, NotReceived):
        raise Refused(
            "unknown-visit",
            vi=f"Không có lượt tiếp “{command.visit}”; hãy ghi lượt tiếp trước.",
            en=f"There is no visit '{command.visit}'; record the visit first.",
            pointer="/visit",
        )
    if command.answered_on > local_day(command.at) or command.answered_on < visit.received.day:
        raise Refused(
            "answer-day-impossible",
            vi="Ngày thông báo kết quả phải từ ngày tiếp đến hôm nay.",
            en="The result is told between the day of the visit and today.",
            pointer="/answered_on",
        )
    if visit.answered is not None:
        return []
    on_time = command.answered_on <= visit.received.answer_by
    answered = facts.VisitAnswered(
        unit=command.unit,
        visit=command.visit,
        answered_on=command.answered_on,
        on_time=on_time,
    )
    return [answered]


def _missed(visit: Visit, today: date) -> list[Payload]:
    received = visit.received
    if visit.answered is not None or visit.missed or today <= received.answer_by:
        return []
    return [
        facts.VisitAnswerMissed(
            unit=received.unit, visit=received.visit, answer_by=received.answer_by, day=today
        )
    ]
