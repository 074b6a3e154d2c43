"""How figures of many units become one, and what moved between two versions of the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from danvan.contracts.base import Slug
from danvan.contracts.feedback.indicators import percent
from danvan.contracts.plan import Indicator, IndicatorKind, ReportTemplate
from danvan.contracts.reporting import (
    ConsolidatedFigure,
    ConsolidationContent,
    Figure,
    Method,
    MovedFigure,
    MovedShare,
    Parts,
    ReportContent,
    Share,
)

HUNDREDTH = Decimal("0.01")


def figures_of(
    template: ReportTemplate, reports: Sequence[tuple[Slug, ReportContent]]
) -> tuple[ConsolidatedFigure, ...]:
    """Every indicator over all units: percentages as a ratio of what they are made of, or as a mean
    if that isn't known of every unit; everything else as a sum."""
    stated = {unit: {f.code: f for f in content.figures} for unit, content in reports}
    return tuple(
        _joined(
            indicator,
            tuple(
                _share(unit, figures[indicator.code])
                for unit, figures in stated.items()
                if indicator.code in figures
            ),
        )
        for indicator in template.indicators
    )


def _share(unit: Slug, figure: Figure) -> Share:
    """The parts are those of what facts record: of a figure that was overruled, none are known."""
    parts = figure.parts if figure.value == figure.recorded else None
    return Share(unit=unit, value=figure.value, parts=parts)


def _joined(indicator: Indicator, shares: tuple[Share, ...]) -> ConsolidatedFigure:
    method, parts = Method.SUM, None
    value = sum((share.value for share in shares), Decimal(0))
    if indicator.kind is IndicatorKind.PERCENT:
        method, parts = Method.MEAN, _whole_of(shares)
        if parts is not None:
            method, value = Method.RATIO, percent(parts.part, parts.whole)
        elif shares:
            value = (value / len(shares)).quantize(HUNDREDTH, ROUND_HALF_UP)
    return ConsolidatedFigure(
        code=indicator.code,
        label=indicator.label,
        kind=indicator.kind,
        method=method,
        value=value if shares else None,
        parts=parts,
        shares=shares,
    )


def _whole_of(shares: Sequence[Share]) -> Parts | None:
    """The parts of all shares together; None unless those of every one are known."""
    known = [share.parts for share in shares if share.parts is not None]
    if not known or len(known) < len(shares):
        return None
    return Parts(part=sum(each.part for each in known), whole=sum(each.whole for each in known))


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
    then = {share.unit: share for share in before}
    now = {share.unit: share for share in after}

    def value(share: Share | None) -> Decimal | None:
        return None if share is None else share.value

    return tuple(
        MovedShare(unit=unit, before=value(then.get(unit)), after=value(now.get(unit)))
        for unit in dict.fromkeys((*now, *then))
        if then.get(unit) != now.get(unit)
    )


def changed_sources(before: ConsolidationContent, after: ConsolidationContent) -> tuple[Slug, ...]:
    """The units whose report is another than before, came in or dropped out."""
    then = {source.unit: source.fact for source in before.sources}
    now = {source.unit: source.fact for source in after.sources}
    return tuple(unit for unit in dict.fromkeys((*now, *then)) if then.get(unit) != now.get(unit))
