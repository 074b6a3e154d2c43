"""A plan's life: drafted, opinions given, issued, distributed, acknowledged, amended, closed.

A plan belongs to the agency of its document. Issued or amended, its parties are resolved to units.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import planning as facts
from danvan.contracts.base import Command, Line, Model, Payload, Prose, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.plan import PlanDocument
from danvan.contracts.planning import NamedUnit, PlanContent
from danvan.services.planning.domain import plan_rules as rules
from danvan.services.planning.domain.resolution import content_of

KIND = "plan"


class Unknown(Model):
    """There is no such plan."""


class Draft(Model):
    """Not in force yet; units may be asked for their opinion."""

    document: PlanDocument
    asked: frozenset[Slug] = frozenset()
    opinions: tuple[facts.OpinionGiven, ...] = ()


class InForce(Model):
    """Issued. `sent` and `acknowledged` speak of the present version; a child plan answers the
    clause it was linked to last."""

    content: PlanContent
    sent: frozenset[Slug] = frozenset()
    acknowledged: frozenset[Slug] = frozenset()
    children: tuple[facts.ChildPlanLinked, ...] = ()


class Closed(Model):
    """Over. What it was stays readable."""

    content: PlanContent
    review: Prose


Plan: TypeAlias = Unknown | Draft | InForce | Closed
INITIAL: Plan = Unknown()


def evolve(plan: Plan, fact: Payload) -> Plan:
    """What a plan is after a fact."""
    match plan, fact:
        case Unknown(), facts.PlanDrafted(document=document):
            return Draft(document=document)
        case Draft(), facts.PlanDrafted(document=document):
            return plan.model_copy(update={"document": document})
        case Draft(), facts.OpinionsAsked(units=units):
            return plan.model_copy(update={"asked": plan.asked.union(units)})
        case Draft(), facts.OpinionGiven():
            return plan.model_copy(update={"opinions": (*plan.opinions, fact)})
        case Draft(), facts.PlanIssued():
            return InForce(content=fact)
        case InForce(), facts.PlanAmended():
            return InForce(content=fact, children=plan.children)
        case InForce(), facts.PlanDistributed(units=units):
            return plan.model_copy(update={"sent": plan.sent.union(units)})
        case InForce(), facts.PlanAcknowledged(unit=unit):
            return plan.model_copy(update={"acknowledged": plan.acknowledged | {unit}})
        case InForce(), facts.ChildPlanLinked(child=child):
            others = tuple(known for known in plan.children if known.child != child)
            return plan.model_copy(update={"children": (*others, fact)})
        case InForce(content=content), facts.PlanClosed(review=review):
            return Closed(content=content, review=review)
        case _:
            return plan


class _OfPlan(Command):
    """Something is wanted of one plan."""

    plan: Slug


class _ByOwner(_OfPlan):
    """`by`: the unit that wants it; None for those who run the whole programme."""

    by: Slug | None = None


class DraftPlan(_ByOwner):
    """Make this the draft. `units`: those that are open today."""

    document: PlanDocument
    units: tuple[NamedUnit, ...]


class AskOpinions(_ByOwner):
    """Ask units what they think of the draft. `open_units`: those that are open today."""

    units: tuple[Slug, ...]
    until: date
    open_units: frozenset[Slug]


class GiveOpinion(_OfPlan):
    """A unit says what it thinks of the draft."""

    unit: Slug
    text: Prose


class IssuePlan(_ByOwner):
    """Put the draft in force under this number and date. `units`: those open on that date."""

    number: Line
    issued_on: date
    units: tuple[NamedUnit, ...]


class DistributePlan(_ByOwner):
    """Send the present version to all its recipients."""


class AcknowledgePlan(_OfPlan):
    """A recipient has received this version."""

    unit: Slug
    version: int


class AmendPlan(_ByOwner):
    """Put another version in force. `units`: those that are open today."""

    document: PlanDocument
    reason: Line
    units: tuple[NamedUnit, ...]


class LinkChildPlan(_OfPlan):
    """A unit's own plan answers a clause of this one."""

    clause: str
    child: Slug
    unit: Slug


class ClosePlan(_ByOwner):
    """End it with a final review."""

    review: Prose


PlanCommand: TypeAlias = (
    DraftPlan
    | AskOpinions
    | GiveOpinion
    | IssuePlan
    | DistributePlan
    | AcknowledgePlan
    | AmendPlan
    | LinkChildPlan
    | ClosePlan
)


def decide(command: PlanCommand, plan: Plan) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match plan:
        case Unknown():
            if not isinstance(command, DraftPlan):
                raise rules.unknown(command.plan)
            return _draft(command)
        case Draft(document=document):
            rules.check_owner(command.plan, document.agency, _speaker(command))
            return _while_draft(command, plan)
        case InForce(content=content):
            rules.check_owner(command.plan, content.document.agency, _speaker(command))
            return _while_in_force(command, plan)
        case Closed(review=review):
            if isinstance(command, ClosePlan) and command.review == review:
                return []
            raise rules.closed(command.plan)
        case _:
            assert_never(plan)


def _speaker(command: PlanCommand) -> Slug | None:
    return command.by if isinstance(command, _ByOwner) else None


def _draft(command: DraftPlan) -> list[Payload]:
    document = command.document
    rules.check_owner(command.plan, document.agency, command.by)
    rules.check_document(document, command.plan, document.agency, command.units)
    return [facts.PlanDrafted(plan=command.plan, document=document)]


def _while_draft(command: PlanCommand, plan: Draft) -> list[Payload]:
    id_, today = command.plan, local_day(command.at)
    match command:
        case DraftPlan(document=document, units=units):
            if document == plan.document:
                return []
            rules.check_document(document, id_, plan.document.agency, units)
            return [facts.PlanDrafted(plan=id_, document=document)]
        case AskOpinions(units=units, until=until, open_units=known):
            new = tuple(unit for unit in dict.fromkeys(units) if unit not in plan.asked)
            if not new:
                return []
            rules.check_asking(new, known, until, today)
            return [facts.OpinionsAsked(plan=id_, units=new, until=until)]
        case GiveOpinion(unit=unit, text=text):
            if unit not in plan.asked:
                raise rules.opinion_not_asked(id_, unit)
            if any((given.unit, given.text) == (unit, text) for given in plan.opinions):
                return []
            return [facts.OpinionGiven(plan=id_, unit=unit, text=text, given_on=today)]
        case IssuePlan(number=number, issued_on=day, units=units):
            if day > today:
                raise rules.issued_in_the_future(day)
            borne = {"number": number, "issued_on": day}
            document = plan.document.model_copy(update=borne)
            rules.check_document(document, id_, document.agency, units)
            content = content_of(document, 1, units, day)
            return [facts.PlanIssued(**dict(content), issued_on=day)]
        case _:
            raise rules.not_issued(id_)


def _while_in_force(command: PlanCommand, plan: InForce) -> list[Payload]:
    id_, today, content = command.plan, local_day(command.at), plan.content
    version = content.version
    match command:
        case IssuePlan(number=number, issued_on=day):
            document = content.document
            if (number, day) == (document.number, document.issued_on):
                return []
            raise rules.already_issued(id_, document.number)
        case DistributePlan():
            new = tuple(unit for unit in content.recipients if unit not in plan.sent)
            if not new:
                return []
            return [
                facts.PlanDistributed(plan=id_, version=version, units=new, distributed_on=today)
            ]
        case AcknowledgePlan(unit=unit):
            rules.check_acknowledgement(content, plan.sent, unit, command.version)
            if unit in plan.acknowledged:
                return []
            return [
                facts.PlanAcknowledged(plan=id_, version=version, unit=unit, acknowledged_on=today)
            ]
        case AmendPlan():
            return _amend(command, content, today)
        case LinkChildPlan(clause=clause, child=child, unit=unit):
            if any((c.child, c.clause) == (child, clause) for c in plan.children):
                return []
            rules.check_clause(content.document, clause)
            return [
                facts.ChildPlanLinked(
                    plan=id_, clause=clause, child=child, unit=unit, linked_on=today
                )
            ]
        case ClosePlan(review=review):
            return [facts.PlanClosed(plan=id_, closed_on=today, review=review)]
        case _:
            raise rules.already_issued(id_, content.document.number)


def _amend(command: AmendPlan, before: PlanContent, today: date) -> list[Payload]:
    """Also worth a version: the same words, when units have changed since."""
    issued_on = before.document.issued_on
    document = command.document.model_copy(update={"issued_on": issued_on})
    rules.check_document(document, command.plan, before.document.agency, command.units)
    after = content_of(document, before.version + 1, command.units, today)
    if _asks(after) == _asks(before):
        return []
    return [facts.PlanAmended(**dict(after), amended_on=today, reason=command.reason)]


def _asks(content: PlanContent) -> tuple[object, ...]:
    return content.document, content.recipients, content.tasks, content.duties
