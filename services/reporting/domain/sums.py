"""How figures of many units become one, and what moved between two versions of the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from danvan.contracts.base import Slug
from danvan.contracts.plan import IndicatorKind, ReportTemplate
from danvan.contracts.reporting import (
    ConsolidatedFigure,
    ConsolidationContent,
    Method,
    MovedFigure,
    MovedShare,
    ReportContent,
    Share,
)

HUNDREDTH = Decimal("0.01")


def figures_of(
    template: ReportTemplate, reports: Sequence[tuple[Slug, ReportContent]]
) -> tuple[ConsolidatedFigure, ...]:
    """Every indicator over all units: percentages as a plain mean, everything else as a sum."""
    stated = {unit: {f.code: f.value for f in content.figures} for unit, content in reports}
    found = []
    for indicator in template.indicators:
        shares = tuple(
            Share(unit=unit, value=values[indicator.code])
            for unit, values in stated.items()
            if indicator.code in values
        )
        percent = indicator.kind is IndicatorKind.PERCENT
        method = Method.MEAN if percent else Method.SUM
        found.append(
            ConsolidatedFigure(
                code=indicator.code,
                label=indicator.label,
                kind=indicator.kind,
                method=method,
                value=_joined(method, [share.value for share in shares]),
                shares=shares,
            )
        )
    return tuple(found)


def _joined(method: Method, values: Sequence[Decimal]) -> Decimal | None:
    if not values:
        return None
    total = sum(values, Decimal(0))
    if method is Method.SUM:
        return total
    return (total / len(values)).quantize(HUNDREDTH, ROUND_HALF_UP)


def moved_figures(
    before: ConsolidationContent, after: ConsolidationContent
) -> tuple[MovedFigure, ...]:
    """The figures of which any share is another than before."""
    then, now = _by_code(before), _by_code(after)
    found = []
    for code in dict.fromkeys((*now, *then)):
        old, new = then.get(code), now.get(code)
        shares = _moved_shares(old.shares if old else (), new.shares if new else ())
        if shares:
            found.append(
                MovedFigure(
                    code=code,
                    before=old.value if old else None,
                    after=new.value if new else None,
                    shares=shares,
                )
            )
    return tuple(found)


def _by_code(content: ConsolidationContent) -> dict[Slug, ConsolidatedFigure]:
    return {figure.code: figure for figure in content.figures}


def _moved_shares(before: Iterable[Share], after: Iterable[Share]) -> tuple[MovedShare, ...]:
    then = {share.unit: share.value for share in before}
    now = {share.unit: share.value for share in after}
    return tuple(
        MovedShare(unit=unit, before=then.get(unit), after=now.get(unit))
        for unit in dict.fromkeys((*now, *then))
        if then.get(unit) != now.get(unit)
    )


def changed_sources(before: ConsolidationContent, after: ConsolidationContent) -> tuple[Slug, ...]:
    """The units whose report is another than before, came in or dropped out."""
    then = {source.unit: source.fact for source in before.sources}
    now = {source.unit: source.fact for source in after.sources}
    return tuple(unit for unit in dict.fromkeys((*now, *then)) if then.get(unit) != now.get(unit))
