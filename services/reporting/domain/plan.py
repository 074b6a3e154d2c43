"""Which duties a plan laid down in its newest version, to see what a later one leaves out."""

from __future__ import annotations

from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.reporting import DutyId, PlanTakenUp

KIND = "plan"


class Plan(Model):
    """A plan as far as reporting goes; version 0 has not been heard of."""

    version: int = 0
    duties: tuple[DutyId, ...] = ()


INITIAL = Plan()


def evolve(plan: Plan, fact: Payload) -> Plan:
    """What a plan is after a fact."""
    match fact:
        case PlanTakenUp():
            return Plan(version=fact.version, duties=fact.duties)
        case _:
            return plan


class TakeUpPlan(Command):
    """Read a version of a plan."""

    plan: Slug
    version: int
    duties: tuple[DutyId, ...]


def decide(command: TakeUpPlan, plan: Plan) -> list[Payload]:
    """The facts a command brings about; an older version than the known one yields none."""
    if command.version <= plan.version:
        return []
    return [PlanTakenUp(plan=command.plan, version=command.version, duties=command.duties)]
