"""Routes of the council: appointed, scoring under seal, given more time, closed."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.emulation import CriterionScore, Member, NominationId, Person
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import found
from danvan.services.chassis.work import Work
from danvan.services.emulation.api.common import JUDGE, STEER
from danvan.services.emulation.application import council as application
from danvan.services.emulation.application.sealing import Seal
from danvan.services.emulation.views import council as views
from danvan.services.emulation.views.nomination_questions import shortlisted


class AppointBody(Body):
    """Who judges: subjects of the persons' tokens with their units; one of them presides."""

    members: tuple[Member, ...] = Field(min_length=1)
    chair: Person
    order: Line


class ExtendBody(Body):
    """The new last day for scores, the decision, and why; it names nobody."""

    until: date
    order: Line
    reason: Line


class ConflictBody(Body):
    """Why the caller takes no part in judging."""

    ground: Prose = Field(min_length=1)


class ScoreBody(Body):
    """A score for every criterion of the campaign."""

    scores: tuple[CriterionScore, ...] = Field(min_length=1)


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["council"])
    _steer(routes, ground, api)
    _sit(routes, ground, api)
    return routes


def _steer(routes: APIRouter, ground: Ground, api: Api) -> None:
    def up_for_honour(campaign: Slug) -> tuple[NominationId, ...]:
        with ground.up_to_date() as db:
            return shortlisted(db, campaign)

    @routes.get("/campaigns/{campaign}/council")
    def council(
        campaign: Slug,
        caller: Annotated[Caller, api.caller(*STEER, Role.INSPECTOR)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """Who sits in the council, and how many have scored what; never what."""
        return found(views.council(db, campaign), f"council of {campaign}")

    @routes.post("/campaigns/{campaign}/council", status_code=201)
    def appoint(
        campaign: Slug, body: AppointBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Appoint the council, or another one before the first score; after an extension, other
        members for those who have scored nothing."""
        return caller.do(
            lambda work: application.appoint(work, campaign, body.members, body.chair, body.order)
        )

    @routes.post("/campaigns/{campaign}/council/extend", status_code=201)
    def extend(
        campaign: Slug, body: ExtendBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Give members who have not scored more time, when it is over and a quorum is missing."""

        def give_time(work: Work) -> None:
            application.extend_scoring(work, campaign, up_for_honour(campaign), **dict(body))

        return caller.do(give_time)

    @routes.post("/campaigns/{campaign}/council/close", status_code=201)
    def close(
        campaign: Slug, body: Body, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Open all scores at once, when everybody has scored or the time for it is over."""

        def open_scores(work: Work) -> None:
            seal = Seal(ground.settings, campaign)
            application.close_scoring(work, seal, campaign, up_for_honour(campaign))

        return caller.do(open_scores)


def _sit(routes: APIRouter, ground: Ground, api: Api) -> None:
    """What a member does; nobody else is let through by the council itself."""
    member = api.caller(*JUDGE)

    @routes.get("/campaigns/{campaign}/council/mine")
    def mine(
        campaign: Slug, caller: Annotated[Caller, member], db: Annotated[Db, api.read()]
    ) -> list[dict[str, Any]]:
        """What the caller has to score. Empty for whoever is no member."""
        return views.to_score(db, campaign, caller.principal.actor)

    @routes.post("/nominations/{nomination}/conflict", status_code=201)
    def conflict(
        nomination: NominationId, body: ConflictBody, caller: Annotated[Caller, member]
    ) -> Recorded:
        """The caller has a conflict of interest and doesn't judge this nomination."""
        person = caller.principal.actor
        return caller.do(
            lambda work: application.declare_conflict(work, person, nomination, body.ground)
        )

    @routes.post("/nominations/{nomination}/score", status_code=201)
    def score(
        nomination: NominationId, body: ScoreBody, caller: Annotated[Caller, member]
    ) -> Recorded:
        """The caller's scores. To send them again changes nothing, so no idempotency key is kept:
        the digest of so short a body would let scores be guessed."""
        person, seal = caller.principal.actor, Seal(ground.settings, nomination.partition(".")[0])
        return replace(caller, key=None).do(
            lambda work: application.seal_score(work, seal, person, nomination, body.scores)
        )
