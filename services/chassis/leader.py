"""One worker is active per service: it holds an advisory lock on a live database connection.

The same connection listens for appends, so losing it means losing the lead and the wake-ups at
once. Between losing and noticing, two workers may be active: the store's own keys keep them apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
import structlog
from psycopg.sql import SQL, Identifier

from danvan.services.chassis.journal import CHANNEL

log = structlog.get_logger()

#: Key of the advisory lock; every service has a database of its own, so one key is enough.
LOCK_KEY = 878_2023
STANDBY_SECONDS = 1.0
ALIVE_SECONDS = 3.0
ANSWER_SECONDS = 10.0
#: Both ends notice within half a minute that the other one is cut off: here, so that nobody works
#: on without the lead; at the server, so that it does not keep the lead for somebody who is gone.
CUT_OFF: dict[str, Any] = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
CUT_OFF_AT_SERVER = " ".join(f"-c tcp_{name}={seconds}" for name, seconds in CUT_OFF.items())


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
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._connection.execute("SELECT 1")
        except (psycopg.Error, TimeoutError) as error:
            log.warning("lead-lost", reason=" ".join(str(error).split()))
            self.lost.set()


@asynccontextmanager
async def lead(dsn: str, standing_by: Callable[[], object] = lambda: None) -> AsyncIterator[Leader]:
    """Stand by until this process has the lead, then hold it for the length of the block.

    Args:
        standing_by: called when somebody else has the lead.

    Raises:
        psycopg.OperationalError: if the database can't be reached.
    """
    connection = await psycopg.AsyncConnection.connect(
        dsn, autocommit=True, connect_timeout=3, options=CUT_OFF_AT_SERVER, **CUT_OFF
    )
    async with connection:
        while not await _take_lock(connection):
            standing_by()
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


async def _take_lock(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            row = await answer.fetchone()
    except TimeoutError as error:
        raise psycopg.OperationalError("the database does not answer") from error
    return bool(row and row[0])
