"""How long the history of a stream takes, and how fast facts replay into states.

The baseline in the same run is to read and validate the same facts, and nothing more.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
from pydantic import BaseModel

from danvan.contracts.base import Command
from danvan.contracts.catalogue import read_fact
from danvan.contracts.envelope import Fact
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.replay import Moment, state_of
from danvan.services.chassis.work import Origin, Work
from danvan.services.inspection.__main__ import SERVICE as INSPECTION
from danvan.services.inspection.archive import reading
from danvan.services.planning.__main__ import SERVICE as PLANNING
from danvan.services.planning.application.aggregates import TASK
from danvan.services.planning.domain.task import AcceptTask, AssignTask, ProgressTask
from tests.benchmarks.measuring import FULL, rate, spread
from tests.benchmarks.seeding import settle
from tests.support.engines import Database
from tests.support.grounds import bench
from tests.unit.planning.builders import at, terms

LENGTH, ROUNDS = (1000, 20) if FULL else (20, 1)
REPLAYED = (1000, 10_000, 100_000) if FULL else (100,)
#: The archive's facts: so many units, each with so many tasks of so many facts.
UNITS, TASKS, LIFE = (50, 2000, 10) if FULL else (5, 4, 10)
TERMS = terms()
NOW = datetime(2026, 3, 1, 9, tzinfo=LOCAL)
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
#: Tasks of all units, unit after unit within a task's turn, so that no unit's facts lie together.
_ARCHIVED = """
    INSERT INTO archive.entries (service, index, raw, stream, type, id, time, recorded, version,
        actor, role, unit, correlation)
    SELECT 'planning', ((task * %(units)s + unit) * %(life)s + version - 1),
        convert_to(format((%(shapes)s::text[])[version], stream, name, id), 'UTF8'),
        stream, (%(types)s::text[])[version], id, %(now)s, %(now)s, version,
        'person-1', 'standing', name, stream
    FROM (SELECT task, unit, version, 'task/' || unit || '.' || task AS stream,
            'don-vi-' || unit AS name, uuidv7()::text AS id
        FROM generate_series(0, %(tasks)s - 1) AS task,
            generate_series(0, %(units)s - 1) AS unit,
            generate_series(1, %(life)s) AS version) AS facts
"""


def test_the_history_of_a_long_stream_is_answered(database: Database) -> None:
    with bench(PLANNING, database) as planning:
        facts = lives(planning.ground.journal, LENGTH)
        settle(database)
        path, asked = f"/history/{facts[0].subject}", {"known_at": NOW.isoformat()}
        spans = []
        planning.call("GET", path, Role.INSPECTOR, params=asked)  # the first one connects
        for _ in range(ROUNDS):
            started = time.perf_counter()
            answer = planning.call("GET", path, Role.INSPECTOR, params=asked)
            spans.append(1000 * (time.perf_counter() - started))
            assert len(answer.json()["facts"]) == LENGTH
    print(f"\nhistory of {LENGTH:,} facts: ms {spread(spans, 1)}")


def test_replay_costs_the_same_for_each_fact(database: Database) -> None:
    with bench(PLANNING, database) as planning:
        life = lives(planning.ground.journal, LIFE)
    for size in REPLAYED:
        raws = [
            fact.model_copy(update={"subject": f"task/t-{number}"}).to_bytes()
            for number in range(size // LIFE)
            for fact in life
        ]
        turns = []
        for _ in range(3 if FULL else 1):
            bare = rate(size, partial(read, raws))
            turns.append((rate(size, partial(states, raws)), bare))
        over = [replayed / bare for replayed, bare in turns]
        print(
            f"\n{size:,} facts of streams of {LIFE}: replayed/s"
            f" {spread([replayed for replayed, _ in turns])}, over reading them {spread(over, 2)}"
        )


@pytest.mark.timeout(600)
def test_one_units_year_is_replayed_out_of_the_facts_of_all(database: Database) -> None:
    with bench(INSPECTION, database) as inspection:
        archive(database, lives(inspection.ground.journal, LIFE))
        settle(database)
        spans = []
        for unit in range(min(UNITS, 5)):
            started = time.perf_counter()
            with inspection.ground.database.connection() as db:
                rows = reading.facts(db, unit=f"don-vi-{unit}", since=FIRST_DAY, until=LAST_DAY)
                found = states(raw for _, _, raw in rows)
            spans.append(time.perf_counter() - started)
            assert len(found) == TASKS
    print(
        f"\none unit's {TASKS * LIFE:,} facts of a year out of {UNITS * TASKS * LIFE:,},"
        f" and the state of its {TASKS:,} tasks: s {spread(spans, 2)}"
    )


def lives(journal: Journal, length: int) -> list[Fact]:
    """Record a task with so many facts."""
    work = Work(journal, PLANNING.name, lambda: NOW)
    notes = [f"Đã họp với {number} hội đoàn thể." for number in range(length - 2)]
    said: dict[str, Any] = {"at": at("2023-04-03"), "id": TERMS.id, "unit": TERMS.unit}
    commands: list[Command] = [
        AssignTask(at=at("2023-03-07"), terms=TERMS),
        AcceptTask(**said),
        *(ProgressTask(**said, note=note) for note in notes),
    ]
    with work.on_behalf_of(Origin(NOW, "person-1", Role.STANDING, unit=TERMS.unit)):
        for command in commands:
            work.do(TASK, TERMS.id, command)
    return [*work.commit().facts]


def read(raws: Iterable[bytes]) -> list[Fact]:
    """Read and validate facts."""
    return [read_fact(raw) for raw in raws]


def states(raws: Iterable[bytes]) -> dict[str, BaseModel]:
    """The state of each stream; facts of a stream come in order."""
    streams = defaultdict(list)
    for fact in read(raws):
        streams[fact.subject].append(fact)
    return {name: state_of(TASK, stream, Moment(NOW)) for name, stream in streams.items()}


def archive(database: Database, life: Sequence[Fact]) -> None:
    """Copies of a task for all units, each copy with a stream and ids of its own."""
    [stream] = {fact.subject for fact in life}
    shapes = [
        fact.to_bytes()
        .decode()
        .replace("%", "%%")
        .replace(stream, "%1$s")
        .replace(TERMS.unit, "%2$s")
        .replace(fact.id, "%3$s")
        for fact in life
    ]
    known = {
        "shapes": shapes,
        "types": [fact.type for fact in life],
        "now": NOW,
        "units": UNITS,
        "tasks": TASKS,
        "life": LIFE,
    }
    with psycopg.connect(database.dsn()) as db:
        db.execute(_ARCHIVED, known)
