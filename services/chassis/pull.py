"""Pulls messages of one durable consumer: a request at a time, whatever comes is handed on at once.

FastStream's own batch subscriber drops what it has already fetched when a later fetch of the same
batch fails, and waits for its whole time before it hands on a batch. So the subscription is
FastStream's, and the requests are ours.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from faststream.nats import NatsBroker, NatsMessage
from nats.aio.client import Client
from nats.aio.msg import Msg

from danvan.contracts import subjects
from danvan.contracts.subjects import ConsumerPlan

#: A request that brings nothing ends after this time, and another one follows.
EXPIRES_SECONDS = 5.0
GRACE_SECONDS = 1.0
NANOSECONDS = 1_000_000_000


class Pull:
    """The deliveries of one consumer, in the order in which they arrive."""

    def __init__(
        self, broker: NatsBroker, client: Client, plan: ConsumerPlan, batch_size: int
    ) -> None:
        self._client = client
        self._requests = subjects.next_subject(plan.stream, plan.name)
        self._request = json.dumps(
            {"batch": batch_size, "expires": int(EXPIRES_SECONDS * NANOSECONDS)}
        ).encode()
        self._batch_size = batch_size
        self._inbox = client.new_inbox()
        self._arrived: asyncio.Queue[Msg | None] = asyncio.Queue()
        self._owed = 0
        # The broker takes an answer to a delivery for an acknowledgement.
        self._subscriber = broker.subscriber(self._inbox, decoder=_undecoded, no_reply=True)
        self._subscriber(self._arrived.put)

    async def start(self) -> None:
        """Listen for deliveries."""
        await self._subscriber.start()

    async def stop(self) -> None:
        """Listen no more."""
        await self._subscriber.stop()

    def ask_again(self) -> None:
        """What was asked for may never come: the connection was cut."""
        self._owed = 0
        self._arrived.put_nowait(None)

    async def next(self) -> list[Msg]:
        """What has arrived, at least one message; nothing if the time ran out."""
        if self._owed <= 0:
            await self._client.publish(self._requests, self._request, reply=self._inbox)
            self._owed = self._batch_size
        try:
            async with asyncio.timeout(EXPIRES_SECONDS + GRACE_SECONDS):
                arrived = await self._arrived.get()
        except TimeoutError:
            self._owed = 0
            return []
        messages: list[Msg] = []
        while True:
            if arrived is not None and arrived.reply:
                messages.append(arrived)
                self._owed -= 1
            elif arrived is not None:
                # The broker speaks of the request itself, which has ended: out of time, or refused
                # for now. It wants no answer; headers would not tell, for a sender may set any.
                self._owed = 0
            if self._arrived.empty() or len(messages) == self._batch_size:
                return messages
            arrived = self._arrived.get_nowait()


async def _undecoded(message: NatsMessage) -> Any:
    """The raw message: the intake reads bytes by its own rules."""
    return message.raw_message
