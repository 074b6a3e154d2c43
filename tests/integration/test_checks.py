"""A service refuses, with one sentence, engines that would make a promise false."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig

from danvan.contracts import subjects
from danvan.deploy.local import nats as local_nats
from danvan.services.chassis.broker import stream_configs
from danvan.services.chassis.checks import (
    UnsafeEngine,
    check_broker,
    check_database,
    check_environment,
)
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.migrate import Drift, migrate_broker, migrate_database, service_role
from danvan.services.chassis.settings import Settings
from tests.support.engines import Broker, Database

PLANNING = "planning"


@pytest.fixture
async def admin(broker: Broker) -> AsyncIterator[Client]:
    """A connection that may change streams, on a broker that planning was provisioned on."""
    client = await broker.connect()
    await migrate_broker(client, PLANNING, 1)
    yield client
    await client.close()


def settings(broker: Broker) -> Settings:
    return Settings(
        database_url="",
        nats_url=broker.server.url,
        nats_monitor_url=broker.server.monitor_url,
    )


def test_a_store_that_may_forget_is_refused(database: Database) -> None:
    migrate_database(database.dsn(), PLANNING)
    role = service_role(PLANNING)
    check_database(database.dsn(role))
    with psycopg.connect(database.dsn(), autocommit=True) as owner:
        owner.execute(f"ALTER ROLE {role} SET synchronous_commit = off")
    try:
        with pytest.raises(UnsafeEngine, match="synchronous_commit off"):
            check_database(database.dsn(role))
    finally:
        with psycopg.connect(database.dsn(), autocommit=True) as owner:
            owner.execute(f"ALTER ROLE {role} RESET synchronous_commit")


def test_a_store_that_is_not_migrated_is_refused(database: Database) -> None:
    with pytest.raises(UnsafeEngine, match="danvan migrate"):
        check_database(database.dsn())


def test_the_librarys_unordered_fast_path_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate_database(database.dsn(), PLANNING)
    journal = Journal(database.dsn())
    journal.recorder.create_table()  # the library makes its function wherever it makes its table
    journal.close()
    with pytest.raises(UnsafeEngine, match="order of facts"):
        check_database(database.dsn())
    migrate_database(database.dsn(), PLANNING)
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(UnsafeEngine, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
        check_environment()


async def test_a_broker_that_does_not_sync_is_refused(
    own_nats: Callable[[], Broker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        local_nats, "CONFIG", local_nats.CONFIG.replace("sync_interval: always", "")
    )
    careless = own_nats()
    client = await careless.connect()
    await migrate_broker(client, PLANNING, 1)
    with pytest.raises(UnsafeEngine, match="sync_interval: always"):
        await check_broker(settings(careless), client, PLANNING)
    await client.close()


async def test_what_migrate_made_is_accepted(broker: Broker, admin: Client) -> None:
    await check_broker(settings(broker), admin, PLANNING)


async def test_a_changed_stream_is_refused_and_not_put_right(broker: Broker, admin: Client) -> None:
    js = admin.jetstream()
    inbox = next(one for one in stream_configs(1) if one.name == subjects.INBOX)
    await js.update_stream(dataclasses.replace(inbox, max_age=3600))
    with pytest.raises(UnsafeEngine, match="stream INBOX has max_age"):
        await check_broker(settings(broker), admin, PLANNING)
    with pytest.raises(Drift, match="stream INBOX has max_age"):
        await migrate_broker(admin, PLANNING, 1)
    info = await js.stream_info(subjects.INBOX)
    assert info.config.max_age == 3600


async def test_a_setting_that_nobody_provisioned_is_refused(broker: Broker, admin: Client) -> None:
    js = admin.jetstream()
    inbox = next(one for one in stream_configs(1) if one.name == subjects.INBOX)
    await js.update_stream(dataclasses.replace(inbox, max_msgs=7))
    name = subjects.consumer_name(PLANNING, subjects.INBOX)
    found = await js.consumer_info(subjects.INBOX, name)
    await js.add_consumer(subjects.INBOX, dataclasses.replace(found.config, headers_only=True))
    with pytest.raises(UnsafeEngine, match=r"max_msgs=7 .*headers_only=True"):
        await check_broker(settings(broker), admin, PLANNING)


async def test_a_changed_consumer_is_refused(broker: Broker, admin: Client) -> None:
    js = admin.jetstream()
    name = subjects.consumer_name(PLANNING, subjects.INBOX)
    await js.delete_consumer(subjects.INBOX, name)
    with pytest.raises(UnsafeEngine, match="danvan migrate"):
        await check_broker(settings(broker), admin, PLANNING)
    await js.add_consumer(subjects.INBOX, ConsumerConfig(durable_name=name, max_deliver=3))
    with pytest.raises(UnsafeEngine, match=f"consumer {name} has"):
        await check_broker(settings(broker), admin, PLANNING)


async def test_migrate_puts_right_what_is_listened_to(broker: Broker, admin: Client) -> None:
    js = admin.jetstream()
    plan = next(p for p in subjects.consumer_plans(PLANNING) if p.stream == "FACTS_FEEDBACK")
    before = await js.consumer_info(plan.stream, plan.name)
    older = dataclasses.replace(before.config, filter_subjects=["danvan.facts.feedback.>"])
    await js.add_consumer(plan.stream, older)
    with pytest.raises(UnsafeEngine, match="filter_subject"):
        await check_broker(settings(broker), admin, PLANNING)
    await migrate_broker(admin, PLANNING, 1)
    after = await js.consumer_info(plan.stream, plan.name)
    assert after.config.filter_subjects == list(plan.filters)
    assert after.created == before.created


async def test_a_service_may_not_change_streams_or_consumers(broker: Broker, admin: Client) -> None:
    denied: list[str] = []

    async def note(error: Exception) -> None:
        denied.append(str(error))

    service = await broker.connect(PLANNING, error_cb=note)
    consumer = subjects.consumer_name(PLANNING, subjects.INBOX)
    for forbidden in (
        f"$JS.API.STREAM.UPDATE.{subjects.INBOX}",
        f"$JS.API.STREAM.DELETE.{subjects.INBOX}",
        f"$JS.API.STREAM.PURGE.{subjects.INBOX}",
        "$JS.API.STREAM.CREATE.OTHER",
        f"$JS.API.CONSUMER.DELETE.{subjects.INBOX}.{consumer}",
        f"$JS.API.CONSUMER.CREATE.{subjects.INBOX}.other",
    ):
        with pytest.raises(TimeoutError):
            await service.request(forbidden, b"{}", timeout=0.3)
    assert len(denied) == 6
    assert all("permissions violation" in one.lower() for one in denied)
    assert (await admin.jetstream().stream_info(subjects.INBOX)).state.consumer_count == 1
    await service.close()


def test_facts_can_not_be_changed_even_by_their_owner(database: Database) -> None:
    migrate_database(database.dsn(), PLANNING)
    with psycopg.connect(database.dsn(), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO journal.facts (originator_id, originator_version, topic, state)"
            " VALUES ('a/b', 1, 't', '{}')"
        )
        for statement in (
            "UPDATE journal.facts SET topic = 'u'",
            "DELETE FROM journal.facts",
            "TRUNCATE journal.facts",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                owner.execute(statement)
    with (
        psycopg.connect(database.dsn(service_role(PLANNING)), autocommit=True) as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute("ALTER TABLE journal.facts DISABLE TRIGGER ALL")
