"""The yearly inspection plan: drafted by the inspector, issued and amended by the head."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts import inspection as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Resend, Slug
from danvan.contracts.inspection import PlannedInspections

KIND = "inspection-plan"


class NoPlan(Model):
    """There is none."""


class Drafted(Model):
    """It is being written."""

    draft: facts.InspectionPlanDrafted


class Issued(Model):
    """It binds, in this version."""

    issued: facts.InspectionPlanIssued
    version: int
    number: Line
    items: PlannedInspections


InspectionPlan: TypeAlias = NoPlan | Drafted | Issued
INITIAL: InspectionPlan = NoPlan()


def evolve(plan: InspectionPlan, fact: Payload) -> InspectionPlan:
    """What the plan is after a fact."""
    match plan, fact:
        case NoPlan() | Drafted(), facts.InspectionPlanDrafted():
            return Drafted(draft=fact)
        case Drafted(), facts.InspectionPlanIssued():
            return Issued(issued=fact, version=1, number=fact.number, items=fact.items)
        case Issued(), facts.InspectionPlanAmended():
            changed = {"version": fact.version, "number": fact.number, "items": fact.items}
            return plan.model_copy(update=changed)
        case _:
            return plan


class DraftInspectionPlan(Command):
    """Propose it, or the draft as it stands now."""

    draft: facts.InspectionPlanDrafted


class IssueInspectionPlan(Command):
    """The head signs."""

    plan: Slug
    number: Line


class AmendInspectionPlan(Command):
    """The head changes what binds."""

    plan: Slug
    number: Line
    reason: Line
    items: PlannedInspections


PlanCommand: TypeAlias = DraftInspectionPlan | IssueInspectionPlan | AmendInspectionPlan


def decide(command: PlanCommand, plan: InspectionPlan) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case DraftInspectionPlan(draft=draft):
            _check_items(draft.items)
            if isinstance(plan, Issued):
                raise _already_issued(plan)
            return [] if isinstance(plan, Drafted) and plan.draft == draft else [draft]
        case IssueInspectionPlan():
            if isinstance(plan, Issued):
                if plan.issued.number == command.number:
                    return []
                raise _already_issued(plan)
            if isinstance(plan, NoPlan):
                raise _unknown(command.plan)
            return [facts.InspectionPlanIssued(**dict(plan.draft), number=command.number)]
        case AmendInspectionPlan():
            _check_items(command.items)
            if isinstance(plan, NoPlan):
                raise _unknown(command.plan)
            if isinstance(plan, Drafted):
                raise _still_a_draft(command.plan)
            if (plan.number, plan.items) == (command.number, command.items):
                return []
            said = dict(command)
            names = ("plan", "number", "reason", "items")
            return [
                facts.InspectionPlanAmended(
                    **{name: said[name] for name in names}, version=plan.version + 1
                )
            ]
        case _:
            assert_never(command)


def check_planned(plan: InspectionPlan, id_: Slug, item: Slug, unit: Slug) -> None:
    """A unit stands in a line of the plan that binds.

    Raises:
        Refused: if it does not.
    """
    if isinstance(plan, NoPlan):
        raise _unknown(id_)
    if isinstance(plan, Drafted):
        raise _still_a_draft(id_)
    if not any(each.item == item and unit in each.units for each in plan.items):
        raise Refused(
            "not-in-the-plan",
            vi=f"Kế hoạch “{id_}” không có mục “{item}” cho “{unit}”; hãy sửa kế hoạch, hoặc ghi"
            " lý do đột xuất.",
            en=f"The plan '{id_}' has no line '{item}' for '{unit}'; amend it, or say why the"
            " inspection is extraordinary.",
            pointer="/planned",
        )


def _check_items(items: PlannedInspections) -> None:
    seen: set[Slug] = set()
    for index, each in enumerate(items):
        if each.item in seen:
            raise Refused(
                "item-twice",
                vi=f"Mục “{each.item}” ghi hai lần; hãy đặt cho mỗi mục một mã.",
                en=f"The line '{each.item}' stands there twice; give each its own id.",
                pointer=f"/items/{index}/item",
            )
        seen.add(each.item)


def _unknown(id_: Slug) -> Refused:
    return Refused(
        "unknown-inspection-plan",
        vi=f"Không có kế hoạch kiểm tra “{id_}”; hãy lập dự thảo trước.",
        en=f"There is no inspection plan '{id_}'; draft it first.",
        pointer="/plan",
    )


def _still_a_draft(id_: Slug) -> Refused:
    return Refused(
        "inspection-plan-not-issued",
        vi=f"Kế hoạch “{id_}” còn là dự thảo; người đứng đầu phải ban hành trước.",
        en=f"The plan '{id_}' is a draft; the head has to issue it first.",
        pointer="/plan",
        resend=Resend.AS_IS,
    )


def _already_issued(plan: Issued) -> Refused:
    return Refused(
        "inspection-plan-already-issued",
        vi=f"Kế hoạch đã ban hành số {plan.issued.number}; muốn đổi thì ban hành bản sửa đổi.",
        en=f"The plan was issued as {plan.issued.number}; amend it if it has to change.",
        pointer="/plan",
        resend=Resend.NEVER,
    )
