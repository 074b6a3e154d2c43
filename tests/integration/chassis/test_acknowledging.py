"""The broker hears that messages are taken in when they are recorded, and no earlier."""

from __future__ import annotations

import asyncio

import psycopg

from danvan.contracts import subjects
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA
from tests.integration.chassis.workshop import note, provision, until, working
from tests.support.engines import Broker, Database
from tests.support.grounds import Bench
from tests.support.sending import publish

CONSUMER = subjects.consumer_name("planning", subjects.INBOX)


async def test_messages_are_acknowledged_once_they_are_recorded(
    planning: Bench, broker: Broker, database: Database
) -> None:
    await provision(planning, broker)
    client = await broker.connect()
    js = client.jetstream()
    before = planning.ground.journal.head()

    async def unacknowledged() -> int:
        return (await js.consumer_info(subjects.INBOX, CONSUMER)).num_ack_pending or 0

    async with working(planning, broker) as health, asyncio.timeout(30):
        async with await psycopg.AsyncConnection.connect(database.dsn()) as store:
            await store.execute(f"LOCK TABLE {SCHEMA}.{FACTS_TABLE} IN EXCLUSIVE MODE")
            await publish(client, [note(f"ghi chú {number}") for number in range(3)])
            while await unacknowledged() < 3:
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)  # what waits for the store is not acknowledged meanwhile
            assert await unacknowledged() == 3
            assert planning.ground.journal.head() == before
        inbox = health.part(subjects.INBOX)
        await until(lambda: inbox.position == 3, health.report)
        while await unacknowledged():
            await asyncio.sleep(0.05)
    await client.close()
