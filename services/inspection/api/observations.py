"""Routes of observations: recorded by supervisors, answered by units or the head, closed."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated

from fastapi import APIRouter

from danvan.contracts.base import Line, Slug
from danvan.contracts.inspection import (
    ObservationAnswerOffered,
    ObservationId,
    ObservationTerms,
    Statement,
)
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, page
from danvan.services.inspection.api.common import ANSWERS, OBSERVES, SEES, own_units
from danvan.services.inspection.application import observations as application
from danvan.services.inspection.application.pointing import check_pointed
from danvan.services.inspection.domain.observation import CloseObservation, RecordObservation
from danvan.services.inspection.views import observations as views


class ObservationBody(Body, ObservationTerms):
    """What was seen."""

    observation: ObservationId


class AnswerBody(Body):
    """The answer to it."""

    answer: Statement


class OutcomeBody(Body):
    """How it ended."""

    outcome: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["observations"])
    _ask(routes, api)
    _write(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    @routes.get("/observations")
    def observations(
        caller: Annotated[Caller, api.caller(*SEES)],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        status: views.Status | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Observations by id. A supervisor sees its own, people of a unit those about theirs."""
        observer = caller.unit if caller.principal.role is Role.SUPERVISOR else None
        rows = views.observations(
            db,
            units=own_units(caller, db, unit),
            observer=observer,
            status=status,
            cursor=cursor,
            limit=limit,
        )
        return page(rows, "observation", limit)


def _write(routes: APIRouter, api: Api) -> None:
    supervisor, answerer = api.caller(*OBSERVES), api.caller(*ANSWERS)

    @routes.post("/observations", status_code=201)
    def record(
        body: ObservationBody,
        caller: Annotated[Caller, supervisor],
        db: Annotated[Db, api.read()],
    ) -> Recorded:
        """The caller's union or board has seen something at a unit."""
        check_pointed(db, body.facts, "/facts")
        observer = caller.unit
        said = {name: getattr(body, name) for name in ObservationTerms.model_fields}
        terms = ObservationTerms(**said)
        return caller.do(
            lambda work: application.record_observation(
                work,
                RecordObservation(
                    at=work.at, observation=body.observation, observer=observer, terms=terms
                ),
            )
        )

    @routes.post("/observations/{observation}/answer", status_code=201)
    def answer(
        observation: Slug, body: AnswerBody, caller: Annotated[Caller, answerer]
    ) -> Recorded:
        """The unit answers, or the head for the agency."""
        by, leads = caller.unit, caller.principal.role is Role.LEADER
        said = ObservationAnswerOffered(observation=observation, answer=body.answer)
        return caller.do(lambda work: application.answer_observation(work, by, said, for_any=leads))

    @routes.post("/observations/{observation}/close", status_code=201)
    def close(
        observation: Slug, body: OutcomeBody, caller: Annotated[Caller, supervisor]
    ) -> Recorded:
        """The observer is content, or says why it is left."""
        observer = caller.unit
        return caller.do(
            lambda work: application.close_observation(
                work,
                CloseObservation(
                    at=work.at, observation=observation, observer=observer, outcome=body.outcome
                ),
            )
        )
