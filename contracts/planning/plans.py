"""Facts of a plan's life: drafted, opinions, issued, distributed, acknowledged, amended, closed."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from danvan.contracts.base import Line, Model, Payload, Problem, Prose, Slug
from danvan.contracts.plan import PlanDocument
from danvan.contracts.planning.units import NamedUnit


class PlanDrafted(Payload):
    """A draft, or a later draft of the same plan. It belongs to the agency of the document."""

    plan: Slug
    document: PlanDocument


class OpinionsAsked(Payload):
    """These units were asked what they think of the draft, by a day."""

    plan: Slug
    units: tuple[Slug, ...]
    until: date


class OpinionGiven(Payload):
    """What a unit thinks of the draft. A later opinion of the same unit stands beside it."""

    plan: Slug
    unit: Slug
    text: Prose
    given_on: date


class ResolvedTask(Model):
    """The units that are accountable for a task of the plan, each for a task of its own."""

    task: Slug
    units: tuple[Slug, ...]


class ResolvedDuty(Model):
    """The units that owe the report of one period of a duty series."""

    series: Slug
    period: Slug
    units: tuple[Slug, ...]


class PlanContent(Payload):
    """A version of a plan, complete: `document` bears its number, date, signatory, legal bases.

    The parties are resolved to units on the day of this version: `recipients`, `tasks` and
    `duties` name them by id, `parties` says of every unit the plan names what it is called.
    `warnings` points at the instruments cited that are out of force or will be within the year.
    """

    plan: Slug
    version: int = Field(ge=1)
    document: PlanDocument
    recipients: tuple[Slug, ...]
    tasks: tuple[ResolvedTask, ...]
    duties: tuple[ResolvedDuty, ...]
    parties: tuple[NamedUnit, ...]
    warnings: tuple[Problem, ...] = ()


class PlanIssued(PlanContent):
    """The plan is in force, as version 1."""

    issued_on: date


class PlanAmended(PlanContent):
    """The plan is in force in a new version, which replaces the one before."""

    amended_on: date
    reason: Line


class PlanDistributed(Payload):
    """A version of the plan was sent to these units."""

    plan: Slug
    version: int
    units: tuple[Slug, ...]
    distributed_on: date


class PlanAcknowledged(Payload):
    """A recipient says that it has received a version of the plan."""

    plan: Slug
    version: int
    unit: Slug
    acknowledged_on: date


class ChildPlanLinked(Payload):
    """A unit's own plan answers a clause of this plan."""

    plan: Slug
    clause: str
    child: Slug
    unit: Slug
    linked_on: date


class PlanClosed(Payload):
    """The plan is over; `review` is its final review."""

    plan: Slug
    closed_on: date
    review: Prose
