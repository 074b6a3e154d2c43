"""What the chassis is tested with: a unit's notes on its tasks, and a worker inside the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

import httpx
from fastapi import FastAPI

from danvan.contracts import subjects
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Fact, Submission, service_source
from danvan.contracts.ids import uuid7
from danvan.contracts.planning import TaskProgressed, TaskProgressOffered
from danvan.services.chassis.broker import make_broker
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.health import Health, Part
from danvan.services.chassis.intake import Incoming
from danvan.services.chassis.leader import lead
from danvan.services.chassis.migrate import migrate_broker
from danvan.services.chassis.worker import Worker
from tests.resilience.conftest import UNITS, task_id
from tests.support.engines import Broker
from tests.support.grounds import Bench
from tests.support.running import WAIT_SECONDS
from tests.support.sending import offer, sender

UNIT = UNITS[0]
TASK = task_id(UNIT, 0)
STREAM = f"task/{TASK}"


def note(text: str, unit: str = UNIT) -> Submission:
    """How far a unit has come with its first task."""
    task = task_id(unit, 0)
    return offer("planning", unit, f"task/{task}", TaskProgressOffered(task=task, note=text))


def written(message: Submission, **changes: Any) -> bytes:
    """The message as a careless sender writes it; a change to None leaves an attribute out."""
    document = json.loads(message.to_bytes()) | changes
    kept = {key: value for key, value in document.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False).encode()


def arrived(sequence: int, message: Submission, raw: bytes | None = None) -> Incoming:
    """The message as the broker delivers it."""
    subject = subjects.inbox_subject(sender(message), message.type)
    return Incoming(subject, raw or message.to_bytes(), {}, sequence, datetime.now(UTC))


def progressed(text: str, stream: str = STREAM, version: int = 1) -> Fact:
    """A fact of planning."""
    payload = TaskProgressed(
        id=TASK,
        plan="kh-2026",
        task="viec-0",
        clause="II.1",
        unit=UNIT,
        progressed_on=date(2026, 3, 7),
        note=text,
    )
    now = datetime.now(LOCAL)
    return Fact(
        id=str(uuid7()),
        source=service_source("planning"),
        type=type_of("planning", payload).type,
        subject=stream,
        time=now,
        recordedtime=now,
        version=version,
        data=payload,
    )


async def provision(bench: Bench, broker: Broker) -> None:
    """The streams and consumers of the service under test, as `danvan migrate` makes them."""
    client = await broker.connect()
    await migrate_broker(client, bench.service.name, 1)
    await client.close()


def ask(app: FastAPI, path: str, *headers: tuple[str, str]) -> httpx.Response:
    """A GET with these headers; a fault of the application is answered as people see it."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=list(headers))

    return asyncio.run(get())


@asynccontextmanager
async def working(bench: Bench, broker: Broker) -> AsyncIterator[Health]:
    """A worker of the service, inside the test; it ends with the batch in hand finished."""
    name = bench.service.name
    settings = bench.ground.settings.model_copy(
        update={"nats_url": broker.server.url, "nats_nkey_seed": broker.seeds[name]}
    )
    health = Health(name, "worker", scenario=True, start=Part("start"))

    async def on_error(error: Exception) -> None:
        """Errors show in what does not happen."""

    connection = make_broker(settings, name, on_error)
    client = await connection.connect()
    async with lead(settings.database_url) as leader:
        worker = Worker(bench.service, bench.ground, connection, client, health)
        running = asyncio.create_task(worker.run(leader))
        try:
            yield health
        finally:
            leader.lost.set()
            await running
            await connection.stop()


async def until(met: Callable[[], bool], otherwise: Callable[[], object]) -> None:
    """Wait until a condition is met, while what runs beside the test goes on."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            while not await asyncio.to_thread(met):
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(str(otherwise())) from None
