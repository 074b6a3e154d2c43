"""Planning on a real store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.services.planning.__main__ import SERVICE
from tests.integration.planning.agency import Agency
from tests.support.engines import Database
from tests.support.grounds import bench


@pytest.fixture
def agency(database: Database) -> Iterator[Agency]:
    """A department with an office, two departments and two affiliated units, without a plan."""
    with bench(SERVICE, database) as planning:
        made = Agency(planning)
        made.open_units()
        yield made
        assert planning.ground.views.compare() is None
