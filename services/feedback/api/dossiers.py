"""Routes of dossiers. A step's body is what the unit's software would offer over the broker."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from danvan.contracts.base import Slug
from danvan.contracts.feedback import (
    DossierCode,
    DossierCompletedOffered,
    DossierDelayOffered,
    DossierDeliveredOffered,
    DossierReadyOffered,
    DossierReceivedOffered,
    DossierRefusedOffered,
    DossierStepOffered,
    DossierSupplementOffered,
    DossierWithdrawnOffered,
)
from danvan.contracts.roles import READERS, SPEAKERS, UNIT_PEOPLE
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.feedback.application.dossiers import take_step
from danvan.services.feedback.application.law import dossier_clocks
from danvan.services.feedback.views import dossiers as views

READ = (*READERS, *UNIT_PEOPLE)
From = Annotated[date, Query(alias="from", description="The first day that counts.")]
Until = Annotated[date, Query(description="The last day that counts.")]


class DossierFigures(BaseModel):
    """What happened on some days, by unit and procedure; and how many are open now. The five
    buckets: `early`, `on_time`, `late` (resolved late), `not_yet_due`, `overdue`. `turned_late`:
    the original appointment passed on these days."""

    items: list[dict[str, Any]]
    not_yet_due: int
    overdue: int


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["dossiers"])
    _ask(routes, api)
    _report(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/dossiers")
    def dossiers(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        bucket: Literal["not-yet-due", "overdue"] | None = None,
        escalated: bool = False,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Dossiers by unit and code; with `bucket`, the open ones that stand so; `escalated`: those
        that were delayed twice, for the head. People of a unit see those of their own."""
        unit_after, _, code_after = cursor.partition(".")
        rows = views.dossiers(
            db,
            unit=caller.own_unit(unit),
            bucket=bucket,
            escalated=escalated,
            after=(unit_after, code_after),
            limit=limit,
        )
        return page(rows, "id", limit)

    @routes.get("/dossiers/figures")
    def figures(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        from_: From,
        until: Until,
        unit: Slug | None = None,
    ) -> DossierFigures:
        """What happened on some days, by unit and procedure; and how many are open now."""
        own = caller.own_unit(unit)
        rows = views.figures(db, first=from_, last=until, unit=own)
        return DossierFigures(items=rows, **views.still_open(db, unit=own))

    @routes.get("/dossiers/{unit}/{dossier}")
    def dossier(
        unit: Slug,
        dossier: DossierCode,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """How one dossier stands."""
        caller.must_be_of(unit)
        return found(views.dossier(db, unit, dossier), f"dossier {unit}.{dossier}")


def _report(routes: APIRouter, ground: Ground, api: Api) -> None:
    """What a unit says of its own dossiers."""
    speaker, clocks = api.caller(*SPEAKERS), dossier_clocks(ground)

    def take(caller: Caller, said: DossierStepOffered) -> Recorded:
        unit = caller.unit
        return caller.do(lambda work: take_step(work, unit, said, clocks))

    @routes.post("/dossiers/receive", status_code=201)
    def receive(body: DossierReceivedOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """It was received, with an appointment."""
        return take(caller, body)

    @routes.post("/dossiers/ask-supplement", status_code=201)
    def ask_supplement(
        body: DossierSupplementOffered, caller: Annotated[Caller, speaker]
    ) -> Recorded:
        """It was given back for all that is missing, once."""
        return take(caller, body)

    @routes.post("/dossiers/complete", status_code=201)
    def complete(body: DossierCompletedOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """What was missing is there; its appointment is the original one from now on."""
        return take(caller, body)

    @routes.post("/dossiers/ready", status_code=201)
    def ready(body: DossierReadyOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The result lies ready."""
        return take(caller, body)

    @routes.post("/dossiers/deliver", status_code=201)
    def deliver(body: DossierDeliveredOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The result was handed over."""
        return take(caller, body)

    @routes.post("/dossiers/announce-delay", status_code=201)
    def announce_delay(body: DossierDelayOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """It will be late; an apology is owed. A second time it goes to the head."""
        return take(caller, body)

    @routes.post("/dossiers/refuse", status_code=201)
    def refuse(body: DossierRefusedOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The applicant was told no in writing."""
        return take(caller, body)

    @routes.post("/dossiers/withdraw", status_code=201)
    def withdraw(body: DossierWithdrawnOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The applicant took it back."""
        return take(caller, body)
