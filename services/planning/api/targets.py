"""Routes of targets and corrective actions."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.planning import ActionId
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.work import Work
from danvan.services.planning import application
from danvan.services.planning.api.common import (
    JUDGE,
    READ,
    SPEAK,
    Body,
    owner,
)
from danvan.services.planning.domain.corrective_action import (
    CompleteAction,
    PlanAction,
    VerifyAction,
)
from danvan.services.planning.domain.target import ValueTarget
from danvan.services.planning.views import targets as views

Status = Literal["opened", "planned", "overdue", "done", "verified"]


class FigureBody(Body):
    """The figure at the end of a day: a value, or for a percentage its two parts; and where it
    comes from."""

    day: date
    value: Decimal | None = Field(default=None, ge=0, max_digits=15, decimal_places=4)
    numerator: int | None = Field(default=None, ge=0)
    denominator: int | None = Field(default=None, ge=1)
    source: Line


class PlanBody(Body):
    """What will be done, by which unit, until when."""

    measure: Prose = Field(min_length=1)
    owner: Slug
    due: date


class DoneBody(Body):
    """What was done."""

    note: Prose = Field(min_length=1)


class VerifyBody(Body):
    """What was found."""

    note: Prose = ""


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["targets"])
    _targets(routes, api)
    _ask_actions(routes, api)
    _change_actions(routes, api)
    return routes


def _targets(routes: APIRouter, api: Api) -> None:
    @routes.get("/targets")
    def targets(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Targets, each with its latest figure and how it stands."""
        return page(views.targets(db, plan, cursor, limit), "id", limit)

    @routes.get("/targets/{plan}/{target}")
    def target(
        plan: Slug,
        target: Slug,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """One target with all its figures."""
        return found(views.target(db, plan, target), f"target {target} of the plan {plan}")

    @routes.post("/targets/{plan}/{target}/figures", status_code=201)
    def value(
        plan: Slug,
        target: Slug,
        body: FigureBody,
        caller: Annotated[Caller, api.caller(*SPEAK)],
    ) -> Recorded:
        """Record a figure by hand, of a target whose figures no service gives."""
        by = owner(caller)

        def use_case(work: Work) -> None:
            command = ValueTarget(at=work.at, target=target, by=by, **dict(body))
            application.value_target(work, plan, command)

        return caller.do(use_case)


def _ask_actions(routes: APIRouter, api: Api) -> None:
    @routes.get("/corrective-actions")
    def actions(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        unit: Slug | None = None,
        status: Status | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Corrective actions. `unit`: accountable for them, or their owner."""
        rows = views.actions(db, plan=plan, unit=unit, status=status, cursor=cursor, limit=limit)
        return page(rows, "action", limit)

    @routes.get("/corrective-actions/{action}")
    def action(
        action: ActionId,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """One corrective action."""
        return found(views.action(db, action), f"corrective action {action}")


def _change_actions(routes: APIRouter, api: Api) -> None:
    @routes.post("/corrective-actions/{action}/plan", status_code=201)
    def plan(
        action: ActionId, body: PlanBody, caller: Annotated[Caller, api.caller(*SPEAK)]
    ) -> Recorded:
        """Say what will be done. A later plan replaces the first."""
        by = owner(caller)

        def use_case(work: Work) -> None:
            about = {"action": action, "by": by, "owner_open": False} | dict(body)
            application.plan_action(work, PlanAction(at=work.at, **about))

        return caller.do(use_case)

    @routes.post("/corrective-actions/{action}/complete", status_code=201)
    def complete(
        action: ActionId, body: DoneBody, caller: Annotated[Caller, api.caller(*SPEAK)]
    ) -> Recorded:
        """Say that it is done."""
        by = owner(caller)
        return caller.do(
            lambda work: application.change_action(
                work, CompleteAction(at=work.at, action=action, by=by, **dict(body))
            )
        )

    @routes.post("/corrective-actions/{action}/verify", status_code=201)
    def verify(
        action: ActionId, body: VerifyBody, caller: Annotated[Caller, api.caller(*JUDGE)]
    ) -> Recorded:
        """It is done indeed."""
        return caller.do(
            lambda work: application.change_action(
                work, VerifyAction(at=work.at, action=action, **dict(body))
            )
        )
