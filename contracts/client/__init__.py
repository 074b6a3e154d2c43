"""A unit's door to the platform: offers become submissions, submissions come back as receipts.

A submission is sent again under its own id until the broker says that it is on disk, and with a
spool it is on the unit's own disk before that, so a unit without network loses nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import nats.errors
from nats.js.api import PubAck
from nats.js.errors import APIError
from pydantic_core import from_json

from danvan.contracts import subjects
from danvan.contracts.base import Offered
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.catalogue import ENTRIES, read_payload
from danvan.contracts.client.link import Link
from danvan.contracts.client.spool import Outgoing, Spool
from danvan.contracts.client.undelivered import BrokerAway, NotTaken
from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import Submission, data_schema, unit_source
from danvan.contracts.ids import uuid7
from danvan.contracts.intake import Receipt
from danvan.contracts.strict_json import MAX_BYTES

#: The headers of a message count towards the broker's limit.
LARGEST_BYTES = MAX_BYTES - 1024
#: Pauses before each attempt to send; after them the broker counts as away.
PAUSES = (0.0, 0.1, 0.5, 2.0)
#: When to look for a receipt that was published while nobody listened: ever more rarely.
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.2, 5.0
#: From this status on, JetStream's errors pass with time; those below do not.
SERVER_ERROR = 500


class UnitClient:
    """Submits on behalf of one unit. Connects when there is something to send.

        async with UnitClient("nats://broker:4222", "thu-vien", Path("thu-vien.seed")) as client:
            offer = client.offer(AcknowledgementOffered(plan="kh-878"), subject="plan/kh-878")
            receipt = await client.submit(offer)

    Args:
        url: addresses of the broker, separated by commas.
        seed: the unit's NKey seed, or the file that holds it; None where the broker asks for none.
        spool: where submissions wait on disk until the broker has them.

    Raises:
        NotAllowed: if the seed is none.
        OSError: if its file can't be read.
    """

    def __init__(
        self, url: str, unit: str, seed: str | Path | None = None, *, spool: Spool | None = None
    ) -> None:
        self.unit = unit
        self._url = url
        self._link = Link(url, unit, seed, self._take)
        self._spool = spool
        self._flushing: asyncio.Task[None] | None = None
        self._awaited: dict[tuple[str, str], asyncio.Future[Receipt]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.wait({self._flushing})
        await self._link.close()

    def offer(
        self,
        payload: Offered,
        *,
        subject: str,
        id_: str | None = None,
        time: datetime | None = None,
    ) -> Submission:
        """The submission of a payload.

        Args:
            subject: what it is about, `<kind>/<id>`.
            id_: the unit's own id: the same id means the same submission. By default a new one.
            time: when it happened; by default now.
        """
        type_name = _entry_of(payload).type
        return Submission(
            id=id_ or str(uuid7()),
            source=unit_source(self.unit),
            type=type_name,
            subject=subject,
            time=time or datetime.now(ZoneInfo(TIME_ZONE)),
            dataschema=data_schema(type_name),
            data=payload,
        )

    async def submit(self, what: Submission | Outgoing, wait: float = 10.0) -> Receipt | None:
        """Send a submission and wait so many seconds for its receipt.

        Returns:
            None if there is no receipt yet: it comes later, or the submission still waits in the
            spool because the broker is away. Submitting the same again is harmless.

        Raises:
            BrokerAway: if the broker is away and there is no spool.
            NotAllowed, NotTaken: whatever is in the spool stays there.
        """
        outgoing = self._outgoing(what)
        key = (outgoing.id, hashlib.sha256(outgoing.raw).hexdigest())
        awaited = self._awaited.setdefault(key, asyncio.get_running_loop().create_future())
        try:
            if self._spool is None:
                await self._send(outgoing)
                return await self._receipt(outgoing.id, awaited, wait)
            kept = self._spool.keep(outgoing)
            try:
                await self.flush()
            except BrokerAway:
                return None
            receipt = await self._receipt(outgoing.id, awaited, wait)
            if receipt is not None:
                self._spool.drop(kept)
            return receipt
        finally:
            self._awaited.pop(key, None)

    async def submit_all(
        self, many: Iterable[Submission | Outgoing], wait: float = 10.0, in_flight: int = 64
    ) -> AsyncIterator[Receipt | None]:
        """Submit many, `in_flight` at a time; yields what `submit` returns, in their order.

        Raises:
            NotDelivered: as `submit` does, in the turn of the submission concerned.
        """
        tasks: deque[asyncio.Task[Receipt | None]] = deque()
        try:
            for one in many:
                tasks.append(asyncio.create_task(self.submit(one, wait)))
                if len(tasks) >= in_flight:
                    yield await tasks.popleft()
            while tasks:
                yield await tasks.popleft()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def flush(self) -> None:
        """Send what waits in the spool, in order; calls at the same time share one flush.

        Raises:
            NotDelivered: at the first that can't be sent; it and those behind it stay.
        """
        if self._spool is None:
            return
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush(self._spool))
        await asyncio.shield(self._flushing)

    async def _flush(self, spool: Spool) -> None:
        sent: set[Path] = set()
        while waiting := [kept for kept in spool.pending() if kept.path not in sent]:
            for kept in waiting:
                ack = await self._send(kept.outgoing)
                sent.add(kept.path)
                # The broker tells ids apart but not their senders, and only for minutes: that it
                # knows an id proves nothing. The receipt will, or an attempt after that time.
                if not ack.duplicate:
                    spool.drop(kept)

    async def _send(self, outgoing: Outgoing) -> PubAck:
        """Publish until it is acknowledged, under the same id each time."""
        reason: Exception | None = None
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                return await self._link.publish(outgoing)
            except (nats.errors.Error, OSError) as error:
                if isinstance(error, APIError) and (error.code or SERVER_ERROR) < SERVER_ERROR:
                    raise NotTaken(outgoing.id, error.description) from error
                reason = error
        raise BrokerAway(self._url, reason)

    async def _receipt(
        self, submission: str, awaited: asyncio.Future[Receipt], wait: float
    ) -> Receipt | None:
        """The receipt as it is published, or, if that was before we listened, as it is kept."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + wait, FIRST_LOOK_SECONDS
        while not awaited.done() and (left := deadline - loop.time()) > 0:
            await asyncio.wait({awaited}, timeout=min(pause, left))
            pause = min(2 * pause, LONGEST_LOOK_SECONDS)
            with suppress(nats.errors.Error, OSError):  # the broker is away: look again later
                if not awaited.done() and (raw := await self._link.last_receipt(submission)):
                    self._take(raw)
        return awaited.result() if awaited.done() else None

    def _take(self, raw: bytes) -> None:
        """A receipt is for a content, not only for an id."""
        document = from_json(raw)
        receipt = read_payload(document["type"], document["data"])
        assert isinstance(receipt, Receipt)
        awaited = self._awaited.get((receipt.submission, receipt.digest))
        if awaited is not None and not awaited.done():
            awaited.set_result(receipt)

    def _outgoing(self, what: Submission | Outgoing) -> Outgoing:
        if isinstance(what, Submission):
            subject = subjects.inbox_subject(self.unit, what.type)
            what = Outgoing(what.id, subject, what.to_bytes())
        if len(what.raw) > LARGEST_BYTES:
            raise NotTaken(what.id, f"{len(what.raw)} > {LARGEST_BYTES} bytes")
        return what


def _entry_of(payload: Offered) -> Entry:
    for entry in ENTRIES:
        if entry.kind is Kind.SUBMISSION and entry.model is type(payload):
            return entry
    raise TypeError(f"{type(payload).__name__} is not the payload of a submission")
