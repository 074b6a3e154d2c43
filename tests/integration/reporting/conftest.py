"""Reporting on a real store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from danvan.services.reporting.__main__ import SERVICE
from tests.integration.reporting.department import Department
from tests.support.engines import Database
from tests.support.grounds import bench


@pytest.fixture
def empty(database: Database) -> Iterator[Department]:
    """Reporting before it has heard of any plan; in the end its views equal a rebuild."""
    with bench(SERVICE, database) as reporting:
        yield Department(reporting)
        assert reporting.ground.views.compare() is None


@pytest.fixture
def department(empty: Department) -> Department:
    """Plan 878 is in force."""
    empty.issues()
    return empty
