"""Whatever dies, whatever comes twice: one outcome a submission, order, views as rebuilt."""

from __future__ import annotations

import signal

import pytest

from tests.resilience.load import await_quiet, check_world, progress
from tests.support.running import Process, Site, wait_for
from tests.support.sending import publish
from tests.support.world import Sent

pytestmark = pytest.mark.resilience

CRASH_POINTS = ("before-append", "after-commit", "after-publish", "before-view-commit", "in-batch")


@pytest.mark.parametrize("point", CRASH_POINTS)
async def test_a_killed_worker_loses_and_doubles_nothing(site: Site, point: str) -> None:
    client = await site.broker.connect()
    sent = await publish(client, progress(60))
    # In the middle of a batch, and not at its first message.
    doomed = site.start(point, nth=30 if point == "in-batch" else 1)
    wait_for(lambda: doomed.popen.poll() is not None, "the fault did not happen")
    assert doomed.popen.returncode == -signal.SIGKILL

    sent += await publish(client, progress(20))
    heir = site.start()
    await_quiet(site, heir, sent)
    assert heir.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_a_worker_killed_again_and_again_still_gets_through(site: Site) -> None:
    client = await site.broker.connect()
    sent = await publish(client, progress(40))
    for point in CRASH_POINTS:
        doomed = site.start(point)
        sent += await publish(client, progress(10))
        wait_for(lambda: doomed.popen.poll() is not None, f"{point} did not happen")  # noqa: B023 - waited for here
        assert doomed.popen.returncode == -signal.SIGKILL
    heir = site.start()
    await_quiet(site, heir, sent)
    assert heir.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_what_comes_twice_counts_once(site: Site) -> None:
    client = await site.broker.connect()
    submissions = progress(30)
    sent = await publish(client, submissions)
    worker = site.start()
    await_quiet(site, worker, sent)
    before = worker.report()["head"]

    # As redelivered after the broker has forgotten the ids, and as a unit that is not sure.
    await publish(client, submissions, message_id=False)
    more = await publish(client, progress(5))
    await_quiet(site, worker, [*sent, *more])
    assert worker.report()["head"] == before + 2 * len(more)
    assert worker.stop() == 0
    await check_world(site, [*sent, *more])
    await client.close()


async def test_a_second_worker_stands_by_and_takes_over(site: Site) -> None:
    first, second = site.start(), site.start()
    wait_for(lambda: _leaders(first, second) == 1, "one of two must lead")
    leader, standby = (first, second) if first.report().get("leader") else (second, first)
    wait_for(lambda: standby.report().get("leader") is False, "the other one must stand by")

    client = await site.broker.connect()
    sent = await publish(client, progress(30))
    leader.kill()
    await_quiet(site, standby, sent)
    assert standby.report()["leader"] is True
    assert standby.stop() == 0
    await check_world(site, sent)
    await client.close()


async def test_two_workers_and_relays_that_both_lead_do_no_harm(site: Site) -> None:
    client = await site.broker.connect()
    first, second = site.start("unlocked"), site.start("unlocked")
    wait_for(lambda: _leaders(first, second) == 2, "both must lead for this test")
    sent: list[Sent] = []
    for _ in range(10):
        sent += await publish(client, progress(20))
    await_quiet(site, first, sent)
    await_quiet(site, second, sent)
    first.stop()
    second.stop()
    await check_world(site, sent)
    await client.close()


def _leaders(*processes: Process) -> int:
    return sum(bool(process.report().get("leader")) for process in processes)
