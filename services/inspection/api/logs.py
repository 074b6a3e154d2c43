"""Routes of the watched logs: how far each is witnessed, its verification, alarms about it."""
# No postponed annotations: FastAPI could not read those that name the parameters of a function.

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, HTTPException, Query
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.notes import Verifier
from danvan.contracts.base import Refused, Resend
from danvan.contracts.inspection.words import Statement
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import SystemClock
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Limit, Page, found, page
from danvan.services.inspection.application.logs import answer_alarm
from danvan.services.inspection.archive import keeping, verifications
from danvan.services.inspection.settings import WatchedLog
from danvan.services.inspection.views import alarms as views
from danvan.services.inspection.witness.verification import verify
from danvan.services.inspection.witness.watching import inspection_settings, make_witness

#: Who is told how the logs stand: whoever works with the console.
TOLD = (Role.INSPECTOR, Role.LEADER, Role.STANDING, Role.SUPERVISOR, Role.OPERATOR)


class LogStanding(BaseModel):
    """How far a log is witnessed. `seen`: when its newest checkpoint was cosigned; `looked`: when
    it was last read; `lag`: how many facts it had more then; `archived`: facts that are kept;
    `alarms`: those without an answer. The root is in base64."""

    service: str
    origin: str
    url: str
    vkey: str
    witness: str
    size: int = 0
    archived: int = 0
    root: str | None = None
    seen: datetime | None = None
    looked: datetime | None = None
    lag: int = 0
    alarms: int = 0


class Answer(Body):
    """What came of an alarm."""

    answer: Statement


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["logs"])
    watched = {log.service: log for log in inspection_settings(ground).watched_logs()}
    _standings(routes, ground, api, watched)
    _verification(routes, ground, api, watched)
    _alarms(routes, api)
    return routes


def _named(watched: Mapping[str, WatchedLog], service: str) -> WatchedLog:
    return found(watched.get(service), f"watched log of {service}")


def _standings(
    routes: APIRouter, ground: Ground, api: Api, watched: Mapping[str, WatchedLog]
) -> None:
    cosigner = inspection_settings(ground).cosigner()
    witness_vkey = cosigner_vkey(cosigner) if cosigner else ""

    @routes.get("/logs")
    def logs(caller: Annotated[Caller, api.caller(*TOLD)], db: Annotated[Db, api.read()]) -> Page:
        """All watched logs, in the order of the file that names them."""
        looks, open_alarms = keeping.looks(db), views.unanswered(db)
        standings = [_standing(db, log, witness_vkey, looks) for log in watched.values()]
        for one in standings:
            one.alarms = open_alarms.get(one.service, 0)
        return Page(items=[one.model_dump() for one in standings])

    @routes.get("/logs/{service}/checkpoint", tags=["hashes"], response_class=PlainTextResponse)
    def checkpoint(service: str) -> PlainTextResponse:
        """The newest checkpoint with our cosignature; open to everybody."""
        with ground.database.connection() as db:
            kept = keeping.newest(db, _named(watched, service).service)
        note = found(kept, f"checkpoint of {service} yet").cosigned
        return PlainTextResponse(note, headers={"cache-control": "no-cache"})

    @routes.get("/logs/{service}/checkpoints")
    def checkpoints(
        service: str,
        caller: Annotated[Caller, api.caller(*TOLD)],
        db: Annotated[Db, api.read()],
        cursor: Annotated[int | None, Query(ge=0)] = None,
        limit: Limit = 100,
    ) -> Page:
        """Witnessed checkpoints, the newest first."""
        rows = keeping.checkpoints(db, _named(watched, service).service, limit, before=cursor)
        return page([_checkpoint(kept) for kept in rows], "size", limit)


def _verification(
    routes: APIRouter, ground: Ground, api: Api, watched: Mapping[str, WatchedLog]
) -> None:
    settings, now = inspection_settings(ground), SystemClock().now
    cosigner = settings.cosigner()

    @routes.post("/logs/{service}/verify", status_code=202)
    def start(
        service: str,
        background: BackgroundTasks,
        caller: Annotated[Caller, api.caller(Role.INSPECTOR)],
    ) -> dict[str, Any]:
        """Verify all that is kept of a log against what it publishes, from now on."""
        log = _named(watched, service)
        if settings.logs_token is None or cosigner is None:
            raise _no_archive()
        with ground.database.connection() as db:
            if not verifications.begin(db, service, now()):
                raise _running(service)
            begun = verifications.standing(db, service, now())
        background.add_task(verify, make_witness(ground, log), ground.database, cosigner, now)
        return begun or {}

    @routes.get("/logs/{service}/verification")
    def verification(
        service: str, caller: Annotated[Caller, api.caller(*TOLD)], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """How the running verification stands, or what the last one found."""
        stands = verifications.standing(db, _named(watched, service).service, now())
        if stands is None:
            raise HTTPException(404, f"the log of {service} has not been verified yet")
        return stands


def _alarms(routes: APIRouter, api: Api) -> None:
    @routes.get("/alarms")
    def alarms(
        caller: Annotated[Caller, api.caller(*TOLD)],
        db: Annotated[Db, api.read()],
        log: str | None = None,
        unanswered: bool = False,
        cursor: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 100,
    ) -> Page:
        """Alarms about watched logs, oldest first."""
        rows = views.alarms(db, log=log, unanswered=unanswered, cursor=cursor, limit=limit)
        return page(rows, "position", limit)

    @routes.post("/alarms/{alarm}/answer")
    def answer(
        alarm: str, body: Answer, caller: Annotated[Caller, api.caller(Role.INSPECTOR)]
    ) -> Recorded:
        """Say what came of an alarm."""
        return caller.do(lambda work: answer_alarm(work, alarm, body.answer))


def _standing(
    db: Db, log: WatchedLog, witness: str, looks: dict[str, tuple[datetime, int]]
) -> LogStanding:
    kept = keeping.newest(db, log.service)
    looked, said = looks.get(log.service, (None, 0))
    size = kept.size if kept else 0
    return LogStanding(
        service=log.service,
        origin=Verifier.parse(log.vkey).name,
        url=log.url,
        vkey=log.vkey,
        witness=witness,
        size=size,
        archived=keeping.size(db, log.service),
        root=base64.b64encode(kept.root).decode() if kept else None,
        seen=kept.seen if kept else None,
        looked=looked,
        lag=max(0, said - size),
    )


def _checkpoint(kept: keeping.Kept) -> dict[str, Any]:
    return {
        "size": kept.size,
        "root": base64.b64encode(kept.root).decode(),
        "seen": kept.seen,
        "note": kept.cosigned,
    }


def _running(service: str) -> Refused:
    return Refused(
        "verification-running",
        vi=f"Nhật ký {service} đang được kiểm chứng; hãy chờ kết quả.",
        en=f"The log of {service} is being verified already; wait for the result.",
        resend=Resend.AS_IS,
    )


def _no_archive() -> Refused:
    return Refused(
        "no-archive",
        vi="Nơi này chỉ chứng kiến các ô băm, không giữ sự kiện; người vận hành đặt"
        " DANVAN_LOGS_TOKEN để giữ.",
        en="Only hashes are witnessed here, no facts are kept; the operator sets"
        " DANVAN_LOGS_TOKEN to keep them.",
        resend=Resend.NEVER,
    )
