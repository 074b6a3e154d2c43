"""Routes of tasks."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.planning import Activity, Evidence, TaskId
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.planning import application
from danvan.services.planning.api.common import (
    JUDGE,
    READ,
    SPEAK,
    Body,
)
from danvan.services.planning.domain.task import (
    AcceptTask,
    CompleteTask,
    HoldActivity,
    ProgressTask,
    ReturnTask,
    VerifyTask,
)
from danvan.services.planning.views import tasks as views

Status = Literal["assigned", "accepted", "returned", "done", "verified", "withdrawn"]


class NoteBody(Body):
    """What there is to say, and what shows it."""

    note: Prose = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()


class ActivityBody(Body):
    """What was held."""

    activity: Activity


class VerifyBody(Body):
    """What was found."""

    note: Prose = ""


class ReturnBody(Body):
    """What is missing."""

    reason: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["tasks"])
    _ask(routes, api)
    _speak(routes, api)
    _judge(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    @routes.get("/tasks")
    def tasks(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        unit: Slug | None = None,
        clause: str | None = None,
        status: Status | None = None,
        overdue: bool | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Tasks. People of a unit see those of their own."""
        rows = views.tasks(
            db,
            plan=plan,
            unit=caller.own_unit(unit),
            clause=clause,
            status=status,
            overdue=overdue,
            cursor=cursor,
            limit=limit,
        )
        return page(rows, "id", limit)

    @routes.get("/tasks/{task}")
    def task(
        task: TaskId, caller: Annotated[Caller, api.caller(*READ)], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One task with all that was said about it and every activity."""
        row = found(views.task(db, task), f"task {task}")
        caller.own_unit(row["unit"])
        return row


def _speak(routes: APIRouter, api: Api) -> None:
    """What a unit says of its own tasks."""
    actor = api.caller(*SPEAK)

    @routes.post("/tasks/{task}/accept", status_code=201)
    def accept(task: TaskId, body: Body, caller: Annotated[Caller, actor]) -> Recorded:
        """The unit knows of the task and begins."""
        unit = caller.unit
        return caller.do(
            lambda work: application.hear_unit(
                work, AcceptTask(at=work.at, id=task, unit=unit, **dict(body))
            )
        )

    @routes.post("/tasks/{task}/progress", status_code=201)
    def progress(task: TaskId, body: NoteBody, caller: Annotated[Caller, actor]) -> Recorded:
        """How far the unit has come."""
        unit = caller.unit
        return caller.do(
            lambda work: application.hear_unit(
                work, ProgressTask(at=work.at, id=task, unit=unit, **dict(body))
            )
        )

    @routes.post("/tasks/{task}/activities", status_code=201)
    def hold(task: TaskId, body: ActivityBody, caller: Annotated[Caller, actor]) -> Recorded:
        """The unit has held an activity."""
        unit = caller.unit
        return caller.do(
            lambda work: application.hear_unit(
                work, HoldActivity(at=work.at, id=task, unit=unit, **dict(body))
            )
        )

    @routes.post("/tasks/{task}/complete", status_code=201)
    def complete(task: TaskId, body: NoteBody, caller: Annotated[Caller, actor]) -> Recorded:
        """The unit has done it."""
        unit = caller.unit
        return caller.do(
            lambda work: application.hear_unit(
                work, CompleteTask(at=work.at, id=task, unit=unit, **dict(body))
            )
        )


def _judge(routes: APIRouter, api: Api) -> None:
    judge = api.caller(*JUDGE)

    @routes.post("/tasks/{task}/verify", status_code=201)
    def verify(task: TaskId, body: VerifyBody, caller: Annotated[Caller, judge]) -> Recorded:
        """It is done indeed."""
        return caller.do(
            lambda work: application.judge_task(work, VerifyTask(at=work.at, id=task, **dict(body)))
        )

    @routes.post("/tasks/{task}/return", status_code=201)
    def return_(task: TaskId, body: ReturnBody, caller: Annotated[Caller, judge]) -> Recorded:
        """It is not done; the unit has to go on."""
        return caller.do(
            lambda work: application.judge_task(work, ReturnTask(at=work.at, id=task, **dict(body)))
        )
