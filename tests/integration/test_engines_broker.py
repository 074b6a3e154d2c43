"""The embedded broker keeps what it promises, also when it is killed, frozen or reloaded."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from pathlib import Path

import nats
import pytest
from faststream.nats import NatsBroker, NatsNKey
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.deploy.local.nats import NatsServer, NatsUser, new_nkey
from danvan.deploy.local.processes import EngineFailed
from tests.support.engines import Broker, free_port

OwnNats = Callable[[], Broker]

UNIT_SUBJECT = subjects.inbox_subject("library", "danvan.reporting.report-offered.v1")
OTHER_SUBJECT = subjects.inbox_subject("museum", "danvan.reporting.report-offered.v1")


class Errors:
    """An error callback that remembers what it was told."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[Exception] = asyncio.Queue()

    async def note(self, error: Exception) -> None:
        await self.seen.put(error)

    async def next(self) -> str:
        return str(await asyncio.wait_for(self.seen.get(), 5))


def test_the_broker_syncs_every_message(nats_server: NatsServer) -> None:
    varz = nats_server.varz()
    assert varz["jetstream"]["config"]["sync_always"] is True
    assert varz["max_payload"] == 8 * 1024 * 1024


async def test_acknowledged_messages_outlive_a_killed_broker(own_nats: OwnNats) -> None:
    broker = own_nats()
    client = await broker.connect()
    await client.jetstream().add_stream(name="KEPT", subjects=["kept"])
    acknowledged = [
        (await client.jetstream().publish("kept", str(n).encode())).seq for n in range(100)
    ]
    await client.close()

    broker.server.kill()
    broker.server.start()

    client = await broker.connect()
    js = client.jetstream()
    kept = [(await js.get_msg("KEPT", seq=seq)).data for seq in acknowledged]
    await client.close()
    assert kept == [str(n).encode() for n in range(100)]


async def test_a_client_goes_on_after_the_broker_is_restarted(own_nats: OwnNats) -> None:
    broker = own_nats()
    back = asyncio.Event()

    async def on_reconnect() -> None:
        back.set()

    client = await broker.connect(
        reconnected_cb=on_reconnect, error_cb=Errors().note, reconnect_time_wait=0.1
    )
    await asyncio.to_thread(broker.server.restart)
    await asyncio.wait_for(back.wait(), 10)
    await client.close()


async def test_a_frozen_broker_is_silent_and_goes_on(own_nats: OwnNats) -> None:
    broker = own_nats()
    client = await broker.connect()
    js = client.jetstream(timeout=1)
    broker.server.pause()
    with pytest.raises(nats.errors.TimeoutError):
        await js.account_info()
    broker.server.resume()
    assert (await js.account_info()).streams == 0
    await client.close()


async def test_a_unit_that_writes_into_another_inbox_is_told(broker: Broker) -> None:
    broker.admit("library")
    errors = Errors()
    client = await broker.connect("library", error_cb=errors.note)
    await client.publish(OTHER_SUBJECT, b"{}")
    assert "permissions violation" in (told := await errors.next()).lower()
    assert OTHER_SUBJECT in told
    await client.close()


async def test_a_unit_may_write_into_its_own_inbox(broker: Broker) -> None:
    broker.admit("library")
    admin = await broker.connect()
    await admin.jetstream().add_stream(name=subjects.INBOX, subjects=[UNIT_SUBJECT])
    client = await broker.connect("library")
    assert (await client.jetstream().publish(UNIT_SUBJECT, b"{}")).seq == 1
    await client.close()
    await admin.close()


async def test_a_service_signs_in_through_faststream_and_is_told_too(broker: Broker) -> None:
    errors = Errors()
    security = NatsNKey.from_seed(broker.seeds["reporting"])
    service = NatsBroker(broker.server.url, security=security, error_cb=errors.note)
    await service.connect()
    await service.publish(b"{}", UNIT_SUBJECT)
    assert UNIT_SUBJECT in await errors.next()
    await service.stop()


async def test_a_stranger_is_not_let_in(broker: Broker) -> None:
    client = Client()
    with pytest.raises(nats.errors.Error, match="Authorization Violation"):
        await client.connect(
            broker.server.url,
            nkeys_seed_str=new_nkey()[0],
            error_cb=Errors().note,
            allow_reconnect=False,
        )
    await client.close()


async def test_a_reload_lets_users_in_and_out_and_spares_the_others(own_nats: OwnNats) -> None:
    broker = own_nats()
    lost: dict[str, asyncio.Event] = {"admin": asyncio.Event(), "planning": asyncio.Event()}

    def leaves(name: str) -> Callable[[], object]:
        async def on_disconnect() -> None:
            lost[name].set()

        return on_disconnect

    clients = [
        await broker.connect(
            name, disconnected_cb=leaves(name), error_cb=Errors().note, allow_reconnect=False
        )
        for name in lost
    ]

    broker.admit("library")
    newcomer = await broker.connect("library")
    await newcomer.close()
    await asyncio.gather(*(client.flush() for client in clients))
    assert not lost["admin"].is_set()
    assert not lost["planning"].is_set()

    broker.server.reload([user for user in broker.server.users if user.name != "planning"])
    await asyncio.wait_for(lost["planning"].wait(), 5)
    await clients[0].flush()
    assert not lost["admin"].is_set()
    for client in clients:
        await client.close()


async def test_a_list_of_users_that_is_wrong_changes_nothing(own_nats: OwnNats) -> None:
    broker = own_nats()
    before = broker.server.users
    with pytest.raises(EngineFailed, match="Not a valid public nkey"):
        broker.server.reload([*before, NatsUser("library", None, "not-a-key")])
    broker.server.restart()
    assert broker.server.users == before
    client = await broker.connect()
    await client.close()


async def test_a_user_may_sign_in_by_password(engine_folder: Path) -> None:
    users = [NatsUser("library", None, password="mật khẩu")]
    server = NatsServer(engine_folder / "password", free_port(), free_port(), users)
    server.start()
    client = await nats.connect(server.url, user="library", password="mật khẩu")
    await client.close()
    server.stop()


def test_a_user_without_key_or_password_is_refused() -> None:
    with pytest.raises(ValueError, match="library"):
        NatsUser("library")


@pytest.mark.parametrize(
    ("option", "variable"),
    [
        ("--nats-port", "DANVAN_NATS_PORT"),
        ("--nats-monitor-port", "DANVAN_NATS_MONITOR_PORT"),
    ],
)
def test_a_taken_port_is_named_with_its_option(tmp_path: Path, option: str, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = (port, free_port()) if option == "--nats-port" else (free_port(), port)
        with pytest.raises(EngineFailed) as refused:
            NatsServer(tmp_path, *ports).start()
    for reason in (refused.value.reason.vi, refused.value.reason.en):
        assert re.search(rf"\b{port}\b.*{option} .*{variable}\.$", reason)


def test_a_second_broker_on_the_same_folder_is_refused(nats_server: NatsServer) -> None:
    with pytest.raises(EngineFailed, match=rf"process {nats_server.pid}\)"):
        NatsServer(nats_server.data, free_port(), free_port()).start()


def test_a_list_of_users_that_a_dead_broker_can_not_take_is_refused(own_nats: OwnNats) -> None:
    broker = own_nats()
    before = broker.server.users
    broker.server.kill()
    with pytest.raises(EngineFailed, match="refuses the new list"):
        broker.server.reload(before[:-1])
    assert broker.server.users == before
