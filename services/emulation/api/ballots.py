"""Routes of ballots: their terms and results are open to everybody, without signing in."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from danvan.contracts.base import Line, Sha256, Slug
from danvan.contracts.client.voting import Peeled
from danvan.contracts.emulation.ballots import (
    BallotTerms,
    Choice,
    Sealed,
    Signature,
    Teller,
    VoidGround,
    Voter,
)
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Forbidden, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.emulation.api.common import SPEAK, STEER
from danvan.services.emulation.application import ballots as application
from danvan.services.emulation.application.policies import policy_rows
from danvan.services.emulation.domain.ballot import VoidBallot
from danvan.services.emulation.domain.vote import Cast, vote_id
from danvan.services.emulation.views import ballots as views

Status = Literal["open", "counting", "counted", "voided"]


class OpenBody(Body):
    """The terms, and the electorate: subjects of the voters' tokens. `most`: choices on one
    paper. Without a campaign, the choices are any ids."""

    ballot: Slug
    campaign: Slug | None = None
    title: Line
    choices: tuple[Choice, ...] = Field(min_length=2)
    most: int = Field(default=1, ge=1)
    voters: tuple[Voter, ...] = Field(min_length=1)
    opens: AwareDatetime
    closes: AwareDatetime
    tellers: tuple[Teller, ...] = Field(min_length=2)
    basis: Line | None = None


class VoteBody(Body):
    """The sealed paper; made on the voter's own machine."""

    paper: Sealed


class PeelBody(Body):
    """A teller's work, as `danvan ballot open` makes it."""

    layer: int = Field(ge=1)
    papers: tuple[Sealed, ...]
    spoilt: int = Field(ge=0)
    signature: Signature


class VoidBody(Body):
    """Why, and by which decision."""

    ground: Literal[VoidGround.KEY_LOST, VoidGround.IRREGULARITY, VoidGround.CALLED_OFF]
    order: Line


class Voted(BaseModel):
    """Whether the caller has voted, and SHA-256 of the text of the paper that is kept."""

    voted: bool
    paper: Sha256 | None = None


class Batch(BaseModel):
    """The papers that wait for the teller of `layer`; their digest; the digest at the closing, and
    the signed work of the tellers before."""

    ballot: Slug
    layer: int
    papers: list[Sealed]
    digest: Sha256
    layers: list[dict[str, Any]]
    terms: BallotTerms


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["ballots"])
    _ask(routes, api)
    _vote(routes, ground, api)
    _hold(routes, ground, api)
    _open(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    """Anybody asks."""

    @routes.get("/ballots")
    def ballots(
        db: Annotated[Db, api.read()],
        campaign: Slug | None = None,
        status: Status | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Ballots; without a turnout while they are open."""
        rows = views.ballots(db, campaign=campaign, status=status, cursor=cursor, limit=limit)
        return page(rows, "ballot", limit)

    @routes.get("/ballots/{ballot}")
    def ballot(ballot: Slug, db: Annotated[Db, api.read()]) -> dict[str, Any]:
        """One ballot: the terms that papers are sealed for, and how it stands."""
        return found(views.ballot(db, ballot), f"ballot {ballot}")

    @routes.get("/ballots/{ballot}/published")
    def published(ballot: Slug, db: Annotated[Db, api.read()]) -> dict[str, Any]:
        """All papers without names, for everybody to count again."""
        return found(views.published(db, ballot), f"counted ballot {ballot}")


def _vote(routes: APIRouter, ground: Ground, api: Api) -> None:
    voter = api.caller(Role.VOTER)

    @routes.post("/ballots/{ballot}/vote", status_code=201)
    def vote(ballot: Slug, body: VoteBody, caller: Annotated[Caller, voter]) -> Recorded:
        """Hand in a sealed paper, once. The same paper again changes nothing."""
        who = caller.principal.actor
        return caller.do(lambda work: application.cast_vote(work, ballot, who, body.paper))

    @routes.get("/ballots/{ballot}/vote")
    def voted(ballot: Slug, caller: Annotated[Caller, voter]) -> Voted:
        """Whether the caller's own paper is in the box."""
        stream = application.VOTE.stream(vote_id(ballot, caller.principal.actor))
        state = application.VOTE.initial
        for stored in ground.journal.load([stream]).get(stream, []):
            state = application.VOTE.evolve(state, stored.read().data)
        if not isinstance(state, Cast):
            return Voted(voted=False)
        return Voted(voted=True, paper=hashlib.sha256(state.paper.encode()).hexdigest())


def _hold(routes: APIRouter, ground: Ground, api: Api) -> None:
    steering = api.caller(*STEER)

    @routes.post("/ballots", status_code=201)
    def open_(body: OpenBody, caller: Annotated[Caller, steering]) -> Recorded:
        """Announce a ballot. Its electorate is taken over whole and for good."""
        unit, rows = caller.unit, policy_rows(ground.settings)
        return caller.do(
            lambda work: application.open_ballot(work, rows=rows, unit=unit, **dict(body))
        )

    @routes.post("/ballots/{ballot}/close", status_code=201)
    def close(ballot: Slug, caller: Annotated[Caller, steering]) -> Recorded:
        """Close a ballot whose time is over; the beginning of the next day does it, too."""
        return caller.do(lambda work: application.close_ballot(work, ballot))

    @routes.post("/ballots/{ballot}/void", status_code=201)
    def void(ballot: Slug, body: VoidBody, caller: Annotated[Caller, steering]) -> Recorded:
        """The ballot shall have no result; it can be held again under another id."""
        return caller.do(
            lambda work: application.void_ballot(
                work, VoidBallot(at=work.at, ballot=ballot, **dict(body))
            )
        )


def _open(routes: APIRouter, ground: Ground, api: Api) -> None:
    teller = api.caller(*SPEAK)

    @routes.get("/ballots/{ballot}/papers")
    def papers(ballot: Slug, caller: Annotated[Caller, teller]) -> Batch:
        """The papers that wait for the next teller, sorted by themselves."""
        with ground.up_to_date() as db:
            row = found(views.batch(db, ballot), f"papers of {ballot} that wait to be opened")
        terms = BallotTerms.model_validate(row["terms"])
        if caller.unit not in {teller.unit for teller in terms.tellers}:
            raise Forbidden(f"only the tellers of {ballot} see its sealed papers")
        layers = row["layers"]
        return Batch(
            ballot=ballot,
            layer=len(layers) + 1,
            papers=row["papers"],
            digest=row["digest"],
            layers=layers,
            terms=terms,
        )

    @routes.post("/ballots/{ballot}/peel", status_code=201)
    def peel(ballot: Slug, body: PeelBody, caller: Annotated[Caller, teller]) -> Recorded:
        """A teller hands in his work; the last one's brings the result."""
        unit, done = caller.unit, Peeled(**dict(body))
        return caller.do(lambda work: application.peel_papers(work, ballot, unit, done))
