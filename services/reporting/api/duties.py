"""Duties, the compliance matrix, and what facts record of a unit."""

# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from danvan.contracts.base import Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.reporting import DutyId, DutyTerms, ReportId
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.reporting.api.common import (
    OVERSEE,
    READ,
    Standing,
)
from danvan.services.reporting.views import duties as duty_views
from danvan.services.reporting.views import figures, standings


class Period(BaseModel):
    """A column of the compliance matrix."""

    duty: DutyId
    series: Slug
    period: Slug
    title: str
    last_day_on_time: date


class Cell(BaseModel):
    """How one report stands. `returns`: how often it was returned."""

    report: ReportId
    standing: Standing
    first_received: AwareDatetime | None
    last_received: AwareDatetime | None
    returns: int


class UnitRow(BaseModel):
    """A row of the matrix; `cells` by duty, where the unit owes or owed it."""

    unit: Slug
    name: Text
    cells: dict[DutyId, Cell]


class Counts(BaseModel):
    """How many reports stand in each way, and how many were returned at least once."""

    on_time: int
    late: int
    returned: int
    missing: int
    waived: int
    awaited: int
    returned_ever: int


class Matrix(BaseModel):
    """The compliance matrix of a plan: units × periods."""

    plan: Slug
    periods: list[Period]
    units: list[UnitRow]
    counts: Counts


def router(ground: Ground, api: Api) -> APIRouter:
    """Routes for whoever wants to know what is owed, and who keeps to it."""
    routes = APIRouter(tags=["duties"])

    @routes.get("/duties")
    def duties(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        unit: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """What is owed for which period; people of a unit see what it owes."""
        rows = duty_views.duties(
            db, plan=plan, unit=caller.own_unit(unit), after=cursor, limit=limit
        )
        return page(rows, "duty", limit)

    @routes.get("/duties/{duty}")
    def duty(
        duty: DutyId, caller: Annotated[Caller, api.caller(*READ)], db: Annotated[Db, api.read()]
    ) -> DutyTerms:
        """One duty with its template, days, and the units that owe it."""
        return found(duty_views.terms_of(db, duty), f"duty {duty}")

    @routes.get("/compliance")
    def compliance(
        plan: Slug,
        caller: Annotated[Caller, api.caller(*OVERSEE)],
        db: Annotated[Db, api.read()],
        series: Slug | None = None,
    ) -> Matrix:
        """Units × periods: on time, late, returned, missing, waived, or awaited."""
        return Matrix(**standings.matrix(db, plan, series, today=local_day(caller.at)))

    @routes.get("/figures/{unit}")
    def recorded(
        unit: Slug,
        first: date,
        last: date,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> list[dict[str, Any]]:
        """What facts of other services count for a unit's indicators, each with its fact."""
        caller.must_be_of(unit)
        return figures.recorded_figures(db, [unit], first=first, last=last)

    return routes
