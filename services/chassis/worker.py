"""The worker of a service: intake, relay and views, run by whoever has the lead."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from faststream.nats import NatsBroker
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.audit.notes import Signer
from danvan.services.chassis.broker import INTAKE_BATCH
from danvan.services.chassis.consume import Consumer
from danvan.services.chassis.erasures import told_erased
from danvan.services.chassis.faults import retry
from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.health import Health
from danvan.services.chassis.intake import Intake
from danvan.services.chassis.leader import Leader
from danvan.services.chassis.relay import Relay
from danvan.services.chassis.sealing import Sealer, Sealing

POLL_SECONDS = 1.0


class Worker:
    """Does the work of one service for the length of one lead."""

    def __init__(
        self, service: Service, ground: Ground, broker: NatsBroker, client: Client, health: Health
    ) -> None:
        self._service, self._ground, self._js = service.name, ground, client.jetstream()
        self._views = ground.views
        self._views_part = health.part("views", loops=True)
        self._views_wake = asyncio.Event()
        self._relay_wake = asyncio.Event()
        self._relay = Relay(
            service.name, ground.journal, client, health.part("relay", loops=True), self._relay_wake
        )
        self._sealing_wake = asyncio.Event()
        key = ground.settings.log_key
        assert key is not None, "serve asks for it"
        sealer = Sealer(ground.journal, ground.database, Signer.parse(key.get_secret_value()))
        part = health.part("sealer", loops=True)
        self._sealing = Sealing(service.name, sealer, client, part, self._sealing_wake)
        intake = Intake(ground, service.routes(ground))
        self._own = partial(service.tasks, ground, health) if service.tasks else tuple
        self._turn = asyncio.Lock()
        self._consumers = [
            Consumer(
                broker,
                client,
                plan,
                intake,
                ground.journal,
                turn=self._turn,
                part=health.part(plan.stream, loops=True),
                on_repeated=self._relay.repeat_receipts,
                # A day's decisions ask the views, which must hold the day before.
                batch_size=1 if plan.stream == subjects.CALENDAR else INTAKE_BATCH,
            )
            for plan in subjects.consumer_plans(service.name)
        ]

    def distrust(self) -> None:
        """The broker connection was cut and is back: what was on its way may be lost."""
        for consumer in self._consumers:
            consumer.distrust()

    async def run(self, leader: Leader) -> None:
        """Work until the lead is lost or the task is cancelled; then finish the batch in hand.

        Raises:
            ForeignHistory: if the broker holds another history than the database, or a checkpoint
                of one.
        """
        await self._forget()
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._spread(leader)),
                group.create_task(self._relay.run()),
                group.create_task(self._follow()),
                group.create_task(self._sealing.run()),
                *(group.create_task(consumer.run()) for consumer in self._consumers),
                *(group.create_task(own) for own in self._own()),
            ]
            try:
                await leader.lost.wait()
            finally:
                async with self._turn:  # the batch in hand is finished
                    await _end(tasks)
                for consumer in self._consumers:
                    await consumer.stop()

    async def _forget(self) -> None:
        """Destroy what the broker says was erased: this store may be an older one, put back."""
        told = await told_erased(self._js, self._service)
        await asyncio.to_thread(self._ground.persons.destroy, told)

    async def _spread(self, leader: Leader) -> None:
        while True:
            await leader.wake.wait()
            leader.wake.clear()
            self._relay_wake.set()
            self._views_wake.set()
            self._sealing_wake.set()

    async def _follow(self) -> None:
        while True:
            self._views_wake.clear()
            position = await retry(
                self._views_part, lambda: asyncio.to_thread(self._views.catch_up)
            )
            self._views_part.progress(position)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._views_wake.wait()


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: in Python 3.11 `asyncio.wait_for` can swallow a cancellation."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.2)
