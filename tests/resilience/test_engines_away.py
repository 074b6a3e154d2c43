"""Engines go away and come back, in any order: services wait, say so, and go on without loss."""

from __future__ import annotations

import asyncio

import pytest

from tests.resilience.load import await_quiet, check_world, progress
from tests.support.running import Process, Site, wait_for
from tests.support.sending import publish

pytestmark = pytest.mark.resilience


def await_waiting(process: Process, for_what: str) -> None:
    """Wait until the service says that it waits for this engine, and is not ready."""

    def says_so() -> bool:
        answer = process.get("/health/ready")
        return answer is not None and answer.status_code == 503 and for_what in answer.text

    wait_for(says_so, f"does not say that it waits for the {for_what}: {process.report()}")


async def test_the_broker_goes_and_comes_back(fragile_site: Site) -> None:
    site = fragile_site
    worker = site.start()
    worker.await_ready()
    client = await site.broker.connect()
    sent = await publish(client, progress(20))
    await client.close()

    site.broker.server.kill()
    await_waiting(worker, "broker")
    await asyncio.to_thread(site.broker.server.start)
    client = await site.broker.connect()
    sent += await publish(client, progress(20))
    await_quiet(site, worker, sent)
    assert worker.popen.poll() is None
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_the_store_goes_and_comes_back(fragile_site: Site) -> None:
    site = fragile_site
    worker = site.start()
    worker.await_ready()
    client = await site.broker.connect()
    sent = await publish(client, progress(20))
    site.database.server.kill()
    sent += await publish(client, progress(20))
    await_waiting(worker, "database")

    await asyncio.to_thread(site.database.server.start)
    sent += await publish(client, progress(20))
    await_quiet(site, worker, sent)
    assert worker.popen.poll() is None
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


@pytest.mark.parametrize("first", ["broker", "store"])
async def test_both_go_and_come_back_in_any_order(fragile_site: Site, first: str) -> None:
    site = fragile_site
    worker = site.start()
    worker.await_ready()
    client = await site.broker.connect()
    sent = await publish(client, progress(20))
    await client.close()

    site.database.server.kill()
    site.broker.server.kill()
    engines = [site.broker.server, site.database.server]
    for engine in engines if first == "broker" else reversed(engines):
        await asyncio.to_thread(engine.start)
        await asyncio.sleep(1)
    client = await site.broker.connect()
    sent += await publish(client, progress(20))
    await_quiet(site, worker, sent)
    assert worker.popen.poll() is None
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_a_service_started_before_its_engines_waits_for_them(fragile_site: Site) -> None:
    site = fragile_site
    site.database.server.stop()
    site.broker.server.stop()
    worker = site.start()
    await_waiting(worker, "database")
    await asyncio.to_thread(site.database.server.start)
    await_waiting(worker, "broker")
    await asyncio.to_thread(site.broker.server.start)
    worker.await_ready()
    client = await site.broker.connect()
    sent = await publish(client, progress(20))
    await_quiet(site, worker, sent)
    assert worker.stop() == 0
    await check_world(site, sent)
    await client.close()
