"""How fast submissions become facts, held against the bare event-sourcing library in the same run.

make bench
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresProcessRecorder

from danvan.contracts import subjects
from danvan.contracts.planning import TaskProgressOffered
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL, SystemClock
from danvan.services.chassis.intake import Incoming, Intake
from danvan.services.chassis.journal import FACTS_TABLE, TRACKING_TABLE, FactRecorder, Journal
from danvan.services.chassis.work import Origin, Work
from danvan.services.planning.__main__ import SERVICE
from tests.resilience.conftest import UNITS, assignment, task_id
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.support.sending import offer

BATCH, BATCHES, ROUNDS = 500, 10, 3


def submissions(count: int, first: int) -> list[Incoming]:
    """So many notes on tasks, as the broker would deliver them."""
    now = datetime.now(LOCAL)
    made = []
    for number in range(count):
        unit, task = UNITS[number % len(UNITS)], task_id(UNITS[number % len(UNITS)], number % 400)
        note = TaskProgressOffered(task=task, note=f"ghi chú {first + number}")
        sent = offer("planning", unit, f"task/{task}", note)
        subject = subjects.inbox_subject(unit, sent.type)
        made.append(Incoming(subject, sent.to_bytes(), {}, first + number + 1, now))
    return made


def rate(count: int, work: Callable[[], None]) -> float:
    """Things a second."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


@pytest.mark.timeout(600)
def test_intake_against_the_bare_library(database: Database) -> None:
    with bench(SERVICE, database) as made:
        journal = made.ground.journal
        _assign(journal)
        intake = made.intake
        ratios, ours, bare = [], [], []
        for round_ in range(ROUNDS):
            incoming = submissions(BATCH * BATCHES, round_ * BATCH * BATCHES)
            before = journal.head()
            ours.append(rate(BATCH * BATCHES, lambda: _take_in(intake, incoming)))  # noqa: B023 - called at once
            facts = _facts_after(journal, before)
            bare.append(rate(len(facts), lambda: _append(journal, facts)))  # noqa: B023 - called at once
            ratios.append(ours[-1] * len(facts) / (BATCH * BATCHES) / bare[-1])
    print(
        f"\nsubmissions/s {statistics.median(ours):,.0f}"
        f"  facts/s of the bare library {statistics.median(bare):,.0f}"
        f"  our facts/s over bare {statistics.median(ratios):.2f}"
        f" ({min(ratios):.2f} to {max(ratios):.2f})"
    )


def _assign(journal: Journal) -> None:
    work = Work(journal, "planning", SystemClock().now)
    origin = Origin(at=datetime.now(LOCAL), actor="bench", role=Role.STANDING)
    with work.on_behalf_of(origin):
        for unit in UNITS:
            for number in range(400):
                work.record(f"task/{task_id(unit, number)}", assignment(unit, number))
    work.commit()


def _take_in(intake: Intake, incoming: list[Incoming]) -> None:
    for start in range(0, len(incoming), BATCH):
        intake.process("INBOX@bench", incoming[start : start + BATCH])


def _facts_after(journal: Journal, position: int) -> list[StoredEvent]:
    return [
        StoredEvent(f"bare/{fact.position}", 1, fact.type, fact.raw)
        for fact in journal.read(position, 10 * BATCH * BATCHES)
    ]


class BareRecorder(FactRecorder):
    """The library's own insert, which a pipeline would block at this batch size."""

    _insert_stored_events = PostgresProcessRecorder._insert_stored_events


def _append(journal: Journal, facts: list[StoredEvent]) -> None:
    recorder = BareRecorder(
        journal.recorder.datastore,
        events_table_name=FACTS_TABLE,
        tracking_table_name=TRACKING_TABLE,
    )
    for start in range(0, len(facts), BATCH):
        recorder.insert_events(facts[start : start + BATCH])
