"""The law as the domain takes it: with the working days of the place it runs in."""

from __future__ import annotations

from danvan.services.chassis.ground import Ground
from danvan.services.inspection.domain.inspection_clocks import InspectionClocks
from danvan.services.inspection.law import read_law


def inspection_clocks(ground: Ground) -> InspectionClocks:
    """What the law asks of inspections."""
    return InspectionClocks(rows=read_law(), calendar=ground.calendar)
