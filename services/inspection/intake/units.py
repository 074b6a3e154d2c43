"""What planning's register says of units: those that are there, and who takes whose place."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import UnitKnown, UnitSucceeded
from danvan.contracts.planning import UnitClosed, UnitMerged, UnitOpened, UnitSplit
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.inspection.application.units import note_unit


def routes(ground: Ground) -> Routes:
    """What is done with each fact."""
    kinds = (UnitOpened, UnitMerged, UnitSplit, UnitClosed)
    return Routes(facts=dict.fromkeys(kinds, _heard))


def _heard(work: Work, fact: Fact) -> None:
    match fact.data:
        case UnitOpened(unit=unit, effective=effective):
            note_unit(work, UnitKnown(unit=unit, effective=effective))
        case UnitMerged(unit=unit, effective=effective, into=into):
            heirs: tuple[str, ...] = (into.unit,)
            note_unit(work, UnitSucceeded(unit=unit, effective=effective, successors=heirs))
        case UnitSplit(unit=unit, effective=effective, into=several):
            heirs = tuple(each.unit for each in several)
            note_unit(work, UnitSucceeded(unit=unit, effective=effective, successors=heirs))
        case UnitClosed(unit=unit, effective=effective):
            note_unit(work, UnitSucceeded(unit=unit, effective=effective))
        case other:
            raise TypeError(f"not a fact of the register: {other!r}")
