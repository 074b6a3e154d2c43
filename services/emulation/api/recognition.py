"""Routes of recognition: site visits, publication, comments, levels, praise, revocation."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.campaign import Level
from danvan.contracts.emulation import NominationId, PraiseForm, RevocationGround, Shortfall
from danvan.contracts.planning import Evidence
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.emulation.api.common import SPEAK, STEER
from danvan.services.emulation.application import recognition as application


class VisitBody(Body):
    """What was found on site. `team`: the unit of each who went; one line a person."""

    confirmed: bool
    team: tuple[Slug, ...] = Field(min_length=1)
    visited_on: date
    notes: Prose = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()


class CommentBody(Body):
    """What the caller's unit has to say."""

    text: Prose = Field(min_length=1)


class RecogniseBody(Body):
    """The level, and the number of the decision."""

    level: Level
    order: Line


class DeclineBody(Body):
    """The level that isn't reached, and why: by codes, and in words."""

    level: Level
    shortfalls: tuple[Shortfall, ...] = Field(min_length=1)
    reason: Prose = Field(min_length=1)


class PraiseBody(Body):
    """In which form."""

    form: PraiseForm


class RevokeBody(Body):
    """From which level up (none for a good deed), on which ground, by which decision."""

    level: Level | None = None
    ground: RevocationGround
    order: Line
    reason: Prose = Field(min_length=1)


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["recognition"])
    _find_out(routes, ground, api)
    _honour(routes, api)
    return routes


def _find_out(routes: APIRouter, ground: Ground, api: Api) -> None:
    @routes.post("/nominations/{nomination}/site-visit", status_code=201)
    def visit(
        nomination: NominationId, body: VisitBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """A team of other units was there."""
        said = {name: getattr(body, name) for name in VisitBody.model_fields}
        return caller.do(lambda work: application.verify_on_site(work, nomination, **said))

    @routes.post("/nominations/{nomination}/publish", status_code=201)
    def publish(
        nomination: NominationId, body: Body, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Publish a nomination for comment, for as many working days as the policy says."""
        return caller.do(lambda work: application.publish(work, nomination, ground.calendar))

    @routes.post("/nominations/{nomination}/comments", status_code=201)
    def comment(
        nomination: NominationId, body: CommentBody, caller: Annotated[Caller, api.caller(*SPEAK)]
    ) -> Recorded:
        """Somebody has something to say while it is published."""
        unit = caller.unit
        return caller.do(lambda work: application.comment(work, nomination, unit, body.text))


def _honour(routes: APIRouter, api: Api) -> None:
    steer = api.caller(*STEER)

    @routes.post("/nominations/{nomination}/recognise", status_code=201)
    def recognise(
        nomination: NominationId, body: RecogniseBody, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """Recognise at the next level of the campaign, if the level's terms are met."""
        return caller.do(
            lambda work: application.recognise(work, nomination, body.level, body.order)
        )

    @routes.post("/nominations/{nomination}/decline", status_code=201)
    def decline(
        nomination: NominationId, body: DeclineBody, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """It goes no higher, and why."""
        return caller.do(
            lambda work: application.decline(
                work, nomination, body.level, body.shortfalls, body.reason
            )
        )

    @routes.post("/nominations/{nomination}/praise", status_code=201)
    def praise(
        nomination: NominationId, body: PraiseBody, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """Honour what was recognised, or a good deed at once."""
        return caller.do(lambda work: application.praise(work, nomination, body.form))

    @routes.post("/nominations/{nomination}/revoke", status_code=201)
    def revoke(
        nomination: NominationId, body: RevokeBody, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """Take back this level and those above."""
        said = {name: getattr(body, name) for name in ("level", "ground", "order", "reason")}
        return caller.do(lambda work: application.revoke(work, nomination, **said))
