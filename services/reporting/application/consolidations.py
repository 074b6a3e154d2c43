"""Use case of a consolidation: make one report of all that were accepted."""

from __future__ import annotations

from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.reporting import (
    DutyFact,
    DutyId,
    Missing,
    ReportId,
    Source,
    Standing,
    UnitName,
    WaiverCause,
)
from danvan.services.chassis.work import Work
from danvan.services.reporting.application.aggregates import (
    CONSOLIDATION,
    DUTY,
    REPORT,
    UNIT,
    ever_owing,
)
from danvan.services.reporting.domain import report
from danvan.services.reporting.domain.consolidation import AcceptedReport, Consolidate
from danvan.services.reporting.domain.duty import terms_of
from danvan.services.reporting.domain.report_commands import NoteConsolidation
from danvan.services.reporting.domain.terms import report_id
from danvan.services.reporting.domain.unit import name_on

STANDINGS: dict[type[report.Report], Standing] = {
    report.Awaited: Standing.AWAITED,
    report.Overdue: Standing.OVERDUE,
    report.UnderReview: Standing.UNDER_REVIEW,
    report.Returned: Standing.RETURNED,
    report.Waived: Standing.WAIVED,
}


def consolidate(work: Work, id_: DutyId) -> None:
    """Make the consolidation of a duty, or its next version if anything has changed."""
    terms = terms_of(work.state(DUTY, id_), id_)
    accepted, missing = list[AcceptedReport](), list[Missing]()
    for each in ever_owing(work, id_):
        match _found(work, report_id(id_, each.unit), each):
            case AcceptedReport() as found:
                accepted.append(found)
            case Missing() as found:
                missing.append(found)
    command = Consolidate(
        at=work.at,
        duty=DutyFact(**dict(terms)),
        template=terms.template,
        reports=tuple(accepted),
        missing=tuple(missing),
    )
    if work.do(CONSOLIDATION, id_, command):
        noted = NoteConsolidation(at=work.at, version=work.state(CONSOLIDATION, id_).newest.version)
        for each_accepted in accepted:
            work.do(REPORT, each_accepted.source.report, noted)


def _found(work: Work, id_: ReportId, owing: UnitName) -> AcceptedReport | Missing | None:
    """An accepted report, or that it is missing; None if the plan no longer asks for it."""
    name = name_on(work.state(UNIT, owing.unit), local_day(work.at), owing.name)
    state = work.state(REPORT, id_)
    if isinstance(state, report.Waived) and state.waived.cause is WaiverCause.NO_LONGER_ASKED:
        return None
    if not isinstance(state, report.Accepted):
        return Missing(unit=owing.unit, name=name, report=id_, standing=STANDINGS[type(state)])
    newest = state.attempts[-1]
    source = Source(
        unit=owing.unit,
        name=name,
        report=id_,
        attempt=newest.attempt,
        fact=_fact_of(work, id_, newest),
        received=newest.received,
        late=state.late,
    )
    return AcceptedReport(source=source, content=newest.content)


def _fact_of(work: Work, id_: ReportId, attempt: Payload) -> str:
    return next(fact.id for fact in work.facts(REPORT.stream(id_)) if fact.data == attempt)
