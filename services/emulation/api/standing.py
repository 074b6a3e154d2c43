"""Routes of what counts for or against a unit."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter

from danvan.contracts.base import Line, Slug
from danvan.contracts.calendar import local_day
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.emulation.api.common import OVERSEE, STEER
from danvan.services.emulation.application.standing import note_standing
from danvan.services.emulation.domain.standing import DisciplineUnit, LiftDiscipline
from danvan.services.emulation.views import standing as views


class DisciplineBody(Body):
    """The number and day of the decision."""

    order: Line
    disciplined_on: date


class LiftBody(Body):
    """Which decision is no longer in force, by which other one."""

    order: Line
    by: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["standing"])

    @routes.get("/units/{unit}/standing")
    def standing(
        unit: Slug,
        caller: Annotated[Caller, api.caller(*OVERSEE)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """What eligibility is judged by: overdue reports, late petitions, discipline; and whose
        these count, too."""
        caller.must_be_of(unit)
        return views.standing(db, unit, local_day(caller.at))

    @routes.post("/units/{unit}/discipline", status_code=201)
    def discipline(
        unit: Slug, body: DisciplineBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """The unit was disciplined."""
        return caller.do(
            lambda work: note_standing(work, DisciplineUnit(at=work.at, unit=unit, **dict(body)))
        )

    @routes.post("/units/{unit}/discipline/lift", status_code=201)
    def lift(unit: Slug, body: LiftBody, caller: Annotated[Caller, api.caller(*STEER)]) -> Recorded:
        """The decision is no longer in force."""
        return caller.do(
            lambda work: note_standing(work, LiftDiscipline(at=work.at, unit=unit, **dict(body)))
        )

    return routes
