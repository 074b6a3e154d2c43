"""Use cases: name the streams, load, decide, append. One work is one transaction.

What comes of planning's facts or of a new day is never refused: it has happened.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from danvan.contracts.base import Line, Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.envelope import Fact
from danvan.contracts.planning import (
    PlanClosed,
    PlanContent,
    TaskFact,
    UnitClosed,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from danvan.contracts.reporting import (
    DutyFact,
    DutyId,
    DutyTerms,
    Missing,
    ReportId,
    Source,
    Standing,
    StatedContent,
    UnitName,
    WaiverCause,
)
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.reporting.domain import consolidation, duty, figures, plan, report, unit
from danvan.services.reporting.domain.consolidation import AcceptedReport, Consolidate, Made
from danvan.services.reporting.domain.duty import CloseDuty, SetDuty, owed_terms, terms_of
from danvan.services.reporting.domain.figures import RecordFigures, sum_over
from danvan.services.reporting.domain.measures import DAY_OF, RECORDED_CODES, measured
from danvan.services.reporting.domain.plan import TakeUpPlan
from danvan.services.reporting.domain.report_commands import (
    CheckReport,
    CorrectReport,
    Judgement,
    NoteConsolidation,
    OfferReport,
    OpenReport,
    WaiveReport,
)
from danvan.services.reporting.domain.terms import (
    duties_of,
    report_id,
    schedule_of,
    split_report_id,
)
from danvan.services.reporting.domain.unit import EndUnit, NameUnit, name_on

PLAN, DUTY, REPORT = Aggregate.of(plan), Aggregate.of(duty), Aggregate.of(report)
CONSOLIDATION, FIGURES, UNIT = map(Aggregate.of, (consolidation, figures, unit))

STANDINGS: dict[type[report.Report], Standing] = {
    report.Awaited: Standing.AWAITED,
    report.Overdue: Standing.OVERDUE,
    report.UnderReview: Standing.UNDER_REVIEW,
    report.Returned: Standing.RETURNED,
    report.Waived: Standing.WAIVED,
}


def take_up_plan(work: Work, content: PlanContent, calendar: WorkCalendar) -> None:
    """Open and amend the duties that a version of a plan lays down; close those it leaves out."""
    before = work.state(PLAN, content.plan).duties
    duties = {terms.duty: terms for terms in duties_of(content, calendar)}
    command = TakeUpPlan(
        at=work.at, plan=content.plan, version=content.version, duties=tuple(duties)
    )
    if not work.do(PLAN, content.plan, command):
        return
    for left_out in [id_ for id_ in before if id_ not in duties]:
        _close_duty(work, left_out, withdrawn=True)
    for terms in duties.values():
        _set_duty(work, terms)


def close_plan(work: Work, closed: PlanClosed) -> None:
    """Take nothing more in for a plan that is over."""
    for id_ in work.state(PLAN, closed.plan).duties:
        _close_duty(work, id_, withdrawn=False)


def _set_duty(work: Work, terms: DutyTerms) -> None:
    before = _ever_owing(work, terms.duty)
    work.prefetch(_streams(terms.duty, (*before, *terms.units)))
    work.do(DUTY, terms.duty, SetDuty(at=work.at, basis=_basis(terms), terms=terms))
    owing = {each.unit for each in terms.units}
    no_more = WaiveReport(at=work.at, cause=WaiverCause.NO_LONGER_ASKED)
    for each in before:
        if each.unit not in owing:
            work.do(REPORT, report_id(terms.duty, each.unit), no_more)
    for each in terms.units:
        command = OpenReport(
            at=work.at,
            basis=_basis(terms),
            schedule=schedule_of(terms, each.unit),
            name=each.name,
        )
        work.do(REPORT, report_id(terms.duty, each.unit), command)


def _close_duty(work: Work, id_: DutyId, *, withdrawn: bool) -> None:
    owing = _ever_owing(work, id_)
    work.prefetch(_streams(id_, owing))
    cause = WaiverCause.NO_LONGER_ASKED if withdrawn else WaiverCause.PLAN_CLOSED
    for each in owing:
        work.do(REPORT, report_id(id_, each.unit), WaiveReport(at=work.at, cause=cause))
    work.do(DUTY, id_, CloseDuty(at=work.at, withdrawn=withdrawn))


def note_unit(work: Work, fact: UnitRenamed | UnitMerged | UnitSplit | UnitClosed) -> None:
    """Keep a unit's new name, or that it ends and who takes its place."""
    match fact:
        case UnitRenamed(unit=id_, name=name, effective=since):
            work.do(UNIT, id_, NameUnit(at=work.at, unit=id_, name=name, since=since))
            return
        case UnitMerged(into=into):
            successors = (UnitName(unit=into.unit, name=into.name),)
        case UnitSplit(into=parts):
            successors = tuple(UnitName(unit=each.unit, name=each.name) for each in parts)
        case UnitClosed():
            successors = ()
    command = EndUnit(
        at=work.at, unit=fact.unit, effective=fact.effective, successors=successors
    )
    work.do(UNIT, fact.unit, command)


def record_figures(work: Work, fact: Fact) -> None:
    """Count what a fact of another service says for the indicators of its unit."""
    counted = measured(fact.data)
    if not counted:
        return
    assert isinstance(fact.data, TaskFact)
    command = RecordFigures(
        at=work.at,
        unit=fact.data.unit,
        day=DAY_OF[type(fact.data)](fact.data),
        figures=counted,
        cause=fact.id,
        cause_type=fact.type,
    )
    work.do(FIGURES, fact.data.unit, command)


def check_report(work: Work, id_: ReportId, day: date) -> None:
    """What a new day brings: a reminder, the overdue mark, or the end of the unit."""
    ended = work.state(UNIT, split_report_id(id_)[1]).ended
    if ended is not None and ended.effective <= day:
        command = WaiveReport(
            at=work.at, cause=WaiverCause.UNIT_ENDED, successors=ended.successors
        )
        work.do(REPORT, id_, command)
    else:
        work.do(REPORT, id_, CheckReport(at=work.at))


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


def _offer(
    work: Work, id_: DutyId, unit: Slug, stated: StatedContent, place: str
) -> OfferReport:
    terms = owed_terms(work.state(DUTY, id_), id_, unit, f"{place}/duty" if place else None)
    return OfferReport(
        at=work.at,
        basis=_basis(terms),
        stated=stated,
        template=terms.template,
        recorded=recorded_figures(work, terms, unit),
        place=place,
    )


def recorded_figures(work: Work, terms: DutyTerms, unit: Slug) -> dict[Slug, Decimal]:
    """What facts say about the unit in the data window, for the indicators they can fill in."""
    known = work.state(FIGURES, unit)
    return {
        indicator.code: sum_over(known, indicator.code, terms.window)
        for indicator in terms.template.indicators
        if indicator.source is not None and indicator.code in RECORDED_CODES
    }


def judge_report(work: Work, id_: ReportId, command: Judgement | WaiveReport) -> None:
    """Return, accept or waive a report."""
    work.do(REPORT, id_, command)


def consolidate(work: Work, id_: DutyId) -> None:
    """Make the consolidation of a duty, or its next version if anything has changed."""
    terms, owing = terms_of(work.state(DUTY, id_), id_), _ever_owing(work, id_)
    work.prefetch(_streams(id_, owing))
    accepted, missing = list[AcceptedReport](), list[Missing]()
    for each in owing:
        found = _found(work, report_id(id_, each.unit), each)
        if isinstance(found, AcceptedReport):
            accepted.append(found)
        else:
            missing.append(found)
    command = Consolidate(
        at=work.at,
        duty=DutyFact(**dict(terms)),
        template=terms.template,
        reports=tuple(accepted),
        missing=tuple(missing),
    )
    if work.do(CONSOLIDATION, id_, command):
        noted = NoteConsolidation(
            at=work.at, version=work.state(CONSOLIDATION, id_).newest.version
        )
        for each_accepted in accepted:
            work.do(REPORT, each_accepted.source.report, noted)


def _found(work: Work, id_: ReportId, owing: UnitName) -> AcceptedReport | Missing:
    name = name_on(work.state(UNIT, owing.unit), local_day(work.at), owing.name)
    state = work.state(REPORT, id_)
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


def _ever_owing(work: Work, id_: DutyId) -> tuple[UnitName, ...]:
    state = work.state(DUTY, id_)
    return state.ever if isinstance(state, duty.Open) else ()


def _streams(id_: DutyId, units: tuple[UnitName, ...]) -> list[str]:
    return [REPORT.stream(report_id(id_, each.unit)) for each in units]


def _basis(terms: DutyTerms) -> str:
    return f"{terms.plan_number}, {terms.clause}"
