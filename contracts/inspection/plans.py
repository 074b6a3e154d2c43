"""Facts of the yearly inspection plan: which units are looked at, about what, in which quarter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Model, Payload, Slug
from danvan.contracts.inspection.words import Inspected, InspectionKind

InspectionPlanId = Annotated[Slug, Field(examples=["kh-kiem-tra-2023"])]
PlanYear = Annotated[int, Field(ge=1970, le=2199, examples=[2023])]
PlanTitle = Annotated[Line, Field(examples=["Kế hoạch kiểm tra năm 2023"])]
PlanNumber = Annotated[Line, Field(examples=["12/KH-TTr"])]


class PlannedInspection(Model):
    """One line of the plan: each of these units is to be inspected."""

    item: Annotated[Slug, Field(examples=["tiep-cong-dan"])]
    kind: Annotated[InspectionKind, Field(examples=[InspectionKind.PROGRAMME_CHECK])]
    units: Annotated[tuple[Inspected, ...], Field(min_length=1, max_length=200)]
    subject: Annotated[Line, Field(examples=["Tiếp công dân và giải quyết hồ sơ"])]
    quarter: Annotated[int, Field(ge=1, le=4)]


PlannedInspections = Annotated[tuple[PlannedInspection, ...], Field(min_length=1, max_length=200)]


class InspectionPlanDrafted(Payload):
    """The inspector proposes a plan, or the draft as it stands now."""

    plan: InspectionPlanId
    year: PlanYear
    title: PlanTitle
    items: PlannedInspections


class InspectionPlanIssued(Payload):
    """The head has signed it; from now on it binds."""

    plan: InspectionPlanId
    year: PlanYear
    title: PlanTitle
    number: PlanNumber
    items: PlannedInspections


class InspectionPlanAmended(Payload):
    """The head has changed it by another document; `version` counts from 1, the issue."""

    plan: InspectionPlanId
    version: Annotated[int, Field(ge=2, examples=[2])]
    number: PlanNumber
    reason: Annotated[Line, Field(examples=["Sáp nhập đơn vị từ tháng 7"])]
    items: PlannedInspections


PLAN_FACTS = (InspectionPlanIssued, InspectionPlanAmended)
#: A draft is nobody's business yet.
PLAN_INTERNAL_FACTS = (InspectionPlanDrafted,)
