"""Use cases of a report: submit, correct, judge, waive, and what a new day brings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Line, Model, Slug
from danvan.contracts.plan import ReportTemplate
from danvan.contracts.reporting import (
    DutyId,
    ReportContent,
    ReportId,
    ReportReturned,
    StatedContent,
    WaiverCause,
)
from danvan.services.chassis.work import Work
from danvan.services.reporting.application.aggregates import (
    CONSOLIDATION,
    DUTY,
    REPORT,
    UNIT,
    basis_of,
)
from danvan.services.reporting.application.consolidations import consolidate
from danvan.services.reporting.application.figures import recorded_figures
from danvan.services.reporting.domain.consolidation import Made
from danvan.services.reporting.domain.content import recorded_figure
from danvan.services.reporting.domain.duty import owed_terms
from danvan.services.reporting.domain.report import Report, Returned
from danvan.services.reporting.domain.report_commands import (
    CheckReport,
    CorrectReport,
    Judgement,
    OfferReport,
    WaiveReport,
)
from danvan.services.reporting.domain.terms import report_id, split_report_id


def check_reports(work: Work, ids: Sequence[ReportId], day: date) -> None:
    """What a new day brings: a reminder, the overdue mark, or that the unit is no more."""
    units = [split_report_id(id_)[1] for id_ in ids]
    work.prefetch(REPORT.stream(id_) for id_ in ids)
    work.prefetch(UNIT.stream(unit) for unit in units)
    for id_, unit in zip(ids, units, strict=True):
        ended = work.state(UNIT, unit).ended
        if ended is None or ended.effective > day:
            work.do(REPORT, id_, CheckReport(at=work.at))
        else:
            command = WaiveReport(
                at=work.at, cause=WaiverCause.UNIT_ENDED, successors=ended.successors
            )
            work.do(REPORT, id_, command)


def offer_report(
    work: Work, id_: DutyId, unit: Slug, stated: StatedContent, *, place: str = ""
) -> None:
    """Submit a unit's report. `place`: JSON pointer of the content within what was sent."""
    work.do(REPORT, report_id(id_, unit), _offer(work, id_, unit, stated, place))


def correct_report(
    work: Work, id_: DutyId, unit: Slug, stated: StatedContent, why: Line, *, place: str = ""
) -> None:
    """Correct an accepted report; a consolidation that it is part of is made anew."""
    offer = _offer(work, id_, unit, stated, place)
    corrected = work.do(REPORT, report_id(id_, unit), CorrectReport(**dict(offer), why=why))
    if corrected and isinstance(work.state(CONSOLIDATION, id_), Made):
        consolidate(work, id_)


def _offer(work: Work, id_: DutyId, unit: Slug, stated: StatedContent, place: str) -> OfferReport:
    terms = owed_terms(work.state(DUTY, id_), id_, unit, f"{place}/duty" if place else None)
    return OfferReport(
        at=work.at,
        basis=basis_of(terms),
        stated=stated,
        template=terms.template,
        recorded=recorded_figures(work, terms, unit),
        place=place,
    )


def judge_report(work: Work, id_: ReportId, command: Judgement | WaiveReport) -> None:
    """Return, accept or waive a report."""
    work.do(REPORT, id_, command)


class Draft(Model):
    """A report to go on with: the form, what facts fill in, and what was said before."""

    report: ReportId
    template: ReportTemplate
    content: ReportContent
    returned: ReportReturned | None = None


def draft_report(work: Work, id_: ReportId) -> Draft:
    """What a unit begins with: its last attempt, or only the figures that facts fill in."""
    duty, unit = split_report_id(id_)
    terms = owed_terms(work.state(DUTY, duty), duty, unit, None)
    recorded = recorded_figures(work, terms, unit)
    content = ReportContent(
        figures=tuple(recorded_figure(code, known) for code, known in recorded.items())
    )
    report = work.state(REPORT, id_)
    if isinstance(report, Report) and report.attempts:
        content = report.attempts[-1].content
    return Draft(
        report=id_,
        template=terms.template,
        content=content,
        returned=report.returned if isinstance(report, Returned) else None,
    )
