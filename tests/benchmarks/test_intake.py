"""How fast dossiers that units submit become committed facts, two each: its own, and the outcome.

In each round the intake takes in what units have published; the bare library saves as many events
of the same content, its recorder the same bytes ready made, COPY writes them into a like table, all
in batches of the same size with sync on; and the whole worker takes in as many submissions again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import ProcessRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory, PostgresProcessRecorder

from danvan.contracts import subjects
from danvan.contracts.envelope import Submission
from danvan.services.chassis.broker import INTAKE_BATCH, make_broker
from danvan.services.chassis.consume import Consumer
from danvan.services.chassis.garbage import collect_rarely
from danvan.services.chassis.health import Part
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA, FactRecorder, StoredFact
from danvan.services.feedback.__main__ import SERVICE
from tests.benchmarks.dossiers import received
from tests.benchmarks.measuring import FULL, rate, spread
from tests.integration.chassis.workshop import provision, until, working
from tests.support.engines import Broker, Database
from tests.support.grounds import Bench, bench
from tests.support.sending import publish

SUBMISSIONS, ROUNDS = (5_000, 5) if FULL else (30, 1)
#: A submission becomes two facts.
EACH = 2
BATCH = EACH * INTAKE_BATCH
COPIED = "bare.copied"
T = TypeVar("T")


@pytest.mark.timeout(900)
def test_intake_of_dossiers(database: Database, shared_broker: Broker) -> None:
    for name, figures in asyncio.run(_measure(database, shared_broker)).items():
        print(f"{name:42} {spread(figures, 2 if max(figures) < 100 else 0)}")


async def _measure(database: Database, broker: Broker) -> dict[str, list[float]]:
    seen: dict[str, list[float]] = {}
    collect_rarely()
    await broker.clear()
    with bench(SERVICE, database) as made, _bare(database) as app:
        await provision(made, broker)
        client = await broker.connect()
        journal = made.ground.journal
        for round_ in range(ROUNDS):
            sent = _dossiers(2 * SUBMISSIONS * round_)
            before, last = journal.head(), 2 * SUBMISSIONS * round_ + SUBMISSIONS

            def note(name: str, of: float) -> None:
                seen.setdefault(name, []).append(of)

            started = time.perf_counter()
            await publish(client, sent)
            note("fresh publishes, messages/s", SUBMISSIONS / (time.perf_counter() - started))
            ours = await _take_in(made, broker, last)
            facts = journal.read(before, EACH * SUBMISSIONS + 1)
            assert len(facts) == EACH * SUBMISSIONS
            note("intake, events/s", ours)
            contents = [json.loads(fact.raw) for fact in facts]
            saved = rate(len(facts), lambda: _save(app, contents))  # noqa: B023 - called at once
            note("bare library, events/s", saved)
            ready = rate(len(facts), lambda: _record(app, facts))  # noqa: B023 - called at once
            note("its recorder, bytes ready made, events/s", ready)
            copied = rate(len(facts), lambda: _copy(database, facts))  # noqa: B023 - called at once
            note("COPY, events/s", copied)
            note("intake over bare library", ours / saved)
            note("intake over its recorder", ours / ready)
            note("intake over COPY", ours / copied)
            await publish(client, _dossiers(last))
            committed, published = await _work(made, broker, last + SUBMISSIONS)
            note("whole worker, events/s committed", committed)
            note("whole worker, facts/s published", published)
        await client.close()
        assert app.recorder.max_notification_id() == 2 * EACH * SUBMISSIONS * ROUNDS
        with psycopg.connect(database.dsn()) as connection:
            count = connection.execute(f"SELECT count(*) FROM {COPIED}").fetchone()
        assert count == (EACH * SUBMISSIONS * ROUNDS,)
        assert made.ground.views.compare() is None
    return seen


def _dossiers(first: int) -> list[Submission]:
    return [received(number) for number in range(first, first + SUBMISSIONS)]


async def _take_in(made: Bench, broker: Broker, last: int) -> float:
    """Events a second by the intake alone, until the inbox's last message is committed."""
    settings = made.ground.settings.model_copy(
        update={"nats_url": broker.server.url, "nats_nkey_seed": broker.seeds[SERVICE.name]}
    )

    async def on_error(error: Exception) -> None:
        """Errors show in what does not happen."""

    async def on_repeated(_: Sequence[str]) -> None:
        """No submission is sent twice."""

    connection = make_broker(settings, SERVICE.name, on_error)
    client = await connection.connect()
    plan = next(p for p in subjects.consumer_plans(SERVICE.name) if p.stream == subjects.INBOX)
    part = Part(plan.stream)
    consumer = Consumer(
        connection,
        client,
        plan,
        made.intake,
        made.ground.journal,
        turn=asyncio.Lock(),
        part=part,
        on_repeated=on_repeated,
    )
    started = time.perf_counter()
    running = asyncio.create_task(consumer.run())
    await until(lambda: part.position == last, lambda: part)
    ours = EACH * SUBMISSIONS / (time.perf_counter() - started)
    running.cancel()
    await asyncio.wait([running])
    await consumer.stop()
    await connection.stop()
    return ours


async def _work(made: Bench, broker: Broker, last: int) -> tuple[float, float]:
    """With all that a worker does beside: events committed a second, and facts published a second
    with a receipt for each second one (the intake alone has left as many to publish)."""
    started = time.perf_counter()
    async with working(made, broker) as health:
        inbox, relay = health.part(subjects.INBOX), health.part("relay")
        await until(lambda: inbox.position == last, health.report)
        committed = time.perf_counter() - started
        end = made.ground.journal.head()
        await until(lambda: relay.position == end, health.report)
    published = 2 * EACH * SUBMISSIONS
    return EACH * SUBMISSIONS / committed, published / (time.perf_counter() - started)


class _Recorder(FactRecorder):
    """The library's own insert, which its pipeline would block at this batch size."""

    _insert_stored_events = PostgresProcessRecorder._insert_stored_events


class _Bare(Application[UUID]):
    """The library as its guide shows it, with its own ids, mapper and JSON transcoder."""

    def construct_recorder(self) -> ProcessRecorder:
        """The recorder without its pipeline."""
        assert isinstance(self.factory, PostgresFactory)
        recorder = _Recorder(self.factory.datastore, events_table_name="events")
        recorder.create_table()
        return recorder


class _Recorded(Aggregate):
    """Something whose first event carries the content of a fact."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content


@contextmanager
def _bare(database: Database) -> Iterator[_Bare]:
    """The library in a schema of its own, and the table to copy into."""
    with psycopg.connect(database.dsn(), autocommit=True) as owner:
        owner.execute("CREATE SCHEMA bare")
        owner.execute(f"CREATE TABLE {COPIED} (LIKE {SCHEMA}.{FACTS_TABLE} INCLUDING ALL)")
        info = owner.info
        environment = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": info.dbname,
            "POSTGRES_HOST": info.host,
            "POSTGRES_PORT": str(info.port),
            "POSTGRES_USER": info.user,
            "POSTGRES_PASSWORD": info.password,
            "POSTGRES_SCHEMA": "bare",
        }
    application = _Bare(environment)
    yield application
    application.close()


def _save(app: _Bare, contents: Sequence[dict[str, Any]]) -> None:
    for some in _batches(contents):
        app.save(*(_Recorded(content) for content in some))


def _record(app: _Bare, facts: Sequence[StoredFact]) -> None:
    for some in _batches(facts):
        app.recorder.insert_events([StoredEvent(uuid4(), 1, f.type, f.raw) for f in some])


def _copy(database: Database, facts: Sequence[StoredFact]) -> None:
    columns = "originator_id, originator_version, topic, state, notification_id"
    with psycopg.connect(database.dsn(), autocommit=True) as connection:
        for some in _batches(facts):
            with connection.cursor().copy(f"COPY {COPIED} ({columns}) FROM STDIN") as copy:
                for fact in some:
                    row = (fact.stream, fact.version, fact.type, fact.raw, fact.position)
                    copy.write_row(row)


def _batches(all_: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(all_), BATCH):
        yield all_[start : start + BATCH]
