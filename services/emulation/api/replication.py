"""Routes of replication: adoptions of recognised models, and who learned from whom."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter

from danvan.contracts.base import Line, Slug
from danvan.contracts.emulation import AdoptionId, Effect, NominationId
from danvan.contracts.planning import Evidence
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.emulation.api.common import READ, SPEAK
from danvan.services.emulation.application import replication as application
from danvan.services.emulation.domain.adoption import (
    AddAdoptionEvidence,
    EndAdoption,
    MeasureEffect,
)
from danvan.services.emulation.views import replication as views


class AdoptBody(Body):
    """Since when the caller's unit does what the model showed."""

    started_on: date


class EvidenceBody(Body):
    """A file by its name and hash."""

    evidence: Evidence


class EffectBody(Body):
    """An indicator before and after."""

    effect: Effect


class EndBody(Body):
    """Why; `kept`: the unit does it now as a matter of course."""

    kept: bool
    reason: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["replication"])
    _ask(routes, api)
    _speak(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/models/{model}/replication")
    def replication(
        model: NominationId, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """The graph of a model: the models that grew out of it (`parent`), and who adopted each
        (`learned_from`), with the effects measured."""
        return found(views.graph(db, model), f"model {model}")

    @routes.get("/adoptions")
    def adoptions(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        model: NominationId | None = None,
        unit: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Adoptions."""
        rows = views.adoptions(db, model=model, unit=unit, cursor=cursor, limit=limit)
        return page(rows, "adoption", limit)

    @routes.get("/adoptions/{adoption}")
    def adoption(
        adoption: AdoptionId, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One adoption with its evidence and effects."""
        return found(views.adoption(db, adoption), f"adoption {adoption}")


def _speak(routes: APIRouter, api: Api) -> None:
    """What a unit says of the models that it has adopted."""
    actor = api.caller(*SPEAK)

    @routes.post("/models/{model}/adoptions", status_code=201)
    def adopt(model: NominationId, body: AdoptBody, caller: Annotated[Caller, actor]) -> Recorded:
        """The caller's unit adopts a recognised model of another unit."""
        unit = caller.unit
        return caller.do(lambda work: application.adopt(work, model, unit, body.started_on))

    @routes.post("/adoptions/{adoption}/evidence", status_code=201)
    def evidence(
        adoption: AdoptionId, body: EvidenceBody, caller: Annotated[Caller, actor]
    ) -> Recorded:
        """A file that shows it."""
        about = {"adoption": adoption, "unit": caller.unit, **dict(body)}
        return caller.do(
            lambda work: application.hear_adopter(work, AddAdoptionEvidence(at=work.at, **about))
        )

    @routes.post("/adoptions/{adoption}/effects", status_code=201)
    def effect(
        adoption: AdoptionId, body: EffectBody, caller: Annotated[Caller, actor]
    ) -> Recorded:
        """What it has changed."""
        about = {"adoption": adoption, "unit": caller.unit, **dict(body)}
        return caller.do(
            lambda work: application.hear_adopter(work, MeasureEffect(at=work.at, **about))
        )

    @routes.post("/adoptions/{adoption}/end", status_code=201)
    def end(adoption: AdoptionId, body: EndBody, caller: Annotated[Caller, actor]) -> Recorded:
        """It is over, or a matter of course."""
        about = {"adoption": adoption, "unit": caller.unit, **dict(body)}
        return caller.do(
            lambda work: application.hear_adopter(work, EndAdoption(at=work.at, **about))
        )
