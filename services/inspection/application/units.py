"""Which units there are, and who goes on for those that are no more: what the register says."""

from __future__ import annotations

from danvan.contracts.base import Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.inspection import UnitKnown, UnitSucceeded
from danvan.services.chassis.work import Work

#: Streams that say that a unit is there, or is no more; there is nothing to decide in them.
UNITS = "unit"


def note_unit(work: Work, said: UnitKnown | UnitSucceeded) -> None:
    """The register says so; noted once."""
    stream = f"{UNITS}/{said.unit}"
    if said not in [fact.data for fact in work.facts(stream)]:
        work.record(stream, said)


def check_unit(work: Work, unit: Slug, pointer: str = "/unit") -> None:
    """The register knows the unit.

    Raises:
        Refused: if it does not.
    """
    if not work.facts(f"{UNITS}/{unit}"):
        raise Refused(
            "unknown-unit",
            vi=f"Không có đơn vị “{unit}” trong danh bạ; hãy xem danh sách đơn vị.",
            en=f"The register has no unit '{unit}'; see the list of units.",
            pointer=pointer,
        )


def spoken_for(work: Work, speaker: Slug, unit: Slug) -> Slug:
    """The unit that a speaker speaks for in a matter of `unit`: that one, if the speaker is the
    same or has taken its place by now; else itself."""
    today, left, seen = local_day(work.at), [unit], set[Slug]()
    while left:
        each = left.pop()
        if each == speaker:
            return unit
        seen.add(each)
        for fact in work.facts(f"{UNITS}/{each}"):
            said = fact.data
            if isinstance(said, UnitSucceeded) and said.effective <= today:
                left += [heir for heir in said.successors if heir not in seen]
    return speaker
