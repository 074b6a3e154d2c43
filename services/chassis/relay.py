"""Publishes every stored fact to the service's FACTS stream, in order, and the receipts.

There is no outbox: the journal is the outbox, and the last message of the FACTS stream says how far
we are. Each publish names the message it must follow, so a second relay is fenced off and a retry
after a lost acknowledgement is harmless. A receipt goes out before the fact it stems from: a crash
between the two repeats the receipt, and can't lose it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from nats.aio.client import Client
from nats.js.api import PubAck
from nats.js.errors import APIError

from danvan.contracts import subjects
from danvan.contracts.catalogue import entry_of
from danvan.contracts.entry import Audience
from danvan.services.chassis.faults import BROKER_AWAY, retry
from danvan.services.chassis.health import Part
from danvan.services.chassis.journal import Journal, StoredFact
from danvan.services.chassis.receipts import make_receipt

log = structlog.get_logger()

WINDOW = 256
POLL_SECONDS = 1.0
ACK_SECONDS = 5.0


class ForeignHistory(Exception):
    """A stream ends elsewhere than this journal remembers: one of the two was put back."""


class Relay:
    """Follows the journal of one service and publishes it."""

    def __init__(
        self, service: str, journal: Journal, client: Client, part: Part, wake: asyncio.Event
    ) -> None:
        self._service = service
        self._stream = subjects.facts_stream(service)
        self._journal = journal
        self._js = client.jetstream(timeout=ACK_SECONDS)
        self._part = part
        self._wake = wake
        self._last: StoredFact | None = None

    async def run(self) -> None:
        """Publish until cancelled.

        Raises:
            ForeignHistory: if the stream and the journal can't be of one history.
        """
        await retry(self._part, self._resume)
        while True:
            self._wake.clear()
            await retry(self._part, self._step)
            if self._part.lag == 0:
                with suppress(TimeoutError):  # a slow look besides the wake-ups, which can be lost
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._wake.wait()

    async def repeat_receipts(self, outcomes: Sequence[str]) -> None:
        """Send the receipts of these outcome streams again; their senders asked again."""
        if outcomes:
            streams = await asyncio.to_thread(self._journal.load, outcomes)
            with suppress(*BROKER_AWAY):  # the sender asks again if it must
                await self._publish_receipts([s for facts in streams.values() for s in facts])

    async def _publish_receipts(self, batch: Sequence[StoredFact]) -> None:
        acks = []
        for stored in batch:
            receipt = make_receipt(self._service, stored)
            if receipt is not None:
                subject, raw, headers = receipt
                acks.append(await self._js.publish_async(subject, raw, headers=headers))
        await self._all(acks)

    async def _step(self) -> None:
        position = self._last.position if self._last else 0
        batch = await asyncio.to_thread(self._journal.read, position, WINDOW)
        if batch:
            try:
                await self._publish_receipts(batch)
                await self._publish_facts(batch)
            except (APIError, TimeoutError) as error:
                # Another relay was faster, or acknowledgements were lost: look where we are.
                log.info("relay-resumes", reason=str(error))
                await self._resume()
                if self._last is None or self._last.position <= position:
                    raise  # neither: the broker does not take it, and that is to be said
                return
            self._last = batch[-1]
        more = len(batch) == WINDOW
        self._part.progress(self._last.position if self._last else 0, WINDOW if more else 0)

    async def _publish_facts(self, batch: Sequence[StoredFact]) -> None:
        acks = []
        last = self._last
        for stored in batch:
            public = entry_of(stored.type).audience is Audience.PUBLIC
            headers = {
                subjects.MSG_ID_HEADER: stored.id,
                subjects.POSITION_HEADER: str(stored.position),
            }
            if last is None:
                headers[subjects.EXPECTED_LAST_SEQUENCE_HEADER] = "0"
            else:
                headers[subjects.EXPECTED_LAST_MSG_ID_HEADER] = last.id
            subject = subjects.fact_subject(stored.type, public=public)
            acks.append(await self._js.publish_async(subject, stored.raw, headers=headers))
            last = stored
        await self._all(acks)

    async def _all(self, acks: Sequence[asyncio.Future[PubAck]]) -> None:
        """Wait for every acknowledgement; the first failure rises after all have ended."""
        if not acks:
            return
        await asyncio.wait(acks, timeout=ACK_SECONDS)
        failures = [ack.exception() if ack.done() else TimeoutError("no answer") for ack in acks]
        for ack in acks:
            ack.cancel()
        for failure in failures:
            if failure is not None:
                raise failure

    async def _resume(self) -> None:
        """Find our place: the fact that the stream ends with."""
        info = await self._js.stream_info(self._stream)
        if info.state.messages == 0:
            self._last = None
            return
        message = await self._js.get_msg(self._stream, seq=info.state.last_seq, direct=True)
        position = int((message.headers or {}).get(subjects.POSITION_HEADER, 0))
        found = await asyncio.to_thread(self._journal.read, position - 1, 1)
        if not found or found[0].position != position or found[0].raw != message.data:
            raise ForeignHistory(
                f"{self._stream} ends with fact {position}, which this database does not hold;"
                " one of the two was restored or belongs elsewhere"
            )
        self._last = found[0]
