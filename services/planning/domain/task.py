"""A task of one unit: assigned, accepted, progressed, done, verified or returned; overdue.

On time is judged by when the work was taken in, so a completion that arrived on the due day is on
time even if the day's check came first.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias, assert_never

from danvan.contracts import planning as facts
from danvan.contracts.base import Command, Line, Model, Payload, Prose, Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import Activity, Evidence, NamedUnit, TaskFact, TaskId, TaskTerms
from danvan.contracts.workdays import WorkCalendar
from danvan.services.planning.domain import task_rules as rules
from danvan.services.planning.domain.lateness import Alarm, alarms

KIND = "task"


class Unassigned(Model):
    """There is no such task."""


class Task(Model):
    """What every assigned task has. `terms.unit` is accountable now; `alarm`: the last one."""

    terms: TaskTerms
    progress: tuple[facts.TaskProgressed, ...] = ()
    activities: tuple[facts.ActivityHeld, ...] = ()
    alarm: Alarm | None = None


class Assigned(Task):
    """The unit has not said yet that it knows of it."""


class Accepted(Task):
    """The unit is at it."""


class Returned(Task):
    """It was not accepted as done; the unit is at it again."""

    returned: facts.TaskReturned


class Done(Task):
    """The unit says that it is done."""

    done: facts.TaskDone


class Verified(Task):
    """It is done indeed."""

    done: facts.TaskDone


class Withdrawn(Task):
    """It is no longer asked for."""


Open: TypeAlias = Assigned | Accepted | Returned
AnyTask: TypeAlias = Unassigned | Open | Done | Verified | Withdrawn
INITIAL: AnyTask = Unassigned()


def evolve(task: AnyTask, fact: Payload) -> AnyTask:
    """What a task is after a fact."""
    match task, fact:
        case Unassigned() | Withdrawn(), facts.TaskAssigned():
            return Assigned(terms=TaskTerms(**dict(fact)))
        case Unassigned(), _:
            return task
        case Task(), facts.TaskAmended():
            return task.model_copy(update={"terms": TaskTerms(**dict(fact)), "alarm": None})
        case Assigned(), facts.TaskAccepted():
            return Accepted(**dict(task))
        case Task(), facts.TaskProgressed():
            return task.model_copy(update={"progress": (*task.progress, fact)})
        case Task(), facts.ActivityHeld():
            return task.model_copy(update={"activities": (*task.activities, fact)})
        case Accepted() | Returned(), facts.TaskDone():
            return Done(**_common(task), done=fact)
        case Done(), facts.TaskVerified():
            return Verified(**dict(task))
        case Done(), facts.TaskReturned():
            return Returned(**_common(task), returned=fact)
        case Task(), facts.TaskOverdue() | facts.TaskEscalated():
            return task.model_copy(update={"alarm": fact})
        case Task(), facts.TaskHandedOver():
            terms = task.terms.model_copy(update={"unit": fact.unit})
            return task.model_copy(update={"terms": terms})
        case Task(), facts.TaskWithdrawn():
            return Withdrawn(**_common(task))
        case _:
            return task


def _common(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in Task.model_fields}


class AssignTask(Command):
    """Ask this of the unit, or ask something else of it than before."""

    terms: TaskTerms


class _ByUnit(Command):
    """A unit speaks for a task: `id` is the task it names, `unit` who speaks."""

    id: TaskId
    unit: Slug


class AcceptTask(_ByUnit):
    """We begin."""


class HoldActivity(_ByUnit):
    """We have held this."""

    activity: Activity


class _Noted(_ByUnit):
    note: Prose
    evidence: tuple[Evidence, ...] = ()


class ProgressTask(_Noted):
    """We have come this far."""


class CompleteTask(_Noted):
    """We have done it."""


class _Judged(Command):
    """Somebody who looked judges the task `id`."""

    id: TaskId


class VerifyTask(_Judged):
    """It is done."""

    note: Prose = ""


class ReturnTask(_Judged):
    """It is not done."""

    reason: Line


class CheckTask(Command):
    """A day has begun. `next_level`: who stands above the unit that has to see to it now."""

    day: date
    calendar: WorkCalendar
    next_level: NamedUnit | None


class HandOverTask(Command):
    """The accountable unit was merged into another one."""

    to: Slug


class WithdrawTask(Command):
    """It is no longer asked for."""

    reason: Text


UnitSays: TypeAlias = AcceptTask | ProgressTask | HoldActivity | CompleteTask
Judgement: TypeAlias = VerifyTask | ReturnTask
TaskCommand: TypeAlias = AssignTask | UnitSays | Judgement | CheckTask | HandOverTask | WithdrawTask


def decide(command: TaskCommand, task: AnyTask) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case AssignTask():
            return _assign(command.terms, task)
        case AcceptTask() | ProgressTask() | HoldActivity() | CompleteTask():
            return _heard(command, task)
        case VerifyTask() | ReturnTask():
            return _judge(command, task)
        case CheckTask() | HandOverTask() | WithdrawTask():
            return _overtake(command, task) if isinstance(task, Open) else []
        case _:
            assert_never(command)


def _about(task: Task) -> dict[str, Any]:
    """What every fact of the task says about it."""
    return {name: getattr(task.terms, name) for name in TaskFact.model_fields}


def _assign(terms: TaskTerms, task: AnyTask) -> list[Payload]:
    if isinstance(task, Unassigned | Withdrawn):
        return [facts.TaskAssigned(**dict(terms))]
    amended = terms.model_copy(update={"unit": task.terms.unit})
    if amended == task.terms or not isinstance(task, Open):
        return []
    return [facts.TaskAmended(**dict(amended))]


def _overtake(command: CheckTask | HandOverTask | WithdrawTask, task: Open) -> list[Payload]:
    """What happens to an open task without its unit."""
    about, day = _about(task), local_day(command.at)
    match command:
        case CheckTask():
            return alarms(
                about, task.terms, task.alarm, command.day, command.calendar, command.next_level
            )
        case HandOverTask(to=to):
            if task.terms.unit == to:
                return []
            handed = about | {"unit": to, "from_unit": task.terms.unit}
            return [facts.TaskHandedOver(**handed, day=day)]
        case WithdrawTask():
            return [facts.TaskWithdrawn(**about, day=day, reason=command.reason)]


def _heard(command: UnitSays, task: AnyTask) -> list[Payload]:
    """What a unit says of its own task. Whoever works on a task has accepted it."""
    if isinstance(task, Unassigned):
        raise rules.unknown(command.id)
    if command.unit != task.terms.unit:
        raise rules.of_another_unit(command.id, task.terms.unit)
    if _said_before(command, task):
        return []
    if not isinstance(task, Open):
        raise rules.not_open(task.terms, type(task).__name__)
    day = local_day(command.at)
    about = _about(task)
    accepted = [facts.TaskAccepted(**about, accepted_on=day)] if isinstance(task, Assigned) else []
    said: list[Payload] = []
    match command:
        case AcceptTask():
            pass
        case ProgressTask(note=note, evidence=files):
            said = [facts.TaskProgressed(**about, progressed_on=day, note=note, evidence=files)]
        case HoldActivity(activity=activity):
            rules.check_activity(task.terms, activity, day)
            said = [facts.ActivityHeld(**about, activity=activity)]
        case CompleteTask(note=note, evidence=files):
            held = [fact.activity.evidence for fact in task.activities]
            shown = any([files, *held, *(fact.evidence for fact in task.progress)])
            rules.check_completion(task.terms, held=bool(held), shown=shown)
            late = day > task.terms.due
            said = [facts.TaskDone(**about, done_on=day, late=late, note=note, evidence=files)]
        case _:
            assert_never(command)
    return [*accepted, *said]


def _said_before(command: UnitSays, task: Task) -> bool:
    match command:
        case AcceptTask():
            return not isinstance(task, Assigned | Withdrawn)
        case ProgressTask():
            said = (local_day(command.at), command.note, command.evidence)
            return any((f.progressed_on, f.note, f.evidence) == said for f in task.progress)
        case HoldActivity():
            return any(fact.activity == command.activity for fact in task.activities)
        case CompleteTask():
            return isinstance(task, Done | Verified) and (
                (task.done.note, task.done.evidence) == (command.note, command.evidence)
            )


def _judge(command: Judgement, task: AnyTask) -> list[Payload]:
    day = local_day(command.at)
    match command, task:
        case _, Unassigned():
            raise rules.unknown(command.id)
        case VerifyTask(), Done():
            return [facts.TaskVerified(**_about(task), verified_on=day, note=command.note)]
        case ReturnTask(), Done():
            return [facts.TaskReturned(**_about(task), returned_on=day, reason=command.reason)]
        case VerifyTask(), Verified():
            return []
        case ReturnTask(), Returned() if task.returned.reason == command.reason:
            return []
        case ReturnTask(), Verified():
            raise rules.not_open(task.terms, Verified.__name__)
        case _:
            raise rules.not_done(command.id)
