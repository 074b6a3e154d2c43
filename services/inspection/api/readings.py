"""Routes of the readings: who opened which file, and why."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated

from fastapi import APIRouter, Query

from danvan.contracts.inspection import FileKind, FileOpened
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Limit, Page, page
from danvan.services.inspection.application.reading import open_file
from danvan.services.inspection.views import readings as views

#: Who is told who reads: the inspector, and the head who answers for both.
TOLD = (Role.INSPECTOR, Role.LEADER)
#: Who reads files of others through inspection.
READS = (Role.INSPECTOR, Role.LEADER, Role.STANDING, Role.SUPERVISOR)


class ReadingBody(Body, FileOpened):
    """Which file, and why."""


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["readings"])

    @routes.get("/readings")
    def readings(
        caller: Annotated[Caller, api.caller(*TOLD)],
        db: Annotated[Db, api.read()],
        kind: FileKind | None = None,
        file: str | None = None,
        actor: str | None = None,
        cursor: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 100,
    ) -> Page:
        """Who opened which file and why, oldest first."""
        rows = views.readings(db, kind=kind, file=file, actor=actor, cursor=cursor, limit=limit)
        return page(rows, "position", limit)

    @routes.post("/readings", status_code=201)
    def read(body: ReadingBody, caller: Annotated[Caller, api.caller(*READS)]) -> Recorded:
        """Say which file is being opened, and why, before it is shown."""
        what = (body.kind, body.file)
        return caller.do(lambda work: open_file(work, what, body.reason))

    return routes
