"""Use cases of the organisation register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from danvan.contracts.base import Refused
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import NamedUnit
from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import CREDENTIAL, UNIT
from danvan.services.planning.domain.credential import RegisterCredential, RevokeCredential
from danvan.services.planning.domain.unit import (
    AbsorbUnits,
    CloseUnit,
    MergeUnit,
    MoveUnit,
    OpenUnit,
    RenameUnit,
    SplitUnit,
    UnitOnDay,
    on_day,
)


def unit_on_day(work: Work, unit: str, day: date) -> UnitOnDay | None:
    """A unit as it is on a day."""
    return on_day(work.state(UNIT, unit), day)


def named(unit: UnitOnDay | OpenUnit) -> NamedUnit:
    """A unit as facts of others speak of it."""
    return NamedUnit(unit=unit.unit, name=unit.name, kind=unit.kind)


def open_unit(work: Work, command: OpenUnit) -> None:
    """Open a unit below its parent."""
    line = _line(work, command.parent, command.effective)
    work.do(UNIT, command.unit, command.model_copy(update={"line": line}))


def move_unit(work: Work, command: MoveUnit) -> None:
    """Put a unit below another parent."""
    line = _line(work, command.parent, command.effective)
    work.do(UNIT, command.unit, command.model_copy(update={"line": line}))


def change_unit(work: Work, command: RenameUnit | CloseUnit) -> None:
    """Rename or close a unit."""
    work.do(UNIT, command.unit, command)


def merge_units(
    work: Work,
    units: Mapping[str, tuple[str, ...]],
    into: str,
    effective: date,
    opening: OpenUnit | None,
    basis: str | None,
) -> None:
    """Merge units into one.

    Args:
        units: their ids, each with the units that stand below it and are not merged themselves.
        opening: opens the unit `into`; None if it exists.
    """
    about: dict[str, Any] = {"at": work.at, "basis": basis, "effective": effective}
    if opening is not None:
        open_unit(work, opening.model_copy(update={"formed_from": tuple(units)}))
    heir = unit_on_day(work, into, effective)
    if heir is None:
        raise Refused(
            "unit-not-open",
            vi=f"Ngày {effective:%d/%m/%Y} không có đơn vị “{into}”; hãy mở đơn vị đó trước.",
            en=f"There is no unit '{into}' on {effective}; open it first.",
            pointer="/into",
        )
    for unit, below in units.items():
        work.do(UNIT, unit, MergeUnit(**about, unit=unit, into=named(heir), below=below))
    if opening is None:
        work.do(UNIT, into, AbsorbUnits(**about, unit=into, absorbed=tuple(units)))


def split_unit(work: Work, command: SplitUnit, openings: Sequence[OpenUnit]) -> None:
    """Split a unit into new ones."""
    for opening in openings:
        open_unit(work, opening.model_copy(update={"formed_from": (command.unit,)}))
    work.do(UNIT, command.unit, command)


def register_credential(work: Work, command: RegisterCredential) -> None:
    """Let a unit's program sign in with a key."""
    there = unit_on_day(work, command.unit, local_day(work.at)) is not None
    command = command.model_copy(update={"unit_open": there})
    work.do(CREDENTIAL, command.public_key, command)


def revoke_credential(work: Work, command: RevokeCredential) -> None:
    """Let a key open nothing any more."""
    work.do(CREDENTIAL, command.public_key, command)


def _line(work: Work, unit: str | None, day: date) -> tuple[str, ...]:
    """The unit and those above it, nearest first; empty if it is not there on the day."""
    line: list[str] = []
    while unit is not None and unit not in line:
        found = unit_on_day(work, unit, day)
        if found is None:
            break
        line.append(unit)
        unit = found.parent
    return tuple(line)
