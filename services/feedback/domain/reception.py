"""A session of citizen reception: announced, held, or missed when its day passes unheld."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import ReceptionKind, SessionId
from danvan.contracts.policy import PolicyUsed
from danvan.services.feedback.domain.days import check_happened

KIND = "reception"


class Unannounced(Model):
    """Nobody has spoken of it."""


class Session(Model):
    """What is known of it. One may be held that was never announced, and held after it showed as
    missed: what units say comes late."""

    scheduled: facts.ReceptionScheduled | None = None
    held: facts.ReceptionHeld | None = None
    missed: bool = False


AnySession: TypeAlias = Unannounced | Session
INITIAL: AnySession = Unannounced()


def evolve(session: AnySession, fact: Payload) -> AnySession:
    """What a session is after a fact."""
    known = session if isinstance(session, Session) else Session()
    match fact:
        case facts.ReceptionScheduled():
            return known.model_copy(update={"scheduled": fact})
        case facts.ReceptionHeld():
            return known.model_copy(update={"held": fact})
        case facts.ReceptionMissed():
            return known.model_copy(update={"missed": True})
        case _:
            return session


class _AboutSession(Command):
    session: SessionId
    unit: Slug
    kind: ReceptionKind
    day: date


class ScheduleReception(_AboutSession):
    """Announce it. `last_day` and `policy`: until when that had to happen; an ad hoc session has
    none."""

    posted_on: date
    last_day: date | None
    policy: PolicyUsed | None


class HoldReception(_AboutSession):
    """It has taken place."""

    in_person: bool


class CheckReception(_AboutSession):
    """A day has begun."""

    today: date


SessionCommand: TypeAlias = ScheduleReception | HoldReception | CheckReception


def decide(command: SessionCommand, session: AnySession) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    known = session if isinstance(session, Session) else Session()
    match command:
        case ScheduleReception():
            return _schedule(command, known)
        case HoldReception():
            return _hold(command, known)
        case CheckReception(today=today):
            if known.scheduled is None or known.held or known.missed or today <= command.day:
                return []
            return [facts.ReceptionMissed(**_about(command), noticed_on=today)]
        case _:
            assert_never(command)


def _schedule(command: ScheduleReception, known: Session) -> list[Payload]:
    check_happened(command.posted_on, local_day(command.at), "/posted_on")
    if known.scheduled is not None or known.held is not None:
        return []
    late = command.last_day is not None and command.posted_on > command.last_day
    return [
        facts.ReceptionScheduled(
            **_about(command),
            posted_on=command.posted_on,
            last_day=command.last_day,
            late=late,
            policy=command.policy,
        )
    ]


def _hold(command: HoldReception, known: Session) -> list[Payload]:
    check_happened(command.day, local_day(command.at), "/day")
    if known.held is None:
        return [facts.ReceptionHeld(**_about(command), in_person=command.in_person)]
    if known.held.in_person != command.in_person:
        raise Refused(
            "reception-held-otherwise",
            vi="Buổi tiếp này đã được ghi với người tiếp khác; nội dung đã ghi không thay đổi.",
            en="This session was recorded with another receiver; what is recorded stays.",
            pointer="/in_person",
            resend=Resend.NEVER,
        )
    return []


def _about(command: _AboutSession) -> dict[str, Any]:
    return {name: getattr(command, name) for name in facts.SessionFact.model_fields}
