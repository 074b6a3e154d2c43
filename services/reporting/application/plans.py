"""What comes of planning's facts. None of it is ever refused: it has happened."""

from __future__ import annotations

from danvan.contracts.planning import (
    PlanClosed,
    PlanContent,
    UnitClosed,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from danvan.contracts.reporting import DutyId, DutyTerms, UnitName, WaiverCause
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.work import Work
from danvan.services.reporting.application.aggregates import (
    DUTY,
    PLAN,
    REPORT,
    UNIT,
    basis_of,
    ever_owing,
)
from danvan.services.reporting.domain.duty import CloseDuty, SetDuty
from danvan.services.reporting.domain.plan import TakeUpPlan
from danvan.services.reporting.domain.report_commands import OpenReport, WaiveReport
from danvan.services.reporting.domain.terms import duties_of, report_id, schedule_of
from danvan.services.reporting.domain.unit import EndUnit, NameUnit


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
    work.prefetch(DUTY.stream(id_) for id_ in duties)
    work.prefetch(
        REPORT.stream(report_id(id_, each.unit))
        for id_, terms in duties.items()
        for each in terms.units
    )
    for terms in duties.values():
        _set_duty(work, terms)


def close_plan(work: Work, closed: PlanClosed) -> None:
    """Take nothing more in for a plan that is over."""
    for id_ in work.state(PLAN, closed.plan).duties:
        _close_duty(work, id_, withdrawn=False)


def _set_duty(work: Work, terms: DutyTerms) -> None:
    before = ever_owing(work, terms.duty)
    work.do(DUTY, terms.duty, SetDuty(at=work.at, basis=basis_of(terms), terms=terms))
    owing = {each.unit for each in terms.units}
    no_more = WaiveReport(at=work.at, cause=WaiverCause.NO_LONGER_ASKED)
    for each in before:
        if each.unit not in owing:
            work.do(REPORT, report_id(terms.duty, each.unit), no_more)
    for each in terms.units:
        command = OpenReport(
            at=work.at,
            basis=basis_of(terms),
            schedule=schedule_of(terms, each.unit),
            name=each.name,
        )
        work.do(REPORT, report_id(terms.duty, each.unit), command)


def _close_duty(work: Work, id_: DutyId, *, withdrawn: bool) -> None:
    cause = WaiverCause.NO_LONGER_ASKED if withdrawn else WaiverCause.PLAN_CLOSED
    for each in ever_owing(work, id_):
        work.do(REPORT, report_id(id_, each.unit), WaiveReport(at=work.at, cause=cause))
    work.do(DUTY, id_, CloseDuty(at=work.at, withdrawn=withdrawn))


def note_unit(work: Work, fact: UnitRenamed | UnitMerged | UnitSplit | UnitClosed) -> None:
    """Keep a unit's new name, or that it ends and who takes its place."""
    successors: tuple[UnitName, ...] = ()
    match fact:
        case UnitRenamed(unit=id_, name=name, effective=since):
            work.do(UNIT, id_, NameUnit(at=work.at, unit=id_, name=name, since=since))
            return
        case UnitMerged(into=into):
            successors = (UnitName(unit=into.unit, name=into.name),)
        case UnitSplit(into=parts):
            successors = tuple(UnitName(unit=each.unit, name=each.name) for each in parts)
    command = EndUnit(at=work.at, unit=fact.unit, effective=fact.effective, successors=successors)
    work.do(UNIT, fact.unit, command)
