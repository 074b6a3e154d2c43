"""Routes by which inspections are read, and units speak to what was found and recommended."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any

from fastapi import APIRouter

from danvan.contracts.base import Slug
from danvan.contracts.inspection import (
    Evidence,
    FindingExplanationOffered,
    Papers,
    RecommendationDoneOffered,
    Statement,
)
from danvan.contracts.roles import UNIT_PEOPLE
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.inspection.api.common import EXPLAINS, SEES, SEES_DRAFTS, own_units
from danvan.services.inspection.application import inspections as application
from danvan.services.inspection.views import findings as finding_views
from danvan.services.inspection.views import inspections as views


class ExplanationBody(Body):
    """What the unit says to a finding."""

    explanation: Statement
    papers: Papers = ()


class DoneBody(Body):
    """What shows that it is done."""

    evidence: Evidence


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["inspections"])
    _ask(routes, api)
    _speak(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*SEES)

    @routes.get("/inspections")
    def inspections(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        status: views.Status | None = None,
        late: bool = False,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Inspections by id. `late`: those of which a step was overdue. People of a unit see those
        of their own."""
        units = own_units(caller, db, unit)
        rows = views.inspections(
            db, units=units, status=status, late=late, cursor=cursor, limit=limit
        )
        return page(rows, "inspection", limit)

    @routes.get("/inspections/{inspection}")
    def inspection(
        inspection: Slug, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One inspection with its findings and recommendations. Before the conclusion, findings
        are for the inspector, the head and the unit; afterwards all see those that it upholds."""
        row = found(views.inspection(db, inspection), f"inspection {inspection}")
        own_units(caller, db, row["unit"])
        role = caller.principal.role
        early = role in SEES_DRAFTS or role in UNIT_PEOPLE
        findings = finding_views.findings(db, inspection, before_conclusion=early)
        recommended = finding_views.of_inspection(db, inspection)
        return row | {"findings": findings, "recommendations": recommended}

    @routes.get("/recommendations")
    def recommendations(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        status: finding_views.Status | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Recommendations by inspection and id. `overdue`: their day passed before they were done.
        People of a unit see those of their own."""
        units = own_units(caller, db, unit)
        rows = finding_views.recommendations(
            db, units=units, status=status, cursor=cursor, limit=limit
        )
        return page(rows, "key", limit)


def _speak(routes: APIRouter, api: Api) -> None:
    unit_people = api.caller(*EXPLAINS)

    @routes.post("/inspections/{inspection}/findings/{finding}/explain", status_code=201)
    def explain(
        inspection: Slug,
        finding: Slug,
        body: ExplanationBody,
        caller: Annotated[Caller, unit_people],
    ) -> Recorded:
        """The caller's unit speaks to a finding."""
        by = caller.unit
        said = FindingExplanationOffered(inspection=inspection, finding=finding, **dict(body))
        return caller.do(lambda work: application.explain_finding(work, by, said))

    @routes.post("/inspections/{inspection}/recommendations/{recommendation}/done", status_code=201)
    def done(
        inspection: Slug,
        recommendation: Slug,
        body: DoneBody,
        caller: Annotated[Caller, unit_people],
    ) -> Recorded:
        """The caller's unit has done what was recommended."""
        by = caller.unit
        said = RecommendationDoneOffered(
            inspection=inspection, recommendation=recommendation, evidence=body.evidence
        )
        return caller.do(lambda work: application.do_recommendation(work, by, said))
