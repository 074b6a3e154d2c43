"""Routes that tell of petitions: one, many, which clocks run, how old the backlog is."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel

from danvan.contracts.base import Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import PetitionId
from danvan.contracts.feedback.days import Day
from danvan.contracts.problems import rule_broken
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.feedback.api.petitions import READ
from danvan.services.feedback.application.law import law_of, ruled_by
from danvan.services.feedback.domain.petition_law import next_steps, state_title
from danvan.services.feedback.views import petition_questions as views

#: How far ahead the list of clocks looks unless asked otherwise.
AHEAD = timedelta(days=7)


def _after(cursor: str) -> tuple[date, str, str]:
    """The place that a cursor of the alarm list names; without one, the place before all."""
    if not cursor:
        return date.min, "", ""
    day, petition, clock = cursor.split("~")
    return date.fromisoformat(day), petition, clock


def _cursor(given: str) -> str:
    try:
        _after(given)
    except ValueError as error:
        raise rule_broken(
            "unknown-cursor",
            "Con trỏ không đúng; hãy dùng “next” của trang trước.",
            "This is no cursor of this list; use `next` of the page before.",
        ) from error
    return given


ClockCursor = Annotated[Cursor, AfterValidator(_cursor)]


class NextStep(BaseModel):
    """A step that the caller may take now."""

    step: Slug
    title: Text


class OnePetition(BaseModel):
    """How a petition stands, and what can be done now."""

    petition: dict[str, Any]
    state: Text
    steps: list[NextStep]


class Ages(BaseModel):
    """Open cases by unit: within their time, and days past it."""

    day: date
    units: list[dict[str, Any]]


class Counts(BaseModel):
    """Received, handled and open cases by unit, over all time."""

    units: list[dict[str, Any]]


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["petitions"])
    _petitions(routes, ground, api)
    _overviews(routes, ground, api)
    return routes


def _petitions(routes: APIRouter, ground: Ground, api: Api) -> None:
    reader = api.caller(*READ)
    law = law_of(ground)

    @routes.get("/petitions")
    def petitions(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        state: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Petitions, by id. People of a unit see those of their own."""
        own = caller.own_unit(unit)
        rows = views.petitions(db, unit=own, state=state, cursor=cursor, limit=limit)
        return page(rows, "id", limit)

    @routes.get("/petitions/{petition}")
    def petition(
        petition: PetitionId, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> OnePetition:
        """One petition, its clocks, and the steps that the caller's role may take."""
        row = found(views.petition(db, petition), "such petition")
        caller.own_unit(row["unit"])
        state, ruled, today = row["state"], ruled_by(row), local_day(caller.at)
        steps = next_steps(law, ruled, state, caller.principal.role, today)
        return OnePetition(
            petition=row,
            state=state_title(law, ruled, state, today),
            steps=[NextStep(step=step.id, title=step.title) for step in steps],
        )


def _overviews(routes: APIRouter, ground: Ground, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/petition-clocks")
    def clocks(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        until: date | None = None,
        cursor: ClockCursor = "",
        limit: Limit = 100,
    ) -> Page:
        """The alarm list: clocks that have run out or will by `until` (in a week), the most urgent
        first."""
        last = until or local_day(ground.clock.now()) + AHEAD
        own = caller.own_unit(unit)
        rows = views.clocks(db, until=last, unit=own, after=_after(cursor), limit=limit)
        return page(rows, "cursor", limit)

    @routes.get("/petition-ages")
    def ages(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        day: Day | None = None,
    ) -> Ages:
        """How old the backlog is."""
        asked = day or local_day(ground.clock.now())
        return Ages(day=asked, units=views.ages(db, asked, caller.own_unit(unit)))

    @routes.get("/petition-counts")
    def counts(
        caller: Annotated[Caller, reader], db: Annotated[Db, api.read()], unit: Slug | None = None
    ) -> Counts:
        """How many petitions came, were handled, are open."""
        return Counts(units=views.counts(db, caller.own_unit(unit)))
