"""Decides what a batch of incoming messages means, and records it exactly once.

The place reached in the incoming stream is committed with the facts, so a batch either happened or
did not. Every submission gets one outcome: accepted or refused, under its own stream key. Crash
points: before the commit nothing happened; after it the place says so, whatever is delivered again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from eventsourcing.persistence import Tracking

from danvan.contracts import subjects
from danvan.contracts.base import Refused, Resend
from danvan.contracts.calendar import DayStarted, local_day
from danvan.contracts.catalogue import CATALOGUE, UnknownType, read_fact
from danvan.contracts.envelope import Fact, Submission
from danvan.contracts.intake import (
    RecordedFact,
    SubmissionAccepted,
    SubmissionRefused,
    outcome_stream,
)
from danvan.contracts.reading import read_submission, sender_of
from danvan.contracts.roles import Role
from danvan.services.chassis.faults import DATABASE_AWAY
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.journal import Conflict
from danvan.services.chassis.observability import OUTCOMES, TAKEN_IN, span
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Origin, Work

log = structlog.get_logger()

#: What a handler may raise: a rule says no; or the store is away, or newer than this release, and
#: all is tried again.
PASSES: tuple[type[Exception], ...] = (Refused, UnknownType, *DATABASE_AWAY)


@dataclass(frozen=True)
class Incoming:
    """One message as the broker delivered it. `stored` is when the broker took it in."""

    subject: str
    raw: bytes
    headers: Mapping[str, str]
    sequence: int
    stored: datetime


class Intake:
    """Takes in batches for one service. Not shared between threads."""

    def __init__(self, ground: Ground, routes: Routes) -> None:
        self._ground = ground
        self._service = ground.service
        self._journal = ground.journal
        self._clock = ground.clock
        self._routes = routes

    def process(self, source: str, batch: Sequence[Incoming]) -> list[str]:
        """Record what the batch means; messages up to the tracked place are passed over.

        Args:
            source: the tracking name of the incoming stream, e.g. `INBOX@<creation time>`.

        Returns:
            The outcome streams of submissions that were sent again: their receipts are due again.

        Raises:
            UnknownType: if a fact is newer than this release; nothing is recorded then.
        """
        while True:
            done = self._journal.tracked(source)
            fresh = [message for message in batch if message.sequence > done]
            if not fresh:
                return []
            work = self._ground.work()
            repeated = self._take_in(work, fresh)
            try:
                recorded = work.commit(Tracking(source, fresh[-1].sequence)).facts
            except Conflict:
                continue  # a person at the same stream, or a second worker: decide again
            _count(source, fresh, recorded)
            return repeated

    def _take_in(self, work: Work, batch: Sequence[Incoming]) -> list[str]:
        read = [self._read(message) for message in batch]
        work.prefetch(stream for one in read for stream in self._streams(one))
        repeated: list[str] = []
        for one in read:
            if isinstance(one, Fact):
                try:
                    self._fact(work, one)
                except Exception as error:
                    error.add_note(f"{self._service} was acting on {one.type} {one.id}")
                    raise
            elif any(_digest(outcome) == one.digest for outcome in work.facts(one.stream)):
                repeated.append(one.stream)
            else:
                self._submission(work, one)
        return repeated

    def _read(self, message: Incoming) -> _Received | Fact:
        if message.subject.startswith(subjects.INBOX_PREFIX):
            return _receive(message)
        if message.subject == subjects.CALENDAR_SUBJECT:
            return read_fact(message.raw)
        if subjects.type_of_fact(message.subject) not in CATALOGUE:
            raise UnknownType(
                f"{message.subject} carries a type that this release does not know;"
                f" upgrade {self._service} before the service that publishes it"
            )
        return read_fact(message.raw)

    def _streams(self, one: _Received | Fact) -> Iterator[str]:
        """The streams that a message will touch, as far as they are known beforehand."""
        if isinstance(one, Fact):
            if hear := self._routes.fact_touches.get(type(one.data)):
                yield from hear(one)
            return
        yield one.stream
        if isinstance(one.read, Submission) and (
            touches := self._routes.touches.get(type(one.read.data))
        ):
            yield from touches(one.read)

    def _submission(self, work: Work, one: _Received) -> None:
        sent = one.read if isinstance(one.read, Submission) else None
        with span("submission", sent.traceparent if sent else None) as traceparent:
            origin = replace(self._origin(one, sent), traceparent=traceparent)
            try:
                with work.on_behalf_of(origin):
                    self._carry_out(work, one)
            except Refused as refused:
                with work.on_behalf_of(origin):
                    work.record(one.stream, _refusal(work, one, refused))

    def _carry_out(self, work: Work, one: _Received) -> None:
        if work.facts(one.stream):
            raise _id_reused(one.id)
        if isinstance(one.read, Refused):
            raise one.read
        try:
            self._routes.submissions[type(one.read.data)](work, one.read)
        except PASSES:
            raise
        except Exception as fault:
            # A defect of ours must not stop the others: the sender hears of it, and may resend.
            log.exception("handler-fault", submission=one.id, sender=one.unit)
            raise _our_fault() from fault
        accepted = SubmissionAccepted(
            sender=one.unit,
            submission=one.id,
            submission_type=one.read.type,
            digest=one.digest,
            received=one.message.stored,
            facts=tuple(
                RecordedFact(id=f.id, type=f.type, stream=f.subject, version=f.version)
                for f in work.decided()
            ),
        )
        work.record(one.stream, accepted)

    def _origin(self, one: _Received, sent: Submission | None) -> Origin:
        at = self._clock.taken_in(one.message.stored, sent.time if sent else None)
        return Origin(
            at=at,
            actor=sent.actor if sent and sent.actor else f"unit:{one.unit}",
            role=Role.UNIT_SYSTEM,
            unit=one.unit,
            happened=sent.time if sent else at,
            causation=one.id,
            correlation=sent.correlationid if sent else None,
        )

    def _fact(self, work: Work, fact: Fact) -> None:
        if isinstance(fact.data, DayStarted):
            self._clock.day_started(fact.data.day)
            if self._routes.day is not None:
                with self._ground.up_to_date() as db, work.on_behalf_of(self._reaction(fact)):
                    self._routes.day(work, fact.data, db)
        elif (handler := self._routes.facts.get(type(fact.data))) is not None:
            with span(fact.type, fact.traceparent) as traceparent:
                origin = replace(self._reaction(fact), traceparent=traceparent)
                with work.on_behalf_of(origin):
                    handler(work, fact)

    def _reaction(self, fact: Fact) -> Origin:
        return Origin(
            at=fact.time,
            actor=f"service:{self._service}",
            role=Role.SERVICE,
            causation=fact.id,
            correlation=fact.correlationid,
        )


@dataclass(frozen=True)
class _Received:
    """A message of the inbox, read as far as it can be. `unit` is whom the broker let publish."""

    message: Incoming
    unit: str
    id: str
    digest: str
    read: Submission | Refused

    @property
    def stream(self) -> str:
        return outcome_stream(self.unit, self.id)


def _receive(message: Incoming) -> _Received:
    unit = subjects.unit_of_inbox(message.subject)
    digest = hashlib.sha256(message.raw).hexdigest()
    try:
        today = local_day(message.stored)
        sent = read_submission(message.raw, subject=message.subject, today=today)
    except Refused as refused:
        id_ = sender_of(message.raw, message.headers, f"inbox-{message.sequence}")
        return _Received(message, unit, id_, digest, refused)
    return _Received(message, unit, sent.id, digest, sent)


def _refusal(work: Work, one: _Received, refused: Refused) -> SubmissionRefused:
    # Who stands in it is not known, so it has a key of its own.
    raw = work.keyring.seal_bytes(one.stream, one.stream, "/raw", one.message.raw)
    return SubmissionRefused(
        sender=one.unit,
        submission=one.id,
        submission_type=subjects.type_of_inbox(one.message.subject),
        digest=one.digest,
        received=one.message.stored,
        rule=refused.rule,
        reason=refused.reason,
        pointer=refused.pointer,
        problems=refused.problems,
        resend=refused.resend,
        raw=raw,
    )


def _count(source: str, taken: Sequence[Incoming], recorded: Sequence[Fact]) -> None:
    TAKEN_IN.labels(source.partition("@")[0]).inc(len(taken))
    for fact in recorded:
        match fact.data:
            case SubmissionAccepted():
                OUTCOMES.labels("accepted", "").inc()
            case SubmissionRefused(rule=rule):
                OUTCOMES.labels("refused", rule).inc()


def _digest(outcome: Fact) -> str | None:
    data = outcome.data
    return data.digest if isinstance(data, SubmissionAccepted | SubmissionRefused) else None


def _our_fault() -> Refused:
    return Refused(
        "service-fault",
        vi="Hệ thống gặp lỗi khi xử lý; nội dung đã được lưu, hãy gửi lại sau với một mã mới.",
        en="The service failed on this; its content is kept. Send it again later with a new id.",
        resend=Resend.AS_IS,
    )


def _id_reused(id_: str) -> Refused:
    return Refused(
        "submission-id-reused",
        vi=f"Mã {id_} đã được dùng cho một nội dung khác; hãy gửi lại với một mã mới.",
        en=f"The id {id_} was already used for other content; send this again with a new id.",
        pointer="/id",
        resend=Resend.CORRECTED,
    )
