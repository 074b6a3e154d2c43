"""Use cases of targets and of the corrective actions that a miss brings about."""

from __future__ import annotations

from collections.abc import Iterable

from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import TargetMissed
from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import ACTION, TARGET
from danvan.services.planning.application.units import unit_on_day
from danvan.services.planning.domain.corrective_action import (
    CompleteAction,
    OpenAction,
    PlanAction,
    VerifyAction,
)
from danvan.services.planning.domain.target import ValueTarget


def value_target(work: Work, plan: str, command: ValueTarget) -> None:
    """Record a figure; a miss opens a corrective action."""
    facts = work.do(TARGET, f"{plan}.{command.target}", command)
    open_actions(work, facts)


def open_actions(work: Work, facts: Iterable[Payload]) -> None:
    """Open a corrective action for each miss among the facts."""
    for fact in facts:
        if isinstance(fact, TargetMissed):
            command = OpenAction(
                at=work.at,
                action=fact.action,
                plan=fact.plan,
                target=fact.target,
                cause=f"{fact.day:%d/%m/%Y}: {fact.value}, mục tiêu {fact.comparison} {fact.goal}",
                accountable=fact.accountable,
            )
            work.do(ACTION, fact.action, command)


def plan_action(work: Work, command: PlanAction) -> None:
    """Say what will be done, by which unit, until when."""
    there = unit_on_day(work, command.owner, local_day(work.at)) is not None
    work.do(ACTION, command.action, command.model_copy(update={"owner_open": there}))


def change_action(work: Work, command: CompleteAction | VerifyAction) -> None:
    """Say that an action is done, or that it is done indeed."""
    work.do(ACTION, command.action, command)
