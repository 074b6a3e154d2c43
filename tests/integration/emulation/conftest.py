"""Emulation on a real store."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from danvan.services.emulation.__main__ import SERVICE
from tests.integration.emulation.movement import Movement
from tests.support.engines import Database
from tests.support.grounds import bench


@pytest.fixture
def empty(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Movement]:
    """Emulation before any campaign; in the end its views equal a rebuild."""
    monkeypatch.setenv("DANVAN_COUNCIL_KEY", base64.b64encode(bytes(32)).decode())
    with bench(SERVICE, database) as emulation:
        yield Movement(emulation)
        assert emulation.ground.views.compare() is None


@pytest.fixture
def movement(empty: Movement) -> Movement:
    """The campaign of 2023 is on."""
    empty.launches()
    return empty
