"""The event store of one service: append-only, ordered, in the bytes that everybody sees.

A thin layer on the `eventsourcing` library. A domain event is a `Fact`; it is stored as its own
canonical JSON under its contract name. Notification order is commit order, because the library's
recorder locks the table for writers (so `POSTGRES_ENABLE_DB_FUNCTIONS` must stay off).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    Mapper,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    Transcoder,
)
from eventsourcing.postgres import PostgresFactory, PostgresProcessRecorder
from eventsourcing.utils import retry
from psycopg import Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from danvan.contracts.catalogue import read_fact
from danvan.contracts.envelope import Fact
from danvan.contracts.personal import require_sealed
from danvan.services.chassis.database import RECONNECT_SECONDS

SCHEMA = "journal"
FACTS_TABLE = "facts"
TRACKING_TABLE = "tracking"
#: PostgreSQL channel on which every append is announced (the library names it after the table).
CHANNEL = FACTS_TABLE
#: How the id stands in canonical bytes, whose second key it is.
_ID = b'"id":"'


class Conflict(Exception):
    """Somebody else appended to one of the streams, or took in the same messages: decide again."""


@dataclass(frozen=True)
class StoredFact:
    """A fact as it lies in the store. `position` is its notification id: rising, not gapless."""

    position: int
    stream: str
    version: int
    type: str
    raw: bytes

    @property
    def id(self) -> str:
        """The fact's own id, without reading the rest."""
        return self.raw[self.raw.index(_ID) + len(_ID) :].split(b'"', 1)[0].decode()

    def read(self) -> Fact:
        """The fact, validated and lifted to the newest version of its contract."""
        return read_fact(self.raw)


@dataclass(frozen=True)
class Event:
    """A fact in the shape the library expects of a domain event."""

    fact: Fact
    raw: bytes

    @property
    def originator_id(self) -> str:
        """The stream."""
        return self.fact.subject

    @property
    def originator_version(self) -> int:
        """The position in the stream, from 1."""
        return self.fact.version


class FactMapper(Mapper[str]):
    """Stores the fact's own bytes; the library's default would store a Python path."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The canonical bytes under the contract name."""
        assert isinstance(domain_event, Event)
        fact = domain_event.fact
        return StoredEvent(fact.subject, fact.version, fact.type, domain_event.raw)

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """The validated fact.

        Raises:
            ValueError, UnknownType: if the row is not a fact of a known contract.
        """
        return Event(read_fact(stored_event.state), stored_event.state)


class FactRecorder(PostgresProcessRecorder):
    """The library's recorder, with one more question, and without its pipeline."""

    # Asked once, where the library asks ten times, silently, for 20 seconds: who waits for the
    # store says so in the health, and who calls hears of it.
    select_notifications = PostgresProcessRecorder.select_notifications.__wrapped__
    max_notification_id = PostgresProcessRecorder.max_notification_id.__wrapped__
    max_tracking_id = PostgresProcessRecorder.max_tracking_id.__wrapped__

    @retry((InterfaceError, OperationalError), max_attempts=3, wait=0.2)
    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """The library's steps in its order, in one transaction: track, lock, notify, insert.

        The library sends them as a pipeline, in which psycopg waits for ever once a batch is
        larger than the socket's buffer: it stops sending when there is nothing more to queue.
        """
        with self.datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
            self._insert_events(cursor, stored_events, **kwargs)
            if not stored_events:
                return None
            self._insert_stored_events(cursor, stored_events, **kwargs)
            return self._fetch_ids_after_insert_events(cursor, stored_events, **kwargs)

    def _insert_stored_events(
        self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **_: Any
    ) -> None:
        """Lock, notify, insert: as the library does, with arrays instead of composite values,
        which take three times as long to write."""
        self._lock_table(curs)
        self._notify_channel(curs)
        statement = SQL(
            "INSERT INTO {}.{} (originator_id, originator_version, topic, state)"
            " SELECT * FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[])"
            " RETURNING notification_id"
        ).format(Identifier(self.datastore.schema), Identifier(self.events_table_name))
        columns = (
            [event.originator_id for event in stored_events],
            [event.originator_version for event in stored_events],
            [event.topic for event in stored_events],
            [event.state for event in stored_events],
        )
        curs.execute(statement, columns)

    def select_streams(self, streams: Sequence[str]) -> list[StoredFact]:
        """All facts of the given streams, in order within each."""
        statement = SQL(
            "SELECT * FROM {}.{} WHERE originator_id = ANY(%s)"
            " ORDER BY originator_id, originator_version"
        ).format(Identifier(self.datastore.schema), Identifier(self.events_table_name))
        with self.datastore.get_connection() as conn, conn.cursor() as cursor:
            cursor.execute(statement, [streams], prepare=True)
            return [
                StoredFact(
                    row["notification_id"],
                    row["originator_id"],
                    row["originator_version"],
                    row["topic"],
                    bytes(row["state"]),
                )
                for row in cursor.fetchall()
            ]


class Journal(Application[str]):
    """The facts of one service, in one PostgreSQL database (schema `journal`)."""

    name = "journal"
    recorder: FactRecorder

    def __init__(self, dsn: str, *, pool_size: int = 4) -> None:
        """Open the journal of the database at `dsn`. Creates nothing; see `migrate`."""
        self._parameters = conninfo_to_dict(dsn)
        super().__init__(_library_settings(self._parameters, pool_size))

    def construct_mapper(self) -> Mapper[str]:
        """Facts map themselves."""
        return FactMapper(_NoTranscoder())

    def construct_recorder(self) -> ProcessRecorder:
        """The recorder on our table names, with tracking in the same transaction."""
        assert isinstance(self.factory, PostgresFactory)
        # The library knows five parameters of a connection; there are more, above all `sslmode`.
        pool = self.factory.datastore.pool
        assert isinstance(pool.kwargs, dict) and pool.closed, "not connected yet"
        pool.kwargs |= self._parameters | {"autocommit": True}  # a question is no transaction
        pool.reconnect_timeout = RECONNECT_SECONDS
        return FactRecorder(
            self.factory.datastore,
            events_table_name=FACTS_TABLE,
            tracking_table_name=TRACKING_TABLE,
        )

    def append(self, facts: Sequence[Fact], tracking: Tracking | None = None) -> list[int]:
        """Append facts, and the place reached in an incoming stream, in one transaction.

        Returns:
            The positions of the facts.

        Raises:
            Conflict: if a stream has moved on, or the tracked place was already passed.
            NotSealed: if something personal stands in clear; nothing is recorded then.
        """
        for fact in facts:
            require_sealed(fact.data)
        events = [Event(fact, fact.to_bytes()) for fact in facts]
        stored = [self.mapper.to_stored_event(event) for event in events]
        try:
            return list(self.recorder.insert_events(stored, tracking=tracking) or ())
        except IntegrityError as error:
            # The library retries after a lost connection. If the first try had been committed, the
            # retry meets our own facts: that is success, not a conflict.
            committed = self._positions_of(stored)
            if committed is None:
                raise Conflict(str(error)) from error
            return committed

    def load(self, streams: Iterable[str]) -> dict[str, list[StoredFact]]:
        """All facts of each stream, in order; an unknown stream has none."""
        found: dict[str, list[StoredFact]] = defaultdict(list)
        for fact in self.recorder.select_streams(list(streams)):
            found[fact.stream].append(fact)
        return found

    def read(
        self, after: int, limit: int, *, until: int | None = None, types: Sequence[str] = ()
    ) -> list[StoredFact]:
        """Facts of all streams after a position, in the order in which they were recorded.

        Args:
            until: the last position that is wanted.
            types: the types that are wanted; all, if none is named.
        """
        rows = self.recorder.select_notifications(
            after, limit, until, types, inclusive_of_start=False
        )
        return [
            StoredFact(int(n.id), str(n.originator_id), n.originator_version, n.topic, n.state)
            for n in rows
        ]

    def head(self) -> int:
        """The position of the newest fact; 0 when there is none."""
        return self.recorder.max_notification_id() or 0

    def tracked(self, source: str) -> int:
        """The place reached in an incoming stream; 0 at the beginning."""
        return self.recorder.max_tracking_id(source) or 0

    def _positions_of(self, stored: Sequence[StoredEvent]) -> list[int] | None:
        """The positions of exactly these rows, or None unless all are there, byte for byte."""
        if not stored:
            return None
        there = self.load({str(event.originator_id) for event in stored})
        index = {(f.stream, f.version): f for facts in there.values() for f in facts}
        found = [index.get((str(e.originator_id), e.originator_version)) for e in stored]
        positions = [
            fact.position
            for fact, event in zip(found, stored, strict=True)
            if fact is not None and fact.raw == event.state
        ]
        return positions if len(positions) == len(stored) else None


class _NoTranscoder(Transcoder):
    """The mapper does not transcode; the library still wants one."""

    def encode(self, obj: Any) -> bytes:
        raise NotImplementedError("facts are written by contracts.envelope")

    def decode(self, data: bytes) -> Any:
        raise NotImplementedError("facts are read by contracts.catalogue")


def _library_settings(parts: Mapping[str, Any], pool_size: int) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts.get("dbname", "")),
        "POSTGRES_HOST": str(parts.get("host", "")),
        "POSTGRES_PORT": str(parts.get("port", "5432")),
        "POSTGRES_USER": str(parts.get("user", "")),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_SCHEMA": SCHEMA,
        "ORIGINATOR_ID_TYPE": "text",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": str(pool_size - 1),
        "POSTGRES_CONNECT_TIMEOUT": "2",
        "POSTGRES_PRE_PING": "yes",
        "POSTGRES_LOCK_TIMEOUT": "10",
        "CREATE_TABLE": "no",
    }
