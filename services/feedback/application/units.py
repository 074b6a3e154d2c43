"""Which units there are, as planning's register says: it tells whose head owes a reception."""

from __future__ import annotations

from danvan.contracts.feedback import UnitEnded, UnitKnown
from danvan.services.chassis.work import Work

#: Streams that say that a unit is there, or is no more; there is nothing to decide in them.
UNITS = "unit"


def note_unit(work: Work, said: UnitKnown | UnitEnded) -> None:
    """The register says so; noted once."""
    stream = f"{UNITS}/{said.unit}"
    if said not in [fact.data for fact in work.facts(stream)]:
        work.record(stream, said)
