"""How long a unit waits for its receipt, from publishing to reading it, at a steady rate.

The service is a process of its own with everything it does; units publish by the clock, whether
receipts come or not, so a service that falls behind shows.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from danvan.contracts import subjects
from danvan.services.chassis.garbage import collect_rarely
from tests.benchmarks.dossiers import received
from tests.benchmarks.measuring import FULL, spread
from tests.support.engines import Broker, Database
from tests.support.running import WAIT_SECONDS, Site
from tests.support.sending import sender

MODULE = "danvan.services.feedback.__main__"
#: Submissions a second, and for how long.
RATES = {10: 20, 100: 10, 500: 10, 1000: 10} if FULL else {20: 1}
ROUNDS = 3 if FULL else 1
#: So often the publisher looks at the clock.
TICK_SECONDS = 0.005
#: The first receipts pay for what is loaded once.
WARM_UP = 50


@pytest.mark.timeout(900)
def test_receipts(database: Database, shared_broker: Broker, tmp_path: Path) -> None:
    collect_rarely()
    site = Site("feedback", MODULE, shared_broker, database, tmp_path)
    try:
        asyncio.run(_measure(site))
    finally:
        site.close()


async def _measure(site: Site) -> None:
    await site.broker.clear()
    await site.provision()
    await asyncio.to_thread(site.start().await_ready)
    units = await _Units.there(site.broker)
    await units.publish(WARM_UP, WARM_UP)
    for rate, seconds in RATES.items():
        rounds = [await units.publish(rate, rate * seconds) for _ in range(ROUNDS)]
        p50, p99 = ([1000 * statistics.quantiles(r, n=100)[at] for r in rounds] for at in (49, 98))
        print(f"{rate:5} a second: p50 {spread(p50)} ms, p99 {spread(p99)} ms")
    await units.leave()


class _Units:
    """Units that publish by the clock, on one connection that may speak for all of them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent: dict[str, float] = {}
        self._waited: list[float] = []
        self._number = 0

    @classmethod
    async def there(cls, broker: Broker) -> _Units:
        """They are signed in, and hear their receipts."""
        units = cls(await broker.connect())
        await units._client.subscribe(subjects.receipt_subject("*", "*"), cb=units._hear)
        return units

    async def leave(self) -> None:
        """They are gone."""
        await self._client.close()

    async def publish(self, rate: int, count: int) -> list[float]:
        """So many at this rate; how many seconds each receipt took."""
        self._waited = []
        js = self._client.jetstream()
        acks = []
        begun = time.perf_counter()
        while len(acks) < count:
            due = min(count, int(rate * (time.perf_counter() - begun)) + 1)
            for _ in range(due - len(acks)):
                one = received(self._number)
                self._number += 1
                subject = subjects.inbox_subject(sender(one), one.type)
                raw = one.to_bytes()
                self._sent[one.id] = time.perf_counter()
                acks.append(await js.publish_async(subject, raw))
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*acks)
        async with asyncio.timeout(WAIT_SECONDS):
            while self._sent:
                await asyncio.sleep(TICK_SECONDS)
        assert len(self._waited) == count
        return self._waited

    async def _hear(self, message: Msg) -> None:
        sent = self._sent.pop(message.subject.rpartition(".")[2], None)
        if sent is not None:
            self._waited.append(time.perf_counter() - sent)
