"""One unit of work: load states, decide, collect facts, append them all in one transaction.

A work carries a batch of messages. A refused message takes back only what it had decided itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from types import ModuleType
from typing import Any, Generic, TypeVar, cast

from eventsourcing.persistence import Tracking

from danvan.contracts.base import Command, Payload
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Fact, data_schema, service_source
from danvan.contracts.ids import uuid7
from danvan.contracts.roles import Role
from danvan.services.chassis.journal import Conflict, Journal
from danvan.services.chassis.persons import Keyring, Persons

S = TypeVar("S")
C = TypeVar("C", bound=Command)

#: How often a single piece of work decides again after a conflict before it gives up.
ATTEMPTS = 8


@dataclass(frozen=True)
class Aggregate(Generic[S, C]):
    """The page of one aggregate: the kind of its streams, its first state, evolve and decide."""

    kind: str
    initial: S
    evolve: Callable[[S, Payload], S]
    decide: Callable[[C, S], list[Payload]]

    @classmethod
    def of(cls, module: ModuleType) -> Aggregate[Any, Any]:
        """The aggregate that a domain module describes."""
        return cls(module.KIND, module.INITIAL, module.evolve, module.decide)

    def stream(self, id_: str) -> str:
        """The stream of one instance."""
        return f"{self.kind}/{id_}"


@dataclass(frozen=True)
class Origin:
    """Who wants something, when, and because of what.

    `at` is the authoritative time by which rules judge; `happened` is what the sender says, and
    differs only for submissions.
    """

    at: datetime
    actor: str
    role: Role
    unit: str | None = None
    happened: datetime | None = None
    causation: str | None = None
    correlation: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True)
class _Stream:
    """What this work knows of one stream: its facts as loaded or decided, and its version."""

    version: int
    facts: tuple[Fact, ...]
    state: Any = None
    of: Any = None


@dataclass(frozen=True)
class Done:
    """What a piece of work recorded. `position` is that of the last fact, or the head if none."""

    position: int
    facts: tuple[Fact, ...]


class Work:
    """Collects the facts of one transaction. Not shared between threads."""

    def __init__(
        self,
        journal: Journal,
        service: str,
        clock: Callable[[], datetime],
        persons: Persons | None = None,
    ) -> None:
        """Without `persons`, nothing personal can be recorded."""
        self._keyring = Keyring(persons) if persons is not None else None
        self._journal = journal
        self._service = service
        self._clock = clock
        self._streams: dict[str, _Stream] = {}
        self._undo: list[tuple[str, _Stream]] = []
        self._facts: list[Fact] = []
        self._start = 0
        self._origin: Origin | None = None

    @property
    def origin(self) -> Origin:
        """On whose behalf the work is being done at the moment."""
        if self._origin is None:
            raise RuntimeError("a work decides only inside `on_behalf_of`")
        return self._origin

    @property
    def at(self) -> datetime:
        """The authoritative time of the message being worked on."""
        return self.origin.at

    @contextmanager
    def on_behalf_of(self, origin: Origin) -> Iterator[None]:
        """Decide for one message. If the block raises, what was decided inside it is taken back,
        and the rest of the work stands."""
        assert self._origin is None, "one message at a time"
        self._origin, self._undo, self._start = origin, [], len(self._facts)
        try:
            yield
        except BaseException:
            del self._facts[self._start :]
            for stream, before in reversed(self._undo):
                self._streams[stream] = before
            raise
        finally:
            self._origin = None

    def prefetch(self, streams: Iterable[str]) -> None:
        """Load many streams with one question."""
        missing = [s for s in dict.fromkeys(streams) if s not in self._streams]
        if not missing:
            return
        loaded = self._journal.load(missing)
        for stream in missing:
            facts = tuple(stored.read() for stored in loaded.get(stream, ()))
            self._streams[stream] = _Stream(len(facts), facts)

    def facts(self, stream: str) -> tuple[Fact, ...]:
        """The facts of a stream, those decided in this work included."""
        return self._known(stream).facts

    def state(self, aggregate: Aggregate[S, Any], id_: str) -> S:
        """The state of an aggregate, what this work has decided included."""
        stream = aggregate.stream(id_)
        known = self._known(stream)
        if known.of is not aggregate:
            state = aggregate.initial
            for fact in known.facts:
                state = aggregate.evolve(state, fact.data)
            self._streams[stream] = replace(known, state=state, of=aggregate)
            return state
        return cast(S, known.state)

    def do(self, aggregate: Aggregate[S, C], id_: str, command: C) -> list[Payload]:
        """Decide a command and keep its facts for the commit.

        Raises:
            Refused: if a rule says no.
        """
        state = self.state(aggregate, id_)
        decided = aggregate.decide(command, state)
        for payload in decided:
            state = aggregate.evolve(state, payload)
            self._record(aggregate.stream(id_), payload, command.basis, state, aggregate)
        return decided

    @property
    def keyring(self) -> Keyring:
        """Seals personal values, before they are decided upon."""
        assert self._keyring is not None, "a work that seals is given the persons"
        return self._keyring

    def decided(self) -> tuple[Fact, ...]:
        """What has been decided for the present message."""
        return tuple(self._facts[self._start :])

    def latest(self, kind: type[Payload]) -> Fact | None:
        """The last fact of a type that this work has decided, for whatever message."""
        return next((f for f in reversed(self._facts) if isinstance(f.data, kind)), None)

    def record(self, stream: str, payload: Payload) -> Fact:
        """Record a fact that needs no decision (the outcome of a submission)."""
        return self._record(stream, payload, None, None, None)

    def commit(self, tracking: Tracking | None = None) -> Done:
        """Append everything in one transaction.

        Raises:
            Conflict: if a stream has moved on; the work is then of no more use.
        """
        facts = tuple(self._facts)
        if self._keyring is not None:
            self._keyring.keep()  # first: what is sealed with a lost key would be lost, too
        if not facts and tracking is None:
            return Done(self._journal.head(), ())
        positions = self._journal.append(facts, tracking)
        return Done(positions[-1] if positions else self._journal.head(), facts)

    def _known(self, stream: str) -> _Stream:
        if stream not in self._streams:
            self.prefetch([stream])
        return self._streams[stream]

    def _record(
        self, stream: str, payload: Payload, basis: str | None, state: Any, aggregate: Any
    ) -> Fact:
        known = self._known(stream)
        origin = self.origin
        entry = type_of(self._service, payload)
        fact = Fact(
            id=str(uuid7()),
            source=service_source(self._service),
            type=entry.type,
            subject=stream,
            time=origin.happened or origin.at,
            dataschema=data_schema(entry.type),
            recordedtime=self._clock(),
            version=known.version + 1,
            actor=origin.actor,
            actorrole=origin.role,
            onbehalfof=origin.unit,
            correlationid=origin.correlation or stream,
            causationid=origin.causation,
            traceparent=origin.traceparent,
            basis=basis,
            data=payload,
        )
        self._undo.append((stream, known))
        self._streams[stream] = _Stream(fact.version, (*known.facts, fact), state, aggregate)
        self._facts.append(fact)
        return fact


def perform(new_work: Callable[[], Work], origin: Origin, use_case: Callable[[Work], None]) -> Done:
    """Do one use case in a transaction of its own, again if somebody was faster.

    Raises:
        Refused: if a rule says no.
        Conflict: if others are always faster.
    """
    for attempt in range(1, ATTEMPTS + 1):
        work = new_work()
        with work.on_behalf_of(origin):
            use_case(work)
        try:
            return work.commit()
        except Conflict:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")
