"""Facts of a consolidation: one report made of all units' accepted reports for a duty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime, Field

from danvan.contracts.base import Line, Model, Slug, Text
from danvan.contracts.plan import IndicatorKind
from danvan.contracts.reporting.content import Parts
from danvan.contracts.reporting.duties import DutyFact
from danvan.contracts.reporting.reports import ReportId


class Source(Model):
    """An accepted report that went in: which attempt, and the id of the fact that holds it."""

    unit: Slug
    name: Text
    report: ReportId
    attempt: int
    fact: str = Field(examples=["0187ffef-8574-7c10-9d3e-51b7a6f0c2e4"])
    received: AwareDatetime
    late: bool


class Standing(StrEnum):
    """How a report stands that could not go in."""

    AWAITED = "awaited"
    OVERDUE = "overdue"
    UNDER_REVIEW = "under-review"
    RETURNED = "returned"
    WAIVED = "waived"


class Missing(Model):
    """A report that could not go in."""

    unit: Slug
    name: Text
    report: ReportId
    standing: Standing


class Method(StrEnum):
    """How figures of several units become one. Percentages are a `ratio` of the sums of their parts
    when these are known of every unit; else a `mean`, which weighs every unit the same."""

    SUM = "sum"
    RATIO = "ratio"
    MEAN = "mean"


class Share(Model):
    """What one unit's report brought in. `parts`: what its percentage is made of, if known."""

    unit: Slug
    value: Decimal
    parts: Parts | None = None


class ConsolidatedFigure(Model):
    """One figure of all units. `value` is absent when no unit gave one; a mean has two decimals, a
    ratio four. `parts`: the sums that a ratio is made of, to judge it by without rounding."""

    code: Slug
    label: Line
    kind: IndicatorKind
    method: Method
    value: Decimal | None = None
    parts: Parts | None = None
    shares: tuple[Share, ...] = ()


class ConsolidationContent(DutyFact):
    """A whole consolidation: its figures can be followed back through `shares` and `sources`.

    The narrative sections are those of the sources; they are not repeated here.
    """

    version: int = Field(ge=1)
    day: date
    sources: tuple[Source, ...]
    missing: tuple[Missing, ...]
    figures: tuple[ConsolidatedFigure, ...]


class ConsolidationMade(ConsolidationContent):
    """The first version."""


class MovedShare(Model):
    """What a unit brings in now, and did before; absent where it brings in nothing. The same twice
    where only the parts of its percentage are others."""

    unit: Slug
    before: Decimal | None = None
    after: Decimal | None = None


class MovedFigure(Model):
    """A figure that is another than before, and whose shares have moved it."""

    code: Slug
    before: Decimal | None = None
    after: Decimal | None = None
    shares: tuple[MovedShare, ...]


class ConsolidationRevised(ConsolidationContent):
    """A later version, which takes the place of the one before. `moved`: which figures are others
    now; `changed`: the units whose report is another, came in or dropped out."""

    moved: tuple[MovedFigure, ...]
    changed: tuple[Slug, ...]
