"""Use cases of a plan. What it asks for in tasks and figures is recorded together with it."""

from __future__ import annotations

from collections.abc import Sequence

from danvan.contracts.base import Text
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import PlanContent
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import PLAN, TARGET, TASK
from danvan.services.planning.application.targets import judge_target
from danvan.services.planning.domain.plan import (
    AmendPlan,
    ClosePlan,
    DraftPlan,
    InForce,
    IssuePlan,
    LinkChildPlan,
    PlanCommand,
)
from danvan.services.planning.domain.resolution import targets_of, tasks_on
from danvan.services.planning.domain.target import SetTarget, WithdrawTarget
from danvan.services.planning.domain.task import AssignTask, WithdrawTask

NOT_IN_THIS_VERSION = Text(
    vi="Bản sửa đổi của kế hoạch không còn giao nhiệm vụ này.",
    en="The amended plan no longer asks for this.",
)
PLAN_CLOSED = Text(vi="Kế hoạch đã kết thúc.", en="The plan is closed.")


def draft_plan(work: Work, command: DraftPlan) -> None:
    """Make a document the draft of its plan. A child plan shows up at the clause it answers."""
    work.do(PLAN, command.plan, command)
    document = command.document
    if document.parent is not None and document.answers is not None:
        link = LinkChildPlan(
            at=work.at,
            plan=document.parent,
            clause=document.answers,
            child=document.plan,
            unit=document.agency,
        )
        work.do(PLAN, document.parent, link)


def change_plan(work: Work, command: PlanCommand) -> None:
    """Ask for and give opinions, distribute, acknowledge."""
    work.do(PLAN, command.plan, command)


def issue_plan(work: Work, command: IssuePlan, calendar: WorkCalendar) -> None:
    """Put a plan in force: its tasks are assigned, its targets set."""
    if work.do(PLAN, command.plan, command):
        _ask(work, _content(work, command.plan), calendar)


def amend_plan(
    work: Work, command: AmendPlan, calendar: WorkCalendar, open_tasks: Sequence[str]
) -> None:
    """Put another version in force: what it no longer asks for is withdrawn.

    Args:
        open_tasks: the ids of the plan's tasks that are not done.
    """
    before = work.state(PLAN, command.plan)
    if not work.do(PLAN, command.plan, command):
        return
    content = _content(work, command.plan)
    asked = {f"{task.task}.{unit}" for task in content.tasks for unit in task.units}
    _withdraw(work, [id_ for id_ in open_tasks if _asked_as(id_) not in asked], NOT_IN_THIS_VERSION)
    promised = {target.id for target in content.document.targets}
    for target in before.content.document.targets:
        if target.id not in promised:
            work.do(TARGET, f"{command.plan}.{target.id}", WithdrawTarget(at=work.at))
    _ask(work, content, calendar)


def close_plan(work: Work, command: ClosePlan, open_tasks: Sequence[str]) -> None:
    """End a plan: nobody need do what is still open."""
    work.do(PLAN, command.plan, command)
    _withdraw(work, open_tasks, PLAN_CLOSED)


def _content(work: Work, plan: str) -> PlanContent:
    state = work.state(PLAN, plan)
    assert isinstance(state, InForce), "the plan was put in force a moment ago"
    return state.content


def _ask(work: Work, content: PlanContent, calendar: WorkCalendar) -> None:
    tasks = list(tasks_on(content, local_day(work.at), calendar))
    work.prefetch(TASK.stream(terms.id) for terms in tasks)
    number = content.document.number
    for terms in tasks:
        work.do(TASK, terms.id, AssignTask(at=work.at, basis=number, terms=terms))
    for target in targets_of(content.document):
        command = SetTarget(at=work.at, basis=number, terms=target)
        judge_target(work, f"{target.plan}.{target.target}", command)


def _withdraw(work: Work, tasks: Sequence[str], reason: Text) -> None:
    work.prefetch(TASK.stream(id_) for id_ in tasks)
    for id_ in tasks:
        work.do(TASK, id_, WithdrawTask(at=work.at, reason=reason))


def _asked_as(task: str) -> str:
    """`<task>.<unit>` of a task's id."""
    _, asked, unit, *_ = task.split(".")
    return f"{asked}.{unit}"
