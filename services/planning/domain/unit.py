"""A unit of the agency over time: opened, renamed, moved, merged, split, closed.

Changes hold from a day on, in order: what the unit was on an earlier day never changes.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from pydantic import Field

from danvan.contracts.base import Command, Line, Model, Payload, Refused, Slug, Text
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import (
    NamedUnit,
    UnitAbsorbed,
    UnitClosed,
    UnitMerged,
    UnitMoved,
    UnitOpened,
    UnitRenamed,
    UnitSplit,
)

KIND = "unit"


class Unopened(Model):
    """There has never been a unit of this id."""


class Opened(Model):
    """A unit, with everything it was called and stood below. `changed`: the last change's day."""

    opening: UnitOpened
    changed: date
    names: tuple[tuple[date, Text], ...]
    parents: tuple[tuple[date, Slug | None], ...]
    absorbed: tuple[UnitAbsorbed, ...] = ()


class Ended(Model):
    """A unit that is no more from the ending's day on, or will be no more."""

    was: Opened
    ending: UnitMerged | UnitSplit | UnitClosed


Unit: TypeAlias = Unopened | Opened | Ended
INITIAL: Unit = Unopened()


class UnitOnDay(NamedUnit):
    """What a unit is on one day."""

    parent: Slug | None


def on_day(unit: Unit, day: date) -> UnitOnDay | None:
    """The unit as it is on a day; None if it isn't there yet or any more."""
    match unit:
        case Unopened():
            return None
        case Ended(ending=ending) if ending.effective <= day:
            return None
        case Ended(was=opened) | (Opened() as opened):
            opening = opened.opening
            if day < opening.effective:
                return None
            return UnitOnDay(
                unit=opening.unit,
                name=[name for since, name in opened.names if since <= day][-1],
                kind=opening.kind,
                parent=[parent for since, parent in opened.parents if since <= day][-1],
            )


def evolve(unit: Unit, fact: Payload) -> Unit:
    """What a unit is after a fact."""
    match unit, fact:
        case Unopened(), UnitOpened():
            return Opened(
                opening=fact,
                changed=fact.effective,
                names=((fact.effective, fact.name),),
                parents=((fact.effective, fact.parent),),
            )
        case Opened(), UnitRenamed():
            names = (*unit.names, (fact.effective, fact.name))
            return unit.model_copy(update={"names": names, "changed": fact.effective})
        case Opened(), UnitMoved():
            parents = (*unit.parents, (fact.effective, fact.parent))
            return unit.model_copy(update={"parents": parents, "changed": fact.effective})
        case Opened(), UnitAbsorbed():
            absorbed = (*unit.absorbed, fact)
            return unit.model_copy(update={"absorbed": absorbed, "changed": fact.effective})
        case Opened(), UnitMerged() | UnitSplit() | UnitClosed():
            return Ended(was=unit, ending=fact)
        case _:
            return unit


class _OfUnit(Command):
    """Something is wanted of one unit, from a day on."""

    unit: Slug
    effective: date


class OpenUnit(_OfUnit):
    """`line`: the parent and those above it on that day, nearest first; empty without a parent."""

    name: Text
    kind: UnitKind
    parent: Slug | None = None
    line: tuple[Slug, ...] = ()
    formed_from: tuple[Slug, ...] = ()


class RenameUnit(_OfUnit):
    """Give it another name."""

    name: Text


class MoveUnit(_OfUnit):
    """Put it below another parent; `line` as in `OpenUnit`."""

    parent: Slug | None = None
    line: tuple[Slug, ...] = ()


class AbsorbUnits(_OfUnit):
    """Take over what other units had to do."""

    absorbed: tuple[Slug, ...]


class _EndsUnit(_OfUnit):
    """`below`: the units that stand below it on that day."""

    below: tuple[Slug, ...] = ()


class MergeUnit(_EndsUnit):
    """End it in favour of another unit."""

    into: NamedUnit


class SplitUnit(_EndsUnit):
    """End it in favour of several new units."""

    into: tuple[NamedUnit, ...] = Field(min_length=2)


class CloseUnit(_EndsUnit):
    """End it without a successor."""

    reason: Line


UnitChange: TypeAlias = RenameUnit | MoveUnit | MergeUnit | AbsorbUnits | SplitUnit | CloseUnit
UnitCommand: TypeAlias = OpenUnit | UnitChange


def decide(command: UnitCommand, unit: Unit) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    return _open(command, unit) if isinstance(command, OpenUnit) else _change(command, unit)


def _open(command: OpenUnit, unit: Unit) -> list[Payload]:
    opening = UnitOpened.model_validate(dict(command))
    match unit:
        case Opened(opening=known) | Ended(was=Opened(opening=known)):
            if known == opening:
                return []
            raise Refused(
                "unit-id-taken",
                vi=f"Mã đơn vị “{command.unit}” đã được dùng; hãy đặt mã khác.",
                en=f"The unit id '{command.unit}' was used before; choose another one.",
                pointer="/unit",
            )
        case Unopened():
            _check_parent(command)
            return [opening]


def _change(command: UnitChange, unit: Unit) -> list[Payload]:
    """A change of an open unit, not before its last change."""
    fact = _fact(command)
    match unit:
        case Unopened():
            raise Refused(
                "unknown-unit",
                vi=f"Không có đơn vị “{command.unit}”; hãy xem danh sách đơn vị.",
                en=f"There is no unit '{command.unit}'; see the list of units.",
                pointer="/unit",
            )
        case Ended():
            if unit.ending == fact:
                return []
            raise Refused(
                "unit-ended",
                vi=f"Đơn vị “{command.unit}” chấm dứt từ ngày {unit.ending.effective:%d/%m/%Y};"
                " hãy ghi thay đổi cho đơn vị kế tục.",
                en=f"The unit '{command.unit}' ends on {unit.ending.effective}; record the change"
                " for its successor.",
                pointer="/unit",
            )
        case Opened():
            if _is_so_already(fact, unit):
                return []
            if command.effective < unit.changed:
                raise Refused(
                    "unit-change-out-of-order",
                    vi=f"Thay đổi gần nhất của “{command.unit}” có hiệu lực từ ngày"
                    f" {unit.changed:%d/%m/%Y}; thay đổi mới không thể sớm hơn.",
                    en=f"The last change of '{command.unit}' holds from {unit.changed} on; a new"
                    " one cannot be earlier.",
                    pointer="/effective",
                )
            match command:
                case MoveUnit():
                    _check_parent(command)
                case MergeUnit() | SplitUnit() | CloseUnit() if command.below:
                    raise _units_below(command)
            return [fact]


def _fact(command: UnitChange) -> Payload:
    unit, effective = command.unit, command.effective
    match command:
        case RenameUnit():
            return UnitRenamed(unit=unit, effective=effective, name=command.name)
        case MoveUnit():
            return UnitMoved(unit=unit, effective=effective, parent=command.parent)
        case MergeUnit():
            if command.into.unit == unit:
                raise Refused(
                    "unit-merged-into-itself",
                    vi="Một đơn vị không thể sáp nhập vào chính nó; hãy chọn đơn vị khác.",
                    en="A unit cannot be merged into itself; choose another one.",
                    pointer="/into",
                )
            return UnitMerged(unit=unit, effective=effective, into=command.into)
        case AbsorbUnits():
            return UnitAbsorbed(unit=unit, effective=effective, absorbed=command.absorbed)
        case SplitUnit():
            return UnitSplit(unit=unit, effective=effective, into=command.into)
        case CloseUnit():
            return UnitClosed(unit=unit, effective=effective, reason=command.reason)
        case _:
            assert_never(command)


def _is_so_already(fact: Payload, unit: Opened) -> bool:
    match fact:
        case UnitRenamed():
            return unit.names[-1][1] == fact.name
        case UnitMoved():
            return unit.parents[-1][1] == fact.parent
        case _:
            return fact in unit.absorbed


def _check_parent(command: OpenUnit | MoveUnit) -> None:
    if command.parent is not None and not command.line:
        raise Refused(
            "parent-not-open",
            vi=f"Ngày {command.effective:%d/%m/%Y} không có đơn vị “{command.parent}”; hãy chọn"
            " đơn vị cấp trên khác.",
            en=f"There is no unit '{command.parent}' on {command.effective}; choose another one.",
            pointer="/parent",
        )
    if command.unit in command.line:
        raise Refused(
            "parent-below-unit",
            vi=f"“{command.parent}” thuộc “{command.unit}” nên không thể là cấp trên của nó.",
            en=f"'{command.parent}' stands below '{command.unit}' and cannot be its parent.",
            pointer="/parent",
        )


def _units_below(command: _EndsUnit) -> Refused:
    names = ", ".join(command.below)
    return Refused(
        "unit-has-units-below",
        vi=f"Còn đơn vị trực thuộc “{command.unit}”: {names}; hãy chuyển chúng đi trước.",
        en=f"There are units below '{command.unit}': {names}; move them first.",
        pointer="/unit",
    )
