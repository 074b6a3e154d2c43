"""Routes of the yearly inspection plans."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any

from fastapi import APIRouter

from danvan.contracts.base import Line, Slug
from danvan.contracts.inspection import InspectionPlanDrafted, PlannedInspections
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.inspection.api.common import DECIDES, LEADS, SEES, SEES_DRAFTS
from danvan.services.inspection.application import plans as application
from danvan.services.inspection.domain.inspection_plan import (
    AmendInspectionPlan,
    DraftInspectionPlan,
    IssueInspectionPlan,
)
from danvan.services.inspection.views import plans as views


class DraftBody(Body, InspectionPlanDrafted):
    """A plan as the inspector proposes it."""


class IssueBody(Body):
    """The number of the document."""

    number: Line


class AmendBody(IssueBody):
    """All lines as they stand from now on, and why."""

    reason: Line
    items: PlannedInspections


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["inspection plans"])
    _ask(routes, api)
    _write(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*SEES)

    @routes.get("/inspection-plans")
    def plans(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Plans by id. Drafts are for the inspector and the head."""
        drafts = caller.principal.role in SEES_DRAFTS
        return page(views.plans(db, drafts=drafts, cursor=cursor, limit=limit), "plan", limit)

    @routes.get("/inspection-plans/{plan}")
    def plan(
        plan: Slug, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One plan, and which of its inspections have been decided."""
        drafts = caller.principal.role in SEES_DRAFTS
        return found(views.plan(db, plan, drafts=drafts), f"inspection plan {plan}")


def _write(routes: APIRouter, api: Api) -> None:
    inspector, head = api.caller(*LEADS), api.caller(*DECIDES)

    @routes.post("/inspection-plans", status_code=201)
    def draft(body: DraftBody, caller: Annotated[Caller, inspector]) -> Recorded:
        """Propose a plan, or the draft as it stands now."""
        drafted = InspectionPlanDrafted(**dict(body))
        return caller.do(
            lambda work: application.draft_plan(
                work, DraftInspectionPlan(at=work.at, draft=drafted)
            )
        )

    @routes.post("/inspection-plans/{plan}/issue", status_code=201)
    def issue(plan: Slug, body: IssueBody, caller: Annotated[Caller, head]) -> Recorded:
        """The head signs the draft."""
        return caller.do(
            lambda work: application.issue_plan(
                work, IssueInspectionPlan(at=work.at, plan=plan, number=body.number)
            )
        )

    @routes.post("/inspection-plans/{plan}/amend", status_code=201)
    def amend(plan: Slug, body: AmendBody, caller: Annotated[Caller, head]) -> Recorded:
        """The head changes what binds."""
        return caller.do(
            lambda work: application.amend_plan(
                work, AmendInspectionPlan(at=work.at, plan=plan, **dict(body))
            )
        )
