"""Inspection beside the service that it watches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from danvan.deploy.local.postgres import Postgres
from tests.integration.inspection.watched import Watched, watched
from tests.support.engines import Database


@pytest.fixture
def second_database(postgres: Postgres) -> Iterator[Database]:
    """One more fresh database."""
    fresh = Database(postgres, f"test_{uuid4().hex}")
    name = Identifier(fresh.name)
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(name))
        yield fresh
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def both(database: Database, second_database: Database, tmp_path: Path) -> Iterator[Watched]:
    """Planning and the inspection that watches it."""
    with watched(database, second_database, tmp_path) as both:
        yield both
