"""Routes of the daily counts, on which reports and targets stand."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from danvan.contracts.base import Slug
from danvan.contracts.roles import READERS, UNIT_PEOPLE
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.feedback.views import counts as views

READ = (*READERS, *UNIT_PEOPLE)
From = Annotated[date, Query(alias="from", description="The first day that counts.")]
Until = Annotated[date, Query(description="The last day that counts.")]


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["counts"])

    @routes.get("/counts")
    def counts(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        from_: From,
        until: Until,
        unit: Slug | None = None,
    ) -> list[dict[str, Any]]:
        """What was counted for these days, by unit and code."""
        return views.counts(db, first=from_, last=until, unit=caller.own_unit(unit))

    @routes.get("/counts/{unit}")
    def counts_of(
        unit: Slug,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        from_: From,
        until: Until,
    ) -> list[dict[str, Any]]:
        """What was counted for one unit, day by day."""
        caller.must_be_of(unit)
        return views.by_day(db, first=from_, last=until, unit=unit)

    return routes
