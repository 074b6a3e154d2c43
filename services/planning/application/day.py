"""What the beginning of a day does: successors take over, occurrences open, alarms are raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from danvan.contracts.base import Text
from danvan.contracts.feedback.indicators import SHARES
from danvan.contracts.planning import NamedUnit, TaskEscalated, UnitMerged
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import ACTION, PLAN, TARGET, TASK, UNIT
from danvan.services.planning.application.targets import judge_target
from danvan.services.planning.application.units import named, unit_on_day
from danvan.services.planning.domain.corrective_action import CheckAction
from danvan.services.planning.domain.plan import InForce
from danvan.services.planning.domain.resolution import task_terms
from danvan.services.planning.domain.target import CheckTarget, CountTarget
from danvan.services.planning.domain.task import (
    AssignTask,
    CheckTask,
    HandOverTask,
    Task,
    WithdrawTask,
)
from danvan.services.planning.domain.unit import Ended

UNIT_IS_NO_MORE = Text(
    vi="Đơn vị chịu trách nhiệm đã chia tách hoặc giải thể; hãy sửa đổi kế hoạch để giao lại.",
    en="The accountable unit was split or closed; amend the plan to ask others.",
)


@dataclass(frozen=True)
class CountedFigure:
    """What feedback has counted for a target, from the window's first day to the end of `day`."""

    target: str
    indicator: str
    day: date
    numerator: int
    denominator: int


@dataclass(frozen=True)
class DayList:
    """What a day has to look at. An entry too many yields nothing.

    `orphans`: open tasks whose unit is no more, by id. `missing`: plan, task and unit of recurring
    tasks whose occurrence is not there yet. `late`: open tasks that may have passed a limit.
    `counted`: figures of targets that are new, or other than known; of each target the newest
    first, so that it alone may be a miss.
    """

    orphans: tuple[str, ...] = ()
    missing: tuple[tuple[str, str, str], ...] = ()
    late: tuple[str, ...] = ()
    counted: tuple[CountedFigure, ...] = ()
    targets: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


def begin_day(work: Work, day: date, due: DayList, calendar: WorkCalendar) -> None:
    """Do everything that a new day brings by itself."""
    work.prefetch(
        [
            *(TASK.stream(id_) for id_ in (*due.orphans, *due.late)),
            *(TARGET.stream(figure.target) for figure in due.counted),
            *(TARGET.stream(id_) for id_ in due.targets),
            *(ACTION.stream(id_) for id_ in due.actions),
        ]
    )
    for id_ in due.orphans:
        _find_home(work, id_, day)
    for plan, task, unit in due.missing:
        _open_occurrence(work, (plan, task, unit), day, calendar)
    for id_ in due.late:
        command = CheckTask(
            at=work.at,
            basis=f"calendar {calendar.version}",
            day=day,
            calendar=calendar,
            next_level=_next_level(work, id_, day),
        )
        work.do(TASK, id_, command)
    for figure in due.counted:
        _value(work, figure)
    for id_ in due.targets:
        work.do(TARGET, id_, CheckTarget(at=work.at, day=day))
    for id_ in due.actions:
        work.do(ACTION, id_, CheckAction(at=work.at, action=id_, day=day))


def _value(work: Work, figure: CountedFigure) -> None:
    part, whole = SHARES[figure.indicator]
    command = CountTarget(
        at=work.at,
        service="feedback",
        indicator=figure.indicator,
        day=figure.day,
        numerator=figure.numerator,
        denominator=figure.denominator,
        source=f"feedback: {' + '.join(part)} / ({' + '.join(whole)})",
    )
    judge_target(work, figure.target, command)


def _find_home(work: Work, id_: str, day: date) -> None:
    """An open task of a unit that is no more goes to whom it was merged into, or is withdrawn."""
    task = work.state(TASK, id_)
    if not isinstance(task, Task):
        return
    heir = _heir(work, task.terms.unit, day)
    if heir is not None:
        work.do(TASK, id_, HandOverTask(at=work.at, to=heir))
    else:
        work.do(TASK, id_, WithdrawTask(at=work.at, reason=UNIT_IS_NO_MORE))


def _heir(work: Work, unit: str, day: date) -> str | None:
    """The unit itself while it is there, else the one it was merged into; None without one."""
    while unit_on_day(work, unit, day) is None:
        match work.state(UNIT, unit):
            case Ended(ending=UnitMerged(into=into)):
                unit = into.unit
            case _:
                return None
    return unit


def _open_occurrence(
    work: Work, missing: tuple[str, str, str], day: date, calendar: WorkCalendar
) -> None:
    """Open the occurrence of the period that the day lies in, for whoever is accountable now."""
    plan_id, task_id, resolved = missing
    plan, unit = work.state(PLAN, plan_id), _heir(work, resolved, day)
    if not isinstance(plan, InForce) or unit is None:
        return
    document, asked = plan.content.document, {t.task: t.units for t in plan.content.tasks}
    if resolved not in asked.get(task_id, ()):
        return  # amended a moment ago
    task = next(task for task in document.tasks if task.id == task_id)
    terms = task_terms(document, task, unit, day, calendar)
    if terms is not None:
        command = AssignTask(at=work.at, basis=document.number, terms=terms)
        work.do(TASK, terms.id, command)


def _next_level(work: Work, id_: str, day: date) -> NamedUnit | None:
    """Who stands above the unit that has to see to the task now."""
    task = work.state(TASK, id_)
    if not isinstance(task, Task):
        return None
    alarm = task.alarm
    unit = alarm.to.unit if isinstance(alarm, TaskEscalated) else task.terms.unit
    found = unit_on_day(work, unit, day)
    above = unit_on_day(work, found.parent, day) if found and found.parent else None
    return named(above) if above else None
