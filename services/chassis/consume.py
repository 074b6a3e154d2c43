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
from typing import Any

import nats.errors
import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from nats.aio.client import Client
from nats.aio.msg import Msg

from danvan.contracts.subjects import ConsumerPlan
from danvan.services.chassis.broker import INTAKE_BATCH
from danvan.services.chassis.faults import BROKER_AWAY, retry
from danvan.services.chassis.health import Part
from danvan.services.chassis.intake import Incoming, Intake
from danvan.services.chassis.journal import Journal

log = structlog.get_logger()

#: A batch is taken when it is full or this many seconds old.
BATCH_SECONDS = 0.05


@dataclass
class _Place:
    """Where we are in the stream: its tracking name, the last message taken, the next delivery."""

    source: str
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
        self._place: _Place | None = None
        self._stopping = False
        self._subscriber = broker.subscriber(
            plan.filter_subject,
            stream=JStream(plan.stream, declare=False),
            durable=plan.name,
            pull_sub=PullSub(batch_size=batch_size, timeout=BATCH_SECONDS, batch=True),
            ack_policy=AckPolicy.MANUAL,
            decoder=_undecoded,
        )
        self._subscriber(self._handle)

    async def start(self) -> None:
        """Set the consumer back to our place, then take messages until `stop`."""
        await self._return_to_place()
        await self._subscriber.start()

    async def stop(self) -> None:
        """Take no more; a batch in hand is finished first."""
        self._stopping = True
        async with self._turn:
            with suppress(*BROKER_AWAY):  # the connection is away, and ends after us
                await self._subscriber.stop()

    def distrust(self) -> None:
        """The connection was cut: deliveries may be lost. Return to our place before going on."""
        self._place = None

    async def _handle(self, messages: list[Msg]) -> None:
        async with self._turn:
            if self._stopping:
                return
            place = self._place
            fresh = self._in_order(place, messages) if place else None
            if place is None or fresh is None:
                log.info("intake-returns-to-place", stream=self._plan.stream)
                await self._return_to_place()
                return  # what came is delivered again, in order
            if fresh:
                repeated = await retry(
                    self._part, lambda: asyncio.to_thread(self._intake.process, place.source, fresh)
                )
                place.last = fresh[-1].sequence
                await self._on_repeated(repeated)
            with suppress(*BROKER_AWAY):
                await messages[-1].ack()  # if it gets lost, they are sent again and passed over
            self._part.progress(place.last, messages[-1].metadata.num_pending)

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

    async def _return_to_place(self) -> None:
        self._place = await retry(self._part, self._set_back)

    async def _set_back(self) -> _Place:
        """Set the durable consumer to the message after the last one we recorded.

        A stream that was lost and made anew counts from 1 again, so its creation time is part of
        the name under which our place is kept.
        """
        info = await self._client.jetstream().stream_info(self._plan.stream)
        assert info.created is not None, "the broker always says when a stream was made"
        source = f"{self._plan.stream}@{info.created.isoformat()}"
        last = await asyncio.to_thread(self._journal.tracked, source)
        answer = await self._client.request(
            f"$JS.API.CONSUMER.RESET.{self._plan.stream}.{self._plan.name}",
            json.dumps({"seq": last + 1}).encode(),
            timeout=5,
        )
        problem = json.loads(answer.data).get("error")
        if problem:
            raise nats.errors.Error(f"{self._plan.name}: {problem['description']}")
        return _Place(source, last)


async def _undecoded(message: NatsMessage) -> Any:
    """The raw messages: the intake reads bytes by its own rules."""
    return message.raw_message
