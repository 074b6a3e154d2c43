"""A known load for planning, and the check that all of it came out right."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from danvan.contracts.envelope import Submission
from danvan.contracts.ids import uuid7
from danvan.contracts.planning import TaskProgressOffered
from danvan.services.chassis.submissions import SUBMISSIONS_VIEW
from danvan.services.chassis.views import Views
from tests.resilience.conftest import TASKS_EACH, UNITS, task_id
from tests.support.running import Process, Site, wait_for
from tests.support.sending import offer
from tests.support.world import (
    Sent,
    check_facts_stream,
    check_journal,
    check_receipts,
    check_views,
    facts_of,
)


def progress(count: int) -> list[Submission]:
    """So many notes on tasks, from all units in turn."""
    return [
        offer(
            "planning",
            unit := UNITS[n % len(UNITS)],
            f"task/{task_id(unit, n % TASKS_EACH)}",
            TaskProgressOffered(task=task_id(unit, n % TASKS_EACH), note=f"ghi chú {uuid7()}"),
        )
        for n in range(count)
    ]


def await_quiet(site: Site, process: Process, sent: Sequence[Sent]) -> None:
    """Wait until every submission has an outcome and everything has been published and viewed."""
    journal = site.journal()
    wanted = {f"submission/{one.unit}/{one.id}" for one in sent}

    def quiet() -> bool:
        if not wanted <= {fact.stream for fact in facts_of(journal)}:
            return False
        report = process.report()  # asked afterwards: its head then holds all outcomes
        parts, head = report.get("parts", {}), report.get("head")
        return bool(
            parts.get("relay", {}).get("position") == head
            and parts.get("views", {}).get("position") == head
        )

    wait_for(quiet, f"not quiet: {process.report()} {process.log.read_text()[-3000:]}")
    journal.close()


async def check_world(site: Site, sent: Sequence[Sent]) -> None:
    """All of the world's checks."""
    journal, pool = site.journal(), site.pool()
    client = await site.broker.connect()
    check_journal(journal, sent)
    await check_facts_stream("planning", journal, client)
    await check_receipts(sent, client)
    definition = import_module(site.module).SERVICE.views + SUBMISSIONS_VIEW
    check_views(Views(pool, journal, definition))
    await client.close()
    pool.close()
    journal.close()
