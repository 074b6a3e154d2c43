"""Planning with tasks that units can report on: on a store alone, or as a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.services.planning.__main__ import SERVICE
from tests.resilience.conftest import assign_tasks, site
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

__all__ = ["site"]


@pytest.fixture
def planning(database: Database) -> Iterator[Bench]:
    """Planning on a store; in the end its views equal a rebuild."""
    with bench(SERVICE, database) as planning:
        assign_tasks(planning.ground.journal)
        yield planning
        assert planning.ground.views.compare() is None
