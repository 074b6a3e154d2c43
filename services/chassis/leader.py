"""One worker is active per service: it holds an advisory lock on a live database connection.

The same connection listens for appends, so losing it means losing the lead and the wake-ups at
once. Between losing and noticing, two workers may be active: the store's own keys keep them apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
import structlog
from psycopg.sql import SQL, Identifier

from danvan.services.chassis.journal import CHANNEL

log = structlog.get_logger()

#: Key of the advisory lock; every service has a database of its own, so one key is enough.
LOCK_KEY = 878_2023
STANDBY_SECONDS = 1.0
ALIVE_SECONDS = 3.0


class Leader:
    """The lead over one service, while the connection lives."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        self._connection = connection
        self.lost = asyncio.Event()
        self.wake = asyncio.Event()

    async def watch(self) -> None:
        """Turn appends into wake-ups until the connection fails; then the lead is lost."""
        try:
            while True:
                async for _ in self._connection.notifies(timeout=ALIVE_SECONDS, stop_after=1):
                    self.wake.set()
                await self._connection.execute("SELECT 1")
        except psycopg.Error as error:
            log.warning("lead-lost", reason=" ".join(str(error).split()))
            self.lost.set()


@asynccontextmanager
async def lead(dsn: str) -> AsyncIterator[Leader]:
    """Stand by until this process has the lead, then hold it for the length of the block.

    Raises:
        psycopg.OperationalError: if the database can't be reached.
    """
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True, connect_timeout=3)
    async with connection:
        while True:
            row = await (
                await connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            ).fetchone()
            if row and row[0]:
                break
            await asyncio.sleep(STANDBY_SECONDS)
        await connection.execute(SQL("LISTEN {}").format(Identifier(CHANNEL)))
        leader = Leader(connection)
        watching = asyncio.create_task(leader.watch())
        try:
            yield leader
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
