"""The connection of a unit to the broker: made when it is needed, restored for ever.

What the broker denies gets no answer, only a line in the error callback; here it is an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nkeys
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import PubAck
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.client.spool import Outgoing
from danvan.contracts.client.undelivered import NotAllowed, denied, not_a_seed, not_let_in

ACK_SECONDS = 5.0
LOOK_SECONDS = 2.0
#: Noticed within half a minute, where the defaults take minutes.
PING_SECONDS = 10


@dataclass(frozen=True)
class _Connection:
    client: Client
    denied: asyncio.Future[str]

    async def end(self, unit: str) -> NotAllowed:
        """Close it: a later connection may have the right that this one had not."""
        await self.client.close()
        return denied(unit, self.denied.result())


class Link:
    """One unit's connection. `on_receipt` gets the bytes of every receipt that is published."""

    def __init__(
        self, url: str, unit: str, seed: str | Path | None, on_receipt: Callable[[bytes], None]
    ) -> None:
        self._url = url
        self._unit = unit
        self._seed = _read_seed(seed)
        self._on_receipt = on_receipt
        self._connecting = asyncio.Lock()
        self._made: _Connection | None = None

    async def close(self) -> None:
        """Close the connection."""
        if self._made is not None:
            await self._made.client.close()

    async def publish(self, outgoing: Outgoing) -> PubAck:
        """Send one submission and wait for the broker's acknowledgement.

        Raises:
            NotAllowed: if the broker does not let this key in, or not do this.
            nats.errors.Error, OSError: if the broker is away, does not answer, or refuses.
        """
        connection = await self._connection()
        publishing: asyncio.Future[Any] = asyncio.ensure_future(
            connection.client.jetstream(timeout=ACK_SECONDS).publish(
                outgoing.subject,
                outgoing.raw,
                stream=subjects.INBOX,
                headers={subjects.MSG_ID_HEADER: outgoing.id},
            )
        )
        try:
            first = {publishing, connection.denied}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not publishing.done():
                raise await connection.end(self._unit)
            ack: PubAck = publishing.result()
            return ack
        finally:
            publishing.cancel()

    async def last_receipt(self, submission: str) -> bytes | None:
        """The receipt that the broker keeps for a submission, if there is one.

        Raises:
            NotAllowed, nats.errors.Error, OSError: as `publish`.
        """
        connection = await self._connection()
        js = connection.client.jetstream(timeout=LOOK_SECONDS)
        subject = subjects.receipt_subject(self._unit, submission)
        try:
            return (await js.get_last_msg(subjects.RECEIPTS, subject, direct=True)).data
        except NotFoundError:
            return None

    async def _connection(self) -> _Connection:
        async with self._connecting:
            if self._made is None or self._made.client.is_closed:
                self._made = await self._connect()
            client = self._made.client
            if not client.is_connected:
                raise ConnectionError(str(client.last_error or "the connection is cut"))
            return self._made

    async def _connect(self) -> _Connection:
        """A first connection is tried once, so that the caller hears of it soon."""
        made = _Connection(Client(), asyncio.get_running_loop().create_future())
        client = made.client

        async def on_error(error: Exception) -> None:
            if "permissions violation" in str(error).lower() and not made.denied.done():
                made.denied.set_result(str(error))

        async def on_message(message: Msg) -> None:
            self._on_receipt(message.data)

        try:
            await client.connect(
                self._url.split(","),
                name=self._unit,
                nkeys_seed_str=self._seed,
                inbox_prefix=subjects.reply_prefix(self._unit),
                error_cb=on_error,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=3,
                ping_interval=PING_SECONDS,
            )
            client.options |= {
                "allow_reconnect": True,
                "max_reconnect_attempts": -1,
                "reconnect_time_wait": 1,
            }
            await client.subscribe(subjects.receipt_subject(self._unit, "*"), cb=on_message)
            await client.flush()  # a denial comes before the answer to this
        except Exception as error:
            await client.close()
            if "authorization violation" in str(error).lower():
                raise not_let_in(self._unit) from error
            raise
        if made.denied.done():
            raise await made.end(self._unit)
        return made


def _read_seed(seed: str | Path | None) -> str | None:
    where = seed if isinstance(seed, Path) else "seed"
    text = seed.read_text(encoding="utf-8").strip() if isinstance(seed, Path) else seed
    if text is not None:
        try:
            nkeys.from_seed(bytearray(text.encode()))
        except (nkeys.NkeysError, ValueError) as error:
            raise not_a_seed(where) from error
    return text
