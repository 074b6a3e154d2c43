"""A unit's client against a real broker: acknowledged once, receipted, denied, cut off, resumed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Literal

import pytest
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.client import UnitClient
from danvan.contracts.client.spool import Outgoing, Spool
from danvan.contracts.client.undelivered import BrokerAway, NotAllowed, NotTaken
from danvan.contracts.envelope import Submission
from danvan.contracts.intake import Receipt
from danvan.contracts.planning import AcknowledgementOffered
from danvan.contracts.reading import read_submission
from danvan.deploy.local.nats import new_nkey
from danvan.services.chassis.migrate import migrate_broker
from tests.support.engines import Broker
from tests.support.receipts import give_receipt

UNIT = "thu-vien"


@pytest.fixture
async def inbox(broker: Broker) -> AsyncIterator[Client]:
    """The broker with its streams and one unit, seen by somebody who may do everything."""
    if UNIT not in broker.seeds:
        broker.admit(UNIT)
    client = await broker.connect()
    await migrate_broker(client, "planning", replicas=1)
    yield client
    await client.close()


def unit_client(broker: Broker, spool: Spool | None = None) -> UnitClient:
    return UnitClient(broker.server.url, UNIT, broker.seeds[UNIT], spool=spool)


def offer(client: UnitClient, plan: str = "kh-878") -> Submission:
    return client.offer(AcknowledgementOffered(plan=plan), subject=f"plan/{plan}")


async def stored(admin: Client) -> list[bytes]:
    """What the inbox holds, in its order."""
    js = admin.jetstream()
    last = (await js.stream_info(subjects.INBOX)).state.last_seq
    found = [await js.get_msg(subjects.INBOX, seq=seq) for seq in range(1, last + 1)]
    return [message.data or b"" for message in found]


async def receipt_for(admin: Client, sent: Submission, refused: bool = False) -> Receipt:
    status: Literal["accepted", "refused"] = "refused" if refused else "accepted"
    return await give_receipt(admin, UNIT, sent.id, sent.to_bytes(), status)


async def test_an_offer_is_a_submission_that_the_platform_reads(
    broker: Broker, inbox: Client
) -> None:
    async with unit_client(broker) as client:
        sent = offer(client)
        assert await client.submit(sent, wait=0) is None
    (raw,) = await stored(inbox)
    subject = subjects.inbox_subject(UNIT, sent.type)
    assert raw == sent.to_bytes()
    assert read_submission(raw, subject=subject, today=sent.time.date()).data == sent.data


async def test_what_is_sent_again_is_stored_once(broker: Broker, inbox: Client) -> None:
    async with unit_client(broker) as client:
        sent = offer(client)
        await client.submit(sent, wait=0)
        await client.submit(sent, wait=0)
    assert await stored(inbox) == [sent.to_bytes()]


async def test_a_receipt_that_comes_later_is_waited_for(broker: Broker, inbox: Client) -> None:
    async with unit_client(broker) as client:
        sent = offer(client)
        submitting = asyncio.create_task(client.submit(sent, wait=30))
        while not await stored(inbox):
            await asyncio.sleep(0.01)
        given = await receipt_for(inbox, sent)
        assert await submitting == given


async def test_a_receipt_that_is_there_already_is_found(broker: Broker, inbox: Client) -> None:
    async with unit_client(broker) as client:
        sent = offer(client)
        given = await receipt_for(inbox, sent)
        assert await client.submit(sent, wait=30) == given


async def test_a_receipt_that_came_while_the_connection_was_cut_is_found(
    own_nats: Callable[[], Broker],
) -> None:
    broker = own_nats()
    broker.admit(UNIT)
    admin = await broker.connect()
    await migrate_broker(admin, "planning", replicas=1)
    async with unit_client(broker) as client:
        sent = offer(client)
        submitting = asyncio.create_task(client.submit(sent, wait=60))
        while not await stored(admin):
            await asyncio.sleep(0.01)
        await admin.close()
        await asyncio.to_thread(broker.server.restart)
        admin = await broker.connect()  # sooner than the unit, which pauses before it tries again
        given = await receipt_for(admin, sent)
        assert await submitting == given
    await admin.close()


async def test_the_receipt_of_other_content_under_the_same_id_is_not_ours(
    broker: Broker, inbox: Client
) -> None:
    async with unit_client(broker) as client:
        first = offer(client)
        await receipt_for(inbox, first)
        other = first.model_copy(update={"data": AcknowledgementOffered(plan="kh-1")})
        submitting = asyncio.create_task(client.submit(other, wait=30))
        await asyncio.sleep(0.5)
        assert not submitting.done()
        given = await receipt_for(inbox, other, refused=True)
        assert await submitting == given


async def test_the_receipts_of_many_come_in_the_order_of_the_submissions(
    broker: Broker, inbox: Client
) -> None:
    async with unit_client(broker) as client:
        many = [offer(client, f"kh-{n}") for n in range(50)]
        for sent in reversed(many):
            await receipt_for(inbox, sent)
        receipts = [receipt async for receipt in client.submit_all(many, wait=30, in_flight=8)]
    assert [receipt and receipt.submission for receipt in receipts] == [sent.id for sent in many]
    assert sorted(await stored(inbox)) == sorted(sent.to_bytes() for sent in many)


async def test_a_key_may_not_speak_for_another_unit(broker: Broker, inbox: Client) -> None:
    async with UnitClient(broker.server.url, "bao-tang", broker.seeds[UNIT]) as client:
        with pytest.raises(NotAllowed, match="use the key of bao-tang"):
            await client.submit(offer(client), wait=0)
    assert await stored(inbox) == []


async def test_a_denied_publish_is_an_error_at_once(broker: Broker, inbox: Client) -> None:
    foreign = subjects.inbox_subject("bao-tang", "danvan.planning.task-progress-offered.v1")
    async with unit_client(broker) as client:
        with pytest.raises(NotAllowed, match="violation for publish"):
            await client.submit(Outgoing("x", foreign, b"{}"), wait=0)
        await client.submit(offer(client), wait=0)
    assert len(await stored(inbox)) == 1


async def test_an_unknown_key_is_not_let_in(broker: Broker, inbox: Client) -> None:
    async with UnitClient(broker.server.url, UNIT, new_nkey()[0]) as client:
        with pytest.raises(NotAllowed, match="danvan unit credentials"):
            await client.submit(offer(client), wait=0)


def test_a_seed_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.seed"
    file.write_text("not a seed")
    for seed in ("not a seed", file):
        with pytest.raises(NotAllowed, match="no NKey seed"):
            UnitClient("nats://127.0.0.1:4222", UNIT, seed)


async def test_what_is_too_large_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    async with UnitClient("nats://127.0.0.1:1", UNIT, spool=spool) as client:
        with pytest.raises(NotTaken):
            await client.submit(Outgoing("x", "any", bytes(1024 * 1024)))
    assert spool.pending() == []


async def test_without_broker_and_spool_it_is_an_error() -> None:
    async with UnitClient("nats://127.0.0.1:1", UNIT) as client:
        with pytest.raises(BrokerAway, match="does not answer"):
            await client.submit(offer(client))


async def test_a_unit_without_network_loses_nothing(
    own_nats: Callable[[], Broker], tmp_path: Path
) -> None:
    broker = own_nats()
    broker.admit(UNIT)
    admin = await broker.connect()
    await migrate_broker(admin, "planning", replicas=1)
    await admin.close()
    spool = Spool(tmp_path / UNIT)
    async with unit_client(broker, spool) as client:
        before = offer(client, "before")
        await client.submit(before, wait=0)
        broker.server.stop()
        during = [offer(client, f"during-{n}") for n in range(3)]
        assert [r async for r in client.submit_all(during, wait=0)] == [None] * 3
        assert [kept.outgoing.id for kept in spool.pending()] == [sent.id for sent in during]
        broker.server.start()
        while spool.pending():
            try:
                await client.flush()
            except BrokerAway:
                continue  # it is on its way back
    admin = await broker.connect()
    assert await stored(admin) == [sent.to_bytes() for sent in (before, *during)]
    await admin.close()


async def test_a_spool_outlives_the_process_that_filled_it(
    broker: Broker, inbox: Client, tmp_path: Path
) -> None:
    async with UnitClient("nats://127.0.0.1:1", UNIT, spool=Spool(tmp_path)) as offline:
        first = offer(offline, "first")
        assert await offline.submit(first) is None
    async with unit_client(broker, Spool(tmp_path)) as online:
        second = offer(online, "second")
        await online.submit(second, wait=0)
    assert await stored(inbox) == [first.to_bytes(), second.to_bytes()]
    assert Spool(tmp_path).pending() == []


async def test_an_id_that_the_broker_knows_already_leaves_the_spool_with_its_receipt(
    broker: Broker, inbox: Client, tmp_path: Path
) -> None:
    """Another sender may have used the id: then the broker says `duplicate` and stores nothing."""
    spool = Spool(tmp_path)
    async with unit_client(broker, spool) as client:
        sent = offer(client)
        other = subjects.inbox_subject("bao-tang", sent.type)
        headers = {subjects.MSG_ID_HEADER: sent.id}
        await inbox.jetstream().publish(other, b"{}", headers=headers)
        assert await client.submit(sent, wait=0) is None
        assert [kept.outgoing.raw for kept in spool.pending()] == [sent.to_bytes()]
        given = await receipt_for(inbox, sent)
        assert await client.submit(sent, wait=30) == given
        assert spool.pending() == []
