"""Use cases of targets and of the corrective actions that a miss brings about."""

from __future__ import annotations

from danvan.contracts.calendar import local_day
from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.planning import TargetMissed
from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import ACTION, COUNTS, TARGET
from danvan.services.planning.application.units import unit_on_day
from danvan.services.planning.domain.corrective_action import (
    CompleteAction,
    OpenAction,
    Opened,
    Overdue,
    PlanAction,
    Planned,
    VerifyAction,
)
from danvan.services.planning.domain.counts import HearCounts
from danvan.services.planning.domain.target import CountTarget, SetTarget, Target, ValueTarget


def value_target(work: Work, plan: str, command: ValueTarget) -> None:
    """Record a figure that a person brings."""
    judge_target(work, f"{plan}.{command.target}", command)


def hear_counts(work: Work, fact: Fact) -> None:
    """Keep what feedback has counted; the next day values targets by it."""
    counted = fact.data
    assert isinstance(counted, UnitDayCounted)
    work.do(COUNTS, fact.id, HearCounts(at=work.at, cause=fact.id, **dict(counted)))


def judge_target(work: Work, id_: str, command: SetTarget | ValueTarget | CountTarget) -> None:
    """Promise or value something. A miss opens a corrective action, unless the one that the last
    miss opened is still to be done."""
    target = work.state(TARGET, id_)
    if isinstance(target, Target) and target.action is not None:
        to_be_done = isinstance(work.state(ACTION, target.action), Opened | Planned | Overdue)
        command = command.model_copy(update={"action_open": to_be_done})
    for fact in work.do(TARGET, id_, command):
        if isinstance(fact, TargetMissed):
            opening = OpenAction(
                at=work.at,
                action=fact.action,
                plan=fact.plan,
                target=fact.target,
                cause=f"{fact.day:%d/%m/%Y}: {fact.value}, mục tiêu {fact.comparison} {fact.goal}",
                accountable=fact.accountable,
            )
            work.do(ACTION, fact.action, opening)


def plan_action(work: Work, command: PlanAction) -> None:
    """Say what will be done, by which unit, until when."""
    there = unit_on_day(work, command.owner, local_day(work.at)) is not None
    work.do(ACTION, command.action, command.model_copy(update={"owner_open": there}))


def change_action(work: Work, command: CompleteAction | VerifyAction) -> None:
    """Say that an action is done, or that it is done indeed."""
    work.do(ACTION, command.action, command)
