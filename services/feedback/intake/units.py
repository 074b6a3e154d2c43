"""What planning's register says of units: those that are there, and those that are no more."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import UnitEnded, UnitKnown
from danvan.contracts.planning import UnitClosed, UnitOpened
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application.units import note_unit


def routes(ground: Ground) -> Routes:
    """What is done with each fact. Who takes a unit's place is heard with the petitions."""
    return Routes(facts={UnitOpened: _opened, UnitClosed: _closed})


def _opened(work: Work, fact: Fact) -> None:
    opened = fact.data
    assert isinstance(opened, UnitOpened)
    note_unit(work, UnitKnown(unit=opened.unit, kind=opened.kind, effective=opened.effective))


def _closed(work: Work, fact: Fact) -> None:
    closed = fact.data
    assert isinstance(closed, UnitClosed)
    note_unit(work, UnitEnded(unit=closed.unit, effective=closed.effective))
