"""The units of an agency as a register begins with them: the content of an organisation file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import Field

from danvan.contracts.base import Model, Problem, Slug, Text
from danvan.contracts.plan import UnitKind
from danvan.contracts.problems import did_you_mean, pointer


class UnitEntry(Model):
    """One unit. `opened` is the day from which the register holds it; `verified` says that its
    name and parent were seen in an official source."""

    id: Slug
    kind: UnitKind
    name: Text
    parent: Slug | None = None
    opened: date
    verified: bool = False


class Organisation(Model):
    """All units, each after its parent, so that they can be opened in this order."""

    units: tuple[UnitEntry, ...] = Field(min_length=1)


def organisation_problems(organisation: Organisation) -> Iterator[Problem]:
    """Ids that come twice, parents that are not listed above, units older than their parents."""
    units = organisation.units
    opened: dict[str, date] = {}
    for index, unit in enumerate(units):
        if unit.id in opened:
            yield Problem(
                rule="duplicate-id",
                reason=Text(
                    vi=f"Mã đơn vị “{unit.id}” đã được dùng ở trên; hãy đặt mã khác.",
                    en=f"The unit id '{unit.id}' is used above already; choose another one.",
                ),
                pointer=pointer("units", index, "id"),
            )
        if unit.parent is not None and unit.parent not in opened:
            yield _parent_missing(unit, index, units)
        elif unit.parent is not None and unit.opened < opened[unit.parent]:
            yield Problem(
                rule="opened-before-parent",
                reason=Text(
                    vi=f"“{unit.id}” không thể mở trước đơn vị cấp trên “{unit.parent}”.",
                    en=f"'{unit.id}' cannot be opened before its parent '{unit.parent}'.",
                ),
                pointer=pointer("units", index, "opened"),
            )
        opened.setdefault(unit.id, unit.opened)


def _parent_missing(unit: UnitEntry, index: int, units: Sequence[UnitEntry]) -> Problem:
    ids = [other.id for other in units if other.id != unit.id]
    listed_below = unit.parent in ids
    hint = did_you_mean(unit.parent or "", ids)
    return Problem(
        rule="parent-listed-below" if listed_below else "unknown-unit",
        reason=Text(
            vi=f"Hãy liệt kê đơn vị cấp trên “{unit.parent}” trước “{unit.id}”."
            if listed_below
            else f"Không có đơn vị “{unit.parent}”.{hint.vi}",
            en=f"List the parent '{unit.parent}' before '{unit.id}'."
            if listed_below
            else f"There is no unit '{unit.parent}'.{hint.en}",
        ),
        pointer=pointer("units", index, "parent"),
    )
