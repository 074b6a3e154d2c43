"""What units said of themselves, beside what was recorded."""

# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from typing import Annotated

from fastapi import APIRouter, Query

from danvan.contracts.base import Slug
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.chassis.lists import Limit, Page, page
from danvan.services.reporting.api.common import READ
from danvan.services.reporting.views import self_reported as views

#: Size, report and code of the last row before.
SizeCursor = Annotated[
    str,
    Query(
        max_length=400,
        pattern=r"^(-?[0-9]{1,19}(\.[0-9]{1,8})?~[^~]+~[^~]+)?$",
        description="`next` of the page before.",
    ),
]
#: Unit, and place among its attempts, of the last row before.
PlaceCursor = Annotated[str, Query(max_length=400, description="`next` of the page before.")]


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["self-reported"])
    reader = api.caller(*READ)

    @routes.get("/self-reported")
    def by_difference(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        series: Slug | None = None,
        period: Slug | None = None,
        unit: Slug | None = None,
        code: Slug | None = None,
        cursor: SizeCursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Figures as units stated them last, what facts had said, and the unit's reason; those
        farthest apart first. People of a unit see their own."""
        rows = views.by_difference(
            db,
            series=series,
            period=period,
            unit=caller.own_unit(unit),
            code=code,
            after=cursor,
            limit=limit,
        )
        return page(rows, "cursor", limit)

    @routes.get("/self-reported/{code}")
    def over_time(
        code: Slug,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        series: Slug | None = None,
        unit: Slug | None = None,
        cursor: PlaceCursor = "",
        limit: Limit = 100,
    ) -> Page:
        """One indicator, unit by unit, in the order of the periods; every attempt with its time."""
        rows = views.over_time(
            db, code, series=series, unit=caller.own_unit(unit), after=cursor, limit=limit
        )
        return page(rows, "cursor", limit)

    return routes
