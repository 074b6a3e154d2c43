"""What a service says of itself is true, whoever hangs, refuses or leads; and it heals."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from eventsourcing.persistence import Tracking

from danvan.contracts import subjects
from danvan.contracts.roles import Role
from danvan.services.chassis.broker import stream_configs
from tests.resilience.conftest import UNITS
from tests.resilience.load import await_quiet, check_world, progress
from tests.resilience.test_engines_away import await_waiting
from tests.support.engines import free_port
from tests.support.running import Process, Site, wait_for
from tests.support.sending import publish

pytestmark = pytest.mark.resilience


def await_answer(process: Process, path: str, status: int) -> None:
    """Wait until the service answers so."""

    def answers() -> bool:
        answer = process.get(path)
        return answer is not None and answer.status_code == status

    wait_for(answers, f"{path} is not {status}: {process.report()} {process.log.read_text()}")


async def test_who_stands_by_has_started_and_is_ready(site: Site) -> None:
    leader = site.start()
    wait_for(lambda: leader.report().get("leader") is True, "nobody leads")
    standby = site.start()
    await_answer(standby, "/health/started", 200)
    await_answer(standby, "/health/ready", 200)
    assert standby.report()["leader"] is False
    assert standby.stop() == 0


async def test_a_frozen_store_makes_a_service_unready_and_not_deaf(fragile_site: Site) -> None:
    site = fragile_site
    worker = site.start()
    worker.await_ready()
    site.database.server.pause()
    try:
        url = f"http://127.0.0.1:{worker.port}/intake/{UNITS[0]}"
        headers = site.token(Role.INSPECTOR)
        with ThreadPoolExecutor(50) as people:
            asked = [people.submit(httpx.get, url, headers=headers, timeout=200) for _ in range(50)]
            await asyncio.to_thread(await_answer, worker, "/health/ready", 503)
            await asyncio.to_thread(await_answer, worker, "/health/live", 200)
            site.database.server.resume()
            assert all(one.result().status_code in (200, 503) for one in asked)
    finally:
        site.database.server.resume()
    await asyncio.to_thread(worker.await_ready)
    client = await site.broker.connect()
    sent = await publish(client, progress(5))
    await_quiet(site, worker, sent)
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_what_the_broker_does_not_take_is_said_until_it_does(site: Site) -> None:
    worker = site.start()
    worker.await_ready()
    client = await site.broker.connect()
    js = client.jetstream()
    facts = next(c for c in stream_configs(1) if c.name == subjects.facts_stream("planning"))
    full = (await js.stream_info(str(facts.name))).state.messages
    await js.update_stream(dataclasses.replace(facts, max_msgs=full))
    sent = await publish(client, progress(5))
    await_waiting(worker, "broker: no answer")  # nats-py keeps the reason for the log
    assert "maximum messages exceeded" in worker.log.read_text()
    await js.update_stream(facts)
    await_quiet(site, worker, sent)
    worker.await_ready()
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_a_message_that_looks_like_the_brokers_own_blocks_nothing(site: Site) -> None:
    client = await site.broker.connect()
    subject = subjects.inbox_subject(UNITS[0], "danvan.planning.task-progress-offered.v1")
    ack = await client.jetstream().publish(subject, b"", headers={"Status": "408"})
    sent = await publish(client, progress(3))
    worker = site.start()
    await_quiet(site, worker, sent)
    journal = site.journal()
    [outcome] = journal.load([f"submission/{UNITS[0]}/inbox-{ack.seq}"]).values()
    assert outcome[0].type == "danvan.planning.submission-refused.v1"
    journal.close()
    assert worker.stop() == 0
    await client.close()


async def test_numbers_that_an_inbox_would_give_again_end_the_service(site: Site) -> None:
    """After a restored or damaged stream, new messages would pass for those taken in before."""
    client = await site.broker.connect()
    created = (await client.jetstream().stream_info(subjects.INBOX)).created
    assert created is not None
    journal = site.journal()
    journal.append([], Tracking(f"{subjects.INBOX}@{created.isoformat()}", 100))
    journal.close()
    await publish(client, progress(3))
    worker = site.start()
    wait_for(lambda: worker.popen.poll() is not None, "it goes on")
    assert worker.popen.returncode == 1
    assert "message 100 was taken in" in worker.log.read_text()
    await client.close()


async def test_a_service_that_is_denied_something_fails_aloud(site: Site) -> None:
    worker = site.start(DANVAN_NATS_NKEY_SEED=site.broker.seeds["reporting"])
    wait_for(lambda: worker.popen.poll() is not None, "it goes on")
    assert worker.popen.returncode == 1
    assert "permissions violation" in worker.log.read_text()


async def test_a_monitor_that_does_not_answer_is_waited_for_and_named(site: Site) -> None:
    worker = site.start(DANVAN_NATS_MONITOR_URL=f"http://127.0.0.1:{free_port()}")
    await_waiting(worker, "DANVAN_NATS_MONITOR_URL")
    assert worker.stop() == 0


async def test_a_connection_that_the_broker_ends_for_good_is_made_anew(site: Site) -> None:
    with between(site.broker.server.port) as door:
        worker = site.start(DANVAN_NATS_URL=f"nats://127.0.0.1:{door.port}")
        worker.await_ready()
        client = await site.broker.connect()
        sent = await publish(client, progress(5))
        await_quiet(site, worker, sent)
        door.say(b"-ERR 'Maximum Subscriptions Exceeded'\r\n")
        closed = "broker-closed-the-connection"
        wait_for(lambda: closed in worker.log.read_text(), "it did not hear it")
        sent += await publish(client, progress(5))
        await_quiet(site, worker, sent)
        worker.await_ready()
        assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


class Door:
    """A way to the broker on which the test can speak for it."""

    def __init__(self, port: int) -> None:
        self._broker = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._guests: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]

    def open(self) -> None:
        """Let everybody through until it is closed."""
        while True:
            try:
                guest, _ = self._listener.accept()
            except OSError:
                return
            broker = socket.create_connection(("127.0.0.1", self._broker))
            self._guests.append(guest)
            for one, other in ((guest, broker), (broker, guest)):
                threading.Thread(target=_carry, args=[one, other], daemon=True).start()

    def say(self, line: bytes) -> None:
        """Say a line to whoever is connected."""
        for guest in self._guests:
            guest.sendall(line)

    def close(self) -> None:
        """Let nobody through any more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _carry(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    finally:
        other.close()


@contextmanager
def between(port: int) -> Iterator[Door]:
    """A door to the broker on this port."""
    door = Door(port)
    threading.Thread(target=door.open, daemon=True).start()
    yield door
    door.close()
