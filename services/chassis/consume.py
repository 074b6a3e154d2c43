"""Feeds the messages of one stream to the intake, in order and without a gap.

The place lives in our database, not in the broker: at the start, after a reconnect and at every gap
the consumer is set back to it. So a lost delivery, an early redelivery, or a second worker can
reorder or skip nothing. Acknowledgements only keep the broker from sending again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import nats.errors
import structlog
from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import ConsumerInfo

from danvan.contracts import subjects
from danvan.contracts.subjects import ConsumerPlan
from danvan.services.chassis.broker import INTAKE_BATCH
from danvan.services.chassis.faults import BROKER_AWAY, retry
from danvan.services.chassis.health import Part
from danvan.services.chassis.intake import Incoming, Intake
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.pull import Pull
from danvan.services.chassis.relay import ForeignHistory

log = structlog.get_logger()


@dataclass
class _Place:
    """Where we are in the stream: its tracking name, when the consumer was made, the last message
    taken, the next delivery."""

    source: str
    made: datetime
    last: int
    next_delivery: int = 1


class Consumer:
    """One ordered consumer. `turn` is shared by all consumers of a service: one decides at a time.

    `on_repeated` gets the outcome streams whose receipts are due again.
    """

    def __init__(
        self,
        broker: NatsBroker,
        client: Client,
        plan: ConsumerPlan,
        intake: Intake,
        journal: Journal,
        *,
        turn: asyncio.Lock,
        part: Part,
        on_repeated: Callable[[Sequence[str]], Awaitable[None]],
        batch_size: int = INTAKE_BATCH,
    ) -> None:
        self._client = client
        self._plan = plan
        self._intake = intake
        self._journal = journal
        self._turn = turn
        self._part = part
        self._on_repeated = on_repeated
        self._pull = Pull(broker, client, plan, batch_size)
        self._place: _Place | None = None

    async def run(self) -> None:
        """Take messages until cancelled."""
        await retry(self._part, self._pull.start)
        while True:
            if self._place is None:
                self._place = await retry(self._part, self._return_to_place)
                self._part.progress(self._place.last)
            place = self._place
            messages = await retry(self._part, self._pull.next)
            if self._place is place:
                await self._take(place, messages)

    async def stop(self) -> None:
        """Listen no more. A batch in hand has been finished when `turn` is free."""
        with suppress(*BROKER_AWAY):  # the connection is away, and ends after us
            await self._pull.stop()

    def distrust(self) -> None:
        """The connection was cut: deliveries may be lost. Return to our place before going on."""
        self._place = None
        self._pull.ask_again()

    async def _take(self, place: _Place, messages: Sequence[Msg]) -> None:
        fresh = self._in_order(place, messages)
        if fresh is None or (not messages and await self._lost(place)):
            log.info("intake-returns-to-place", stream=self._plan.stream, after=place.last)
            self._place = None
            return  # what came is delivered again, in order
        if fresh:
            repeated = await retry(self._part, lambda: self._process(place, fresh))
            await retry(self._part, lambda: self._on_repeated(repeated))
        if messages:
            with suppress(*BROKER_AWAY):
                # If it gets lost, they are sent again and passed over. (`ack()` would refuse:
                # FastStream has marked each message as one that wants none.)
                await self._client.publish(messages[-1].reply)
            self._part.progress(place.last, messages[-1].metadata.num_pending)

    async def _process(self, place: _Place, fresh: Sequence[Incoming]) -> list[str]:
        """One attempt in our turn. Who waits for an engine or an upgrade holds up nobody."""
        async with self._turn:
            repeated = await asyncio.to_thread(self._intake.process, place.source, fresh)
            place.last = fresh[-1].sequence
            return repeated

    async def _lost(self, place: _Place) -> bool:
        """Whether the broker has delivered something that never arrived, or has lost the stream:
        the consumer of one that was made anew begins elsewhere."""
        info = await retry(self._part, self._consumer)
        delivered = info.delivered.consumer_seq if info.delivered else 0
        return info.created != place.made or delivered >= place.next_delivery

    async def _consumer(self) -> ConsumerInfo:
        js = self._client.jetstream()
        info: ConsumerInfo = await js.consumer_info(self._plan.stream, self._plan.name)
        return info

    def _in_order(self, place: _Place, messages: Sequence[Msg]) -> list[Incoming] | None:
        """The messages not taken yet; None if a delivery is missing between them."""
        fresh: list[Incoming] = []
        last = place.last
        for message in messages:
            metadata = message.metadata
            sequence, delivery = metadata.sequence.stream, metadata.sequence.consumer
            if sequence > last:
                if delivery != place.next_delivery:
                    return None
                fresh.append(
                    Incoming(
                        message.subject,
                        message.data,
                        message.headers or {},
                        sequence,
                        metadata.timestamp,
                    )
                )
                last = sequence
            place.next_delivery = delivery + 1
        return fresh

    async def _return_to_place(self) -> _Place:
        """Set the durable consumer to the message after the last one we recorded.

        A stream that was lost and made anew counts from 1 again, so its creation time is part of
        the name under which our place is kept.

        Raises:
            ForeignHistory: if the stream ends before it.
        """
        made = (await self._consumer()).created
        info = await self._client.jetstream().stream_info(self._plan.stream)
        assert info.created is not None, "the broker always says when a stream was made"
        source = f"{self._plan.stream}@{info.created.isoformat()}"
        last = await asyncio.to_thread(self._journal.tracked, source)
        if last > info.state.last_seq:
            # Its numbers would be given again, and what comes under them be passed over.
            raise ForeignHistory(
                f"{self._plan.stream} ends with message {info.state.last_seq}, but message {last}"
                " was taken in from it; the broker lost some or was put back: restore it, or remove"
                " the stream after a backup and run `danvan migrate`"
            )
        answer = await self._client.request(
            subjects.reset_subject(self._plan.stream, self._plan.name),
            json.dumps({"seq": last + 1}).encode(),
            timeout=5,
        )
        problem = json.loads(answer.data).get("error")
        if problem:
            raise nats.errors.Error(f"{self._plan.name}: {problem['description']}")
        return _Place(source, made, last)
