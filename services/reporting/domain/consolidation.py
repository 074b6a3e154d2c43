"""The consolidation of a duty: made of the accepted reports, and made anew when they change.

A new version takes the place of the one before and says what moved; no version is ever changed.
"""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts.base import Command, Model, Payload, Refused
from danvan.contracts.calendar import local_day
from danvan.contracts.plan import ReportTemplate
from danvan.contracts.reporting import (
    ConsolidationContent,
    ConsolidationMade,
    ConsolidationRevised,
    DutyFact,
    Missing,
    ReportContent,
    Source,
)
from danvan.services.reporting.domain.sums import changed_sources, figures_of, moved_figures

KIND = "consolidation"


class Unmade(Model):
    """There is none yet."""


class Made(Model):
    """The newest version."""

    newest: ConsolidationContent


Consolidation: TypeAlias = Unmade | Made
INITIAL: Consolidation = Unmade()


def evolve(consolidation: Consolidation, fact: Payload) -> Consolidation:
    """What a consolidation is after a fact."""
    match fact:
        case ConsolidationMade() | ConsolidationRevised():
            return Made(newest=ConsolidationContent(**dict(fact)))
        case _:
            return consolidation


class AcceptedReport(Model):
    """An accepted report, with what it says."""

    source: Source
    content: ReportContent


class Consolidate(Command):
    """Make one report of all accepted ones of a duty; `missing` are the others."""

    duty: DutyFact
    template: ReportTemplate
    reports: tuple[AcceptedReport, ...]
    missing: tuple[Missing, ...]


def decide(command: Consolidate, consolidation: Consolidation) -> list[Payload]:
    """The facts a command brings about; none if nothing has changed since the last version.

    Raises:
        Refused: if there is nothing to consolidate.
    """
    known = consolidation.newest if isinstance(consolidation, Made) else None
    if not command.reports and known is None:
        raise Refused(
            "nothing-to-consolidate",
            vi="Chưa có báo cáo nào được chấp nhận; hãy xem xét các báo cáo đã nộp trước.",
            en="No report has been accepted yet; review those that were submitted first.",
        )
    content = ConsolidationContent(
        **dict(command.duty),
        version=known.version + 1 if known else 1,
        day=local_day(command.at),
        sources=tuple(report.source for report in command.reports),
        missing=command.missing,
        figures=figures_of(command.template, [(r.source.unit, r.content) for r in command.reports]),
    )
    if known is None:
        return [ConsolidationMade(**dict(content))]
    if _same(known, content):
        return []
    return [
        ConsolidationRevised(
            **dict(content),
            moved=moved_figures(known, content),
            changed=changed_sources(known, content),
        )
    ]


def _same(before: ConsolidationContent, after: ConsolidationContent) -> bool:
    renewed = {"version": after.version, "day": after.day}
    return before.model_copy(update=renewed) == after
