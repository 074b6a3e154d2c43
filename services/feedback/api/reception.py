"""Routes of citizen reception."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from danvan.contracts.base import Slug
from danvan.contracts.feedback import (
    ReceptionHeldOffered,
    ReceptionScheduleOffered,
    SessionId,
    VisitAnswerOffered,
)
from danvan.contracts.roles import READERS, SPEAKERS, UNIT_PEOPLE
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, page
from danvan.services.feedback.application import reception as application
from danvan.services.feedback.application.law import reception_clocks
from danvan.services.feedback.views import reception as views

READ = (*READERS, *UNIT_PEOPLE)
First = Annotated[date, Query(alias="from", description="The first day.")]
Last = Annotated[date, Query(description="The last day.")]


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["reception"])
    _ask(routes, api)
    _write(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/receptions")
    def receptions(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        from_: First,
        until: Last,
        unit: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Sessions on these days: announced, held, missed."""
        rows = views.sessions(
            db, unit=caller.own_unit(unit), first=from_, last=until, cursor=cursor, limit=limit
        )
        return page(rows, "session", limit)

    @routes.get("/receptions/figures")
    def figures(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        from_: First,
        until: Last,
        unit: Slug | None = None,
    ) -> dict[str, list[dict[str, Any]]]:
        """What reception came to on these days, by kind of session; and the months in which a head
        did not receive in person."""
        own = caller.own_unit(unit)
        return {
            "kinds": views.figures(db, unit=own, first=from_, last=until),
            "heads_missed": views.heads_missed(db, unit=own, first=from_, last=until),
        }

    @routes.get("/receptions/{session}/visits")
    def visits(
        session: SessionId,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Visits at a session. People of a unit see those of their own."""
        caller.own_unit(session.partition(".")[0])
        return page(views.visits(db, session=session, cursor=cursor, limit=limit), "id", limit)


def _write(routes: APIRouter, ground: Ground, api: Api) -> None:
    speaker, clocks = api.caller(*SPEAKERS), reception_clocks(ground)

    @routes.post("/receptions/schedule", status_code=201)
    def schedule(body: ReceptionScheduleOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit has announced a session."""
        return caller.do(
            lambda work: application.schedule_reception(
                work, clocks, caller.unit, body.kind, body.day, body.posted_on
            )
        )

    @routes.post("/receptions/hold", status_code=201)
    def hold(body: ReceptionHeldOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit has received citizens."""
        return caller.do(
            lambda work: application.hold_reception(
                work, clocks, caller.unit, body.kind, body.day, body.in_person, body.visits
            )
        )

    @routes.post("/receptions/answer", status_code=201)
    def answer(body: VisitAnswerOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit has told a visitor the result."""
        return caller.do(
            lambda work: application.answer_visit(work, caller.unit, body.visit, body.answered_on)
        )
