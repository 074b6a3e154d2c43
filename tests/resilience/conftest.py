"""A planning service on engines of its own, with tasks that units can report on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest

from danvan.contracts.plan import TaskKind
from danvan.contracts.planning import TaskAssigned
from danvan.contracts.roles import Role
from danvan.deploy.local.postgres import Postgres
from danvan.services.chassis.clock import LOCAL, SystemClock
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.work import Origin, Work
from tests.support.engines import Broker, Database
from tests.support.running import Site

UNITS = ("nha-hat-mot", "nha-hat-hai", "bao-tang-ba")
TASKS_EACH = 4
PLANNING = "danvan.services.planning.__main__"


@pytest.fixture
async def site(
    own_nats: Callable[[], Broker], database: Database, tmp_path: Path
) -> AsyncIterator[Site]:
    """Planning, provisioned and with tasks assigned; no process runs yet."""
    site = await _prepare(Site("planning", PLANNING, own_nats(), database, tmp_path))
    yield site
    site.close()


@pytest.fixture
async def fragile_site(
    own_nats: Callable[[], Broker], own_postgres: Callable[[], Postgres], tmp_path: Path
) -> AsyncIterator[Site]:
    """The same, on a store that the test may kill too."""
    server = own_postgres()
    database = Database(server, "planning")
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE planning")
    site = await _prepare(Site("planning", PLANNING, own_nats(), database, tmp_path))
    yield site
    site.close()


async def _prepare(site: Site) -> Site:
    await site.provision()
    journal = site.journal()
    assign_tasks(journal)
    journal.close()
    return site


def assign_tasks(journal: Journal) -> None:
    """Every unit has its tasks."""
    work = Work(journal, "planning", SystemClock().now)
    origin = Origin(at=datetime.now(LOCAL), actor="test", role=Role.STANDING)
    with work.on_behalf_of(origin):
        for unit in UNITS:
            for number in range(TASKS_EACH):
                work.record(f"task/{task_id(unit, number)}", assignment(unit, number))
    work.commit()


def task_id(unit: str, number: int) -> str:
    """The id of a unit's task."""
    return f"kh-2026.viec-{number}.{unit}"


def assignment(unit: str, number: int) -> TaskAssigned:
    return TaskAssigned(
        id=task_id(unit, number),
        plan="kh-2026",
        task=f"viec-{number}",
        clause="II.1",
        unit=unit,
        title="Sinh hoạt chuyên đề",
        kind=TaskKind.ACTIVITY,
        due=date(2099, 12, 31),
        escalation_grace=5,
    )
