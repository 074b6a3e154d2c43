"""Routes of nominations: units make and show them, the standing adviser judges and shortlists."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Level, NominationKind
from danvan.contracts.emulation import (
    AchievementPeriod,
    CriterionScore,
    NominationId,
    NominationName,
)
from danvan.contracts.planning import Evidence
from danvan.contracts.roles import STEERING
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.work import Work
from danvan.services.emulation.api.common import READ, SPEAK, STEER
from danvan.services.emulation.application import nominations as application
from danvan.services.emulation.domain.nomination_commands import WithdrawNomination
from danvan.services.emulation.views import nomination_questions as views
from danvan.services.emulation.views.standing import predecessors

Status = Literal[
    "made",
    "eligible",
    "ineligible",
    "shortlisted",
    "recognised",
    "declined",
    "praised",
    "withdrawn",
    "lapsed",
    "revoked",
]


class NominateBody(Body):
    """Who or what is nominated, and for what. `name`: the unit's own, new in this campaign."""

    campaign: Slug
    name: NominationName
    kind: NominationKind
    subject: Line
    achievement: Prose = Field(min_length=1)
    period: AchievementPeriod
    parent: NominationId | None = None


class EvidenceBody(Body):
    """A file by its name and hash, for one criterion or for the whole."""

    evidence: Evidence
    criterion: Slug | None = None


class SelfScoreBody(Body):
    """A score for every criterion of the campaign."""

    scores: tuple[CriterionScore, ...] = Field(min_length=1)


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["nominations"])
    _ask(routes, api)
    _speak(routes, api)
    _select(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    @routes.get("/nominations")
    def nominations(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        campaign: Slug | None = None,
        unit: Slug | None = None,
        kind: NominationKind | None = None,
        status: Status | None = None,
        level: Level | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Nominations, without the names of persons."""
        rows = views.nominations(
            db,
            campaign=campaign,
            unit=unit,
            kind=kind,
            status=status,
            level=level,
            cursor=cursor,
            limit=limit,
        )
        return page(rows, "nomination", limit)

    @routes.get("/nominations/{nomination}")
    def nomination(
        nomination: NominationId,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """One nomination. Who runs the campaign, and its own unit, also see names, evidence and
        notes."""
        row = found(views.nomination(db, nomination, whole=True), f"nomination {nomination}")
        who = caller.principal
        if who.role in STEERING or (who.role in SPEAK and who.unit == row["unit"]):
            return row
        return found(views.nomination(db, nomination, whole=False), f"nomination {nomination}")


def _speak(routes: APIRouter, api: Api) -> None:
    """What a unit says of its own nominations."""
    actor = api.caller(*SPEAK)

    @routes.post("/nominations", status_code=201)
    def nominate(body: NominateBody, caller: Annotated[Caller, actor]) -> Recorded:
        """The caller's unit nominates."""
        unit, said = caller.unit, dict(body)
        return caller.do(lambda work: application.nominate(work, unit, **said))

    @routes.post("/nominations/{nomination}/evidence", status_code=201)
    def evidence(
        nomination: NominationId, body: EvidenceBody, caller: Annotated[Caller, actor]
    ) -> Recorded:
        """The unit shows a file."""
        unit = caller.unit
        return caller.do(
            lambda work: application.add_evidence(
                work, unit, nomination, body.evidence, body.criterion
            )
        )

    @routes.post("/nominations/{nomination}/self-score", status_code=201)
    def self_score(
        nomination: NominationId, body: SelfScoreBody, caller: Annotated[Caller, actor]
    ) -> Recorded:
        """The unit scores itself."""
        unit = caller.unit
        return caller.do(lambda work: application.self_score(work, unit, nomination, body.scores))

    @routes.post("/nominations/{nomination}/withdraw", status_code=201)
    def withdraw(
        nomination: NominationId, body: Body, caller: Annotated[Caller, actor]
    ) -> Recorded:
        """The unit gives its nomination up."""
        unit = caller.unit
        return caller.do(
            lambda work: application.withdraw(
                work,
                WithdrawNomination(at=work.at, nomination=nomination, unit=unit),
            )
        )


def _select(routes: APIRouter, ground: Ground, api: Api) -> None:
    """What the standing adviser decides before the vote."""
    steer = api.caller(*STEER)

    def known(work: Work, nomination: NominationId) -> dict[str, Any]:
        """What the rules ask of other nominations and other units."""
        unit = application.existing(work, nomination).about.unit
        with ground.up_to_date() as db:
            return {
                "earlier": views.earlier(db, nomination),
                "predecessors": predecessors(db, unit, local_day(work.at)),
            }

    @routes.post("/nominations/{nomination}/eligibility", status_code=201)
    def eligibility(
        nomination: NominationId, body: Body, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """Hold a nomination against the rules; the answers stand in the fact."""

        def judge(work: Work) -> None:
            application.judge_eligibility(work, nomination, **known(work, nomination))

        return caller.do(judge)

    @routes.post("/nominations/{nomination}/shortlist", status_code=201)
    def shortlist(
        nomination: NominationId, body: Body, caller: Annotated[Caller, steer]
    ) -> Recorded:
        """Put an eligible nomination to the vote and before the council; it is judged anew."""

        def put(work: Work) -> None:
            application.shortlist(work, nomination, **known(work, nomination))

        return caller.do(put)
