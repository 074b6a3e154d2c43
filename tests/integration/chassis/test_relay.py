"""Facts and receipts go out: the stored bytes, in order, again after a loss, never of another
history."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.catalogue import CATALOGUE, read_payload
from danvan.contracts.entry import Audience
from danvan.contracts.envelope import CONTENT_TYPE, Submission
from danvan.contracts.intake import Receipt, outcome_stream
from danvan.contracts.roles import Role
from danvan.services.chassis.health import Health
from danvan.services.chassis.migrate import migrate_broker
from tests.integration.chassis.workshop import UNIT, note, progressed, provision, until, working
from tests.support.engines import Broker
from tests.support.grounds import Bench
from tests.support.running import Site, wait_for
from tests.support.sending import publish
from tests.support.world import check_facts_stream, facts_of

FACTS = subjects.facts_stream("planning")


@pytest.fixture
async def admin(broker: Broker, planning: Bench) -> AsyncIterator[Client]:
    """Somebody who may do everything, on a broker that planning was provisioned on."""
    await provision(planning, broker)
    client = await broker.connect()
    yield client
    await client.close()


async def all_out(planning: Bench, health: Health, submissions: list[Submission]) -> None:
    """Wait until these have an outcome, and everything has been published."""
    journal = planning.ground.journal
    outcomes = [outcome_stream(UNIT, one.id) for one in submissions]

    def out() -> bool:
        there = journal.load(outcomes)
        relay = health.report()["parts"].get("relay", {})
        return len(there) == len(outcomes) and relay.get("position") == journal.head()

    await until(out, health.report)


async def test_a_fact_is_the_same_bytes_in_the_store_on_the_wire_and_in_the_export(
    planning: Bench, broker: Broker, admin: Client
) -> None:
    sent = [note(f"Đã họp “{n}” – 5 ≥ 4, 10 %") for n in range(3)]
    async with working(planning, broker) as health:
        await publish(admin, sent)
        await all_out(planning, health, sent)
    stored = facts_of(planning.ground.journal)
    await check_facts_stream("planning", planning.ground.journal, admin)
    js, audiences = admin.jetstream(), set()
    for sequence, fact in enumerate(stored, 1):
        message = await js.get_msg(FACTS, seq=sequence, direct=True)
        audience = CATALOGUE[fact.type].audience
        audiences.add(audience)
        root = "danvan.facts." if audience is Audience.PUBLIC else "danvan.internal."
        assert message.subject == fact.type.replace("danvan.", root)
        headers = message.headers or {}
        assert headers[subjects.MSG_ID_HEADER] == fact.id == json.loads(fact.raw)["id"]
        assert headers[subjects.POSITION_HEADER] == str(fact.position)
        event = from_structured(
            HTTPMessage(headers={"content-type": CONTENT_TYPE}, body=message.data or b""),
            JSONFormat(),
            CloudEvent,
        )
        assert (event.get_id(), event.get_type()) == (fact.id, fact.type)
        assert event.get_data() == json.loads(fact.raw)["data"]
    assert audiences == {Audience.PUBLIC, Audience.INTERNAL}

    answer = await asyncio.to_thread(planning.call, "GET", "/facts", Role.INSPECTOR)
    assert answer.content.split(b"\n") == [*(fact.raw for fact in stored), b""]
    after = f"/facts?after={stored[4].position}"
    answer = await asyncio.to_thread(planning.call, "GET", after, Role.INSPECTOR)
    assert answer.content.split(b"\n") == [*(fact.raw for fact in stored[5:]), b""]


async def remake(admin: Client, stream: str) -> None:
    """The broker loses a stream, and `danvan migrate` makes it anew."""
    await admin.jetstream().delete_stream(stream)
    await migrate_broker(admin, "planning", 1)


async def test_facts_that_the_broker_lost_are_published_again_in_order(
    planning: Bench, broker: Broker, admin: Client
) -> None:
    sent = [note("một"), note("hai")]
    async with working(planning, broker) as health:
        await publish(admin, sent[:1])
        await all_out(planning, health, sent[:1])
        await remake(admin, FACTS)
        await publish(admin, sent[1:])
        await all_out(planning, health, sent)
        await check_facts_stream("planning", planning.ground.journal, admin)
    await remake(admin, FACTS)
    async with working(planning, broker) as health:  # with nothing new to publish
        await all_out(planning, health, sent)
        await check_facts_stream("planning", planning.ground.journal, admin)


@pytest.mark.parametrize("position", [999, 1])
async def test_a_service_ends_before_a_broker_with_the_facts_of_another_history(
    site: Site, position: int
) -> None:
    """Whether the store does not reach that far, or holds something else there."""
    client, fact = await site.broker.connect(), progressed("không phải của ta")
    subject = subjects.fact_subject(fact.type, public=True)
    headers = {subjects.POSITION_HEADER: str(position)}
    await client.jetstream().publish(subject, fact.to_bytes(), headers=headers, timeout=5)
    await client.close()
    process = site.start()
    wait_for(lambda: process.popen.poll() is not None, "it goes on")
    assert process.popen.returncode == 1
    last = process.log.read_text().splitlines()[-1]
    assert last.startswith(f"danvan serve planning: {FACTS} ends with fact {position}, which")


async def test_a_submission_that_is_sent_again_gets_its_receipt_again(
    planning: Bench, broker: Broker, admin: Client
) -> None:
    sent = note("một")
    listening = await admin.subscribe(subjects.receipt_subject(UNIT, sent.id))
    async with working(planning, broker):
        await publish(admin, [sent])
        first = await listening.next_msg(timeout=30)
        await publish(admin, [sent], message_id=False)
        again = await listening.next_msg(timeout=30)
    assert again.data == first.data
    document = json.loads(first.data)
    receipt = read_payload(document["type"], document["data"])
    assert isinstance(receipt, Receipt)
    [outcome] = planning.ground.journal.load([outcome_stream(UNIT, sent.id)]).popitem()[1]
    assert (receipt.status, receipt.position) == ("accepted", outcome.position)
