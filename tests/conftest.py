"""Engines as fixtures: one broker and one store a run, or a test's own where it kills them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from danvan.deploy.local.nats import NatsServer
from danvan.deploy.local.postgres import Postgres
from tests.support.engines import Broker, Database, start_broker


@pytest.fixture(scope="session")
def engine_folder() -> Iterator[Path]:
    """A short path, as sockets need it."""
    with tempfile.TemporaryDirectory(prefix="danvan-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def shared_broker(engine_folder: Path) -> Iterator[Broker]:
    """The run's broker, with whatever earlier tests left in it."""
    broker = start_broker(engine_folder / "nats")
    yield broker
    broker.server.stop()


@pytest.fixture(scope="session")
def nats_server(shared_broker: Broker) -> NatsServer:
    """The server of the run's broker."""
    return shared_broker.server


@pytest.fixture
async def broker(shared_broker: Broker) -> AsyncIterator[Broker]:
    """The run's broker, without any stream."""
    await shared_broker.clear()
    yield shared_broker


@pytest.fixture(scope="session")
def postgres(engine_folder: Path) -> Iterator[Postgres]:
    """The run's store."""
    server = Postgres(engine_folder / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    """A fresh database, dropped afterwards whoever still uses it."""
    fresh = Database(postgres, f"test_{uuid4().hex}")
    name = Identifier(fresh.name)
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(name))
        yield fresh
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def own_nats(engine_folder: Path) -> Iterator[Callable[[], Broker]]:
    """Makes brokers that the test may kill, freeze and restart."""
    made: list[Broker] = []

    def make() -> Broker:
        made.append(start_broker(engine_folder / uuid4().hex))
        return made[-1]

    yield make
    for broker in made:
        broker.server.stop()


@pytest.fixture
def own_postgres(engine_folder: Path) -> Iterator[Callable[[], Postgres]]:
    """Makes stores that the test may kill, freeze and restart."""
    made: list[Postgres] = []

    def make() -> Postgres:
        made.append(Postgres(engine_folder / uuid4().hex))
        made[-1].start()
        return made[-1]

    yield make
    for server in made:
        server.stop()
