"""A stream that the broker lost and that was made anew counts from 1 again: nothing that comes in
it is passed over, and nothing that comes again is recorded twice."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.intake import outcome_stream
from danvan.services.chassis.migrate import migrate_broker
from danvan.services.reporting.__main__ import SERVICE as REPORTING
from tests.integration.chassis.workshop import note, until, working
from tests.integration.reporting.test_over_the_broker import plan_issued
from tests.support.engines import Broker, Database
from tests.support.grounds import Bench, bench
from tests.support.sending import publish
from tests.support.world import Sent, check_journal, check_receipts

FACTS = subjects.facts_stream("planning")


@pytest.fixture
async def admin(broker: Broker) -> AsyncIterator[Client]:
    """Somebody who may do everything."""
    client = await broker.connect()
    yield client
    await client.close()


async def remake(admin: Client, service: str, stream: str) -> None:
    """The broker loses a stream, and `danvan migrate` makes it anew."""
    await admin.jetstream().delete_stream(stream)
    await migrate_broker(admin, service, 1)


async def test_submissions_in_a_remade_inbox_are_taken_in(
    planning: Bench, broker: Broker, admin: Client
) -> None:
    journal = planning.ground.journal
    await migrate_broker(admin, "planning", 1)

    async def send(count: int) -> list[Sent]:
        sent = await publish(admin, [note(f"{number}") for number in range(count)])
        wanted = {outcome_stream(one.unit, one.id) for one in sent}
        await until(lambda: wanted == journal.load(wanted).keys(), health.report)
        return sent

    async with working(planning, broker) as health:
        sent = await send(5)
        await remake(admin, "planning", subjects.INBOX)
        sent += await send(2)
    await remake(admin, "planning", subjects.INBOX)
    async with working(planning, broker) as health:
        sent += await send(1)
    check_journal(journal, sent)
    await check_receipts(sent, admin)


async def test_facts_that_come_again_in_a_remade_stream_are_recorded_once(
    broker: Broker, database: Database, admin: Client
) -> None:
    fact = plan_issued()
    subject = subjects.fact_subject(fact.type, public=True)
    with bench(REPORTING, database) as reporting:
        journal, heads = reporting.ground.journal, []
        await migrate_broker(admin, "reporting", 1)
        for _ in range(3):
            info = await admin.jetstream().stream_info(FACTS)
            source = f"{FACTS}@{info.created.isoformat() if info.created else None}"
            await admin.jetstream().publish(subject, fact.to_bytes(), timeout=5)
            async with working(reporting, broker) as health:
                await until(lambda: journal.tracked(source) == 1, health.report)  # noqa: B023 - waited for here
            heads.append(journal.head())
            await remake(admin, "reporting", FACTS)
        assert heads[0] > 0 and set(heads) == {heads[0]}
