"""Who is meant: turns the parties a plan names into units, and its tasks into one for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from danvan.contracts.plan import PlanDocument, TaskPlan
from danvan.contracts.plan_checks import parties_of, plan_warnings
from danvan.contracts.planning import (
    NamedUnit,
    PlanContent,
    ResolvedDuty,
    ResolvedTask,
    TargetTerms,
    TaskTerms,
)
from danvan.contracts.workdays import WorkCalendar
from danvan.services.planning.domain.period import last_working_day, period_of


def content_of(
    document: PlanDocument, version: int, units: Sequence[NamedUnit], day: date
) -> PlanContent:
    """A version of a plan with its parties resolved among the units open on `day`."""
    kinds = {unit.unit: unit.kind for unit in units}
    recipients = dict.fromkeys(
        unit for each in document.recipients for unit in parties_of(each.units, kinds)
    )
    tasks = tuple(
        ResolvedTask(task=task.id, units=parties_of(task.accountable, kinds))
        for task in document.tasks
    )
    duties = tuple(
        ResolvedDuty(series=series.id, period=period.id, units=parties_of(series.owed_by, kinds))
        for series in document.duties
        for period in series.periods
    )
    named = {
        document.agency,
        document.standing,
        *recipients,
        *(unit for task in tasks for unit in task.units),
        *(unit for task in document.tasks for unit in task.supporting),
        *(target.accountable for target in document.targets),
        *(unit for duty in duties for unit in duty.units),
        *(series.to for series in document.duties),
    }
    return PlanContent(
        plan=document.plan,
        version=version,
        document=document,
        recipients=tuple(recipients),
        tasks=tasks,
        duties=duties,
        parties=tuple(unit for unit in units if unit.unit in named),
        warnings=plan_warnings(document, document.issued_on or day),
    )


def tasks_on(content: PlanContent, day: date, calendar: WorkCalendar) -> Iterator[TaskTerms]:
    """The tasks that a plan in force asks for on a day: those due once, and of the recurring ones
    the occurrence of the period that the day lies in, unless its due day is over."""
    units = {resolved.task: resolved.units for resolved in content.tasks}
    for task in content.document.tasks:
        for unit in units[task.id]:
            terms = task_terms(content.document, task, unit, day, calendar)
            if terms is not None:
                yield terms


def task_terms(
    document: PlanDocument, task: TaskPlan, unit: str, day: date, calendar: WorkCalendar
) -> TaskTerms | None:
    """What a task asks of one unit on a day; None if that is nothing."""
    id_, period = f"{document.plan}.{task.id}.{unit}", None
    if task.due is not None:
        deadline = task.due.last_day(calendar)
    else:
        assert task.every is not None, "a task is due once or recurs"
        period = period_of(task.every, day)
        deadline = last_working_day(period, calendar)
        if period.year != document.year or deadline.day < day:
            return None
        id_ = f"{id_}.{period.id}"
    return TaskTerms(
        id=id_,
        plan=document.plan,
        task=task.id,
        clause=task.clause,
        unit=unit,
        period=period.id if period else None,
        title=task.title,
        kind=task.kind,
        supporting=task.supporting,
        due=deadline.day,
        due_provisional=deadline.provisional,
        evidence_required=task.evidence_required,
        escalation_grace=document.escalation_grace_working_days,
    )


def targets_of(document: PlanDocument) -> Iterator[TargetTerms]:
    """What a plan promises in figures."""
    for target in document.targets:
        terms = dict(target) | {"plan": document.plan, "target": target.id}
        yield TargetTerms.model_validate(terms)
