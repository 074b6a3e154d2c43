"""Is everything still there, unchanged? Logs, checkpoints, alarms, and a verification to start."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from danvan.contracts.base import Refused
from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.sources import Part

PAGE = "/console/integrity"


def add_to(desk: Desk) -> None:
    """The pages."""

    async def verify(visit: Visit) -> Answer:
        service = visit.form.get("service", "")
        return _done(
            visit, await visit.post("inspection", f"/logs/{quote(service, safe='')}/verify", {})
        )

    async def answer(visit: Visit) -> Answer:
        alarm = quote(visit.form.get("alarm", ""), safe="")
        body = {"answer": visit.form.get("answer", "")}
        return _done(visit, await visit.post("inspection", f"/alarms/{alarm}/answer", body))

    desk.page(PAGE, integrity)
    desk.page(f"{PAGE}/verify", verify, method="POST")
    desk.page(f"{PAGE}/answer", answer, method="POST")
    desk.page(f"{PAGE}/logs/{{service}}", checkpoints)


async def integrity(visit: Visit) -> Answer:
    """All watched logs, what their verification says, and the alarms."""
    logs = await visit.get("inspection", "/logs")
    services = [log["service"] for log in logs.items]
    found = await asyncio.gather(
        *(visit.get("inspection", f"/logs/{service}/verification") for service in services)
    )
    verifications = dict(zip(services, found, strict=True))
    return "integrity.html", {
        "logs": logs,
        "verifications": verifications,
        "running": any(part and part.data.get("running") for part in found),
        "alarms": await visit.get("inspection", "/alarms"),
    }


async def checkpoints(visit: Visit) -> Answer:
    """The checkpoints of one log, the newest first."""
    service = quote(visit.request.path_params["service"], safe="")
    found = await visit.get("inspection", f"/logs/{service}/checkpoints")
    return "checkpoints.html", {"service": service, "found": found}


def _done(visit: Visit, part: Part) -> Answer:
    if part.missing is not None:
        raise Refused("not-done", vi=part.missing.vi, en=part.missing.en)
    return visit.on(PAGE)
