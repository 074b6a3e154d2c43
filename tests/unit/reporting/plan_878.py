"""The real plan as planning issues it, with the units of the example agency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from danvan.agency_files import read_organisation
from danvan.contracts.plan import PlanDocument, UnitKind
from danvan.contracts.plan_checks import parties_of
from danvan.contracts.planning import (
    NamedUnit,
    PlanAmended,
    PlanContent,
    PlanIssued,
    ResolvedDuty,
)
from danvan.plan_file import read_plan

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "svhtt-2023"


@cache
def units() -> tuple[NamedUnit, ...]:
    """All units of the agency."""
    text = (EXAMPLE / "organisation.yaml").read_text("utf-8")
    return tuple(
        NamedUnit(unit=each.id, name=each.name, kind=each.kind)
        for each in read_organisation(text, "organisation.yaml").units
    )


@cache
def document() -> PlanDocument:
    """Plan 878."""
    return read_plan((EXAMPLE / "plan-878.yaml").read_text("utf-8"), "plan-878.yaml")


def affiliated() -> list[str]:
    """The units that owe reports."""
    return [each.unit for each in units() if each.kind is UnitKind.AFFILIATED]


def issued() -> PlanIssued:
    """The plan in its first version."""
    return PlanIssued(**dict(_content(document(), 1, ())), issued_on=date(2023, 3, 7))


def amended(changed: PlanDocument, version: int = 2, without: Collection[str] = ()) -> PlanAmended:
    """The plan in a later version; some units owe nothing any more."""
    content = _content(changed, version, without)
    return PlanAmended(**dict(content), amended_on=date(2023, 4, 3), reason="Điều chỉnh.")


def _content(plan: PlanDocument, version: int, without: Collection[str]) -> PlanContent:
    kinds = {each.unit: each.kind for each in units() if each.unit not in without}
    return PlanContent(
        plan=plan.plan,
        version=version,
        document=plan,
        recipients=(),
        tasks=(),
        duties=tuple(
            ResolvedDuty(
                series=series.id, period=period.id, units=parties_of(series.owed_by, kinds)
            )
            for series in plan.duties
            for period in series.periods
        ),
        parties=units(),
    )
