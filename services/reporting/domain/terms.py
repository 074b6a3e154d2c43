"""What the reporting clauses of a plan come to: duties with their days counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from danvan.contracts.base import Slug, Text
from danvan.contracts.plan import DutyPeriod, DutySeries
from danvan.contracts.planning import PlanContent
from danvan.contracts.reporting import DutyId, DutyTerms, ReportId, ReportSchedule, UnitName
from danvan.contracts.workdays import WorkCalendar


def report_id(duty: DutyId, unit: Slug) -> ReportId:
    """The report that a unit owes for a duty."""
    return f"{duty}.{unit}"


def split_report_id(report: ReportId) -> tuple[DutyId, Slug]:
    """The duty and the unit of a report."""
    duty, _, unit = report.rpartition(".")
    return duty, unit


def duties_of(plan: PlanContent, calendar: WorkCalendar) -> Iterator[DutyTerms]:
    """All duties that a version of a plan lays down."""
    names = {party.unit: party.name for party in plan.parties}
    owing = {(duty.series, duty.period): duty.units for duty in plan.duties}
    for series in plan.document.duties:
        for period in series.periods:
            units = owing.get((series.id, period.id), ())
            yield _terms(plan, series, period, units, names, calendar)


def schedule_of(terms: DutyTerms, unit: Slug) -> ReportSchedule:
    """The days that count for one unit's report."""
    last = terms.last_day_on_time
    return ReportSchedule(
        report=report_id(terms.duty, unit),
        duty=terms.duty,
        plan=terms.plan,
        series=terms.series,
        period=terms.period,
        unit=unit,
        last_day_on_time=last,
        overdue_after=terms.overdue_after,
        remind_on=tuple(sorted(last - timedelta(days=n) for n in set(terms.remind_days_before))),
    )


def _terms(
    plan: PlanContent,
    series: DutySeries,
    period: DutyPeriod,
    units: tuple[Slug, ...],
    names: Mapping[Slug, Text],
    calendar: WorkCalendar,
) -> DutyTerms:
    def named(unit: Slug) -> UnitName:
        return UnitName(unit=unit, name=names.get(unit, Text(vi=unit, en=unit)))

    document = plan.document
    last_day, provisional = period.due.last_day(calendar)
    grace = calendar.add_working_days(last_day, period.grace_working_days)
    return DutyTerms(
        duty=f"{plan.plan}.{series.id}.{period.id}",
        plan=plan.plan,
        series=series.id,
        period=period.id,
        clause=series.clause,
        series_title=series.title,
        title=period.title,
        template=next(each for each in document.templates if each.id == series.template),
        window=period.window,
        due=period.due,
        last_day_on_time=last_day,
        due_provisional=provisional or (period.grace_working_days > 0 and grace.provisional),
        overdue_after=grace.day,
        grace_working_days=period.grace_working_days,
        remind_days_before=period.remind_days_before,
        calendar=calendar.version,
        to=named(series.to),
        units=tuple(map(named, units)),
        agency=named(document.agency),
        plan_number=document.number,
        signatory=document.signatory,
        signatory_title=document.signatory_title,
    )
