"""Exports: what to carry away, in which form, and why; the file comes as the service writes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from fastapi.responses import StreamingResponse

from danvan.contracts.base import Refused
from danvan.contracts.roles import Role
from danvan.services.inspection.pages.desk import HEADERS, Answer, Desk, Visit
from danvan.services.inspection.pages.overview import unit_names
from danvan.services.inspection.pages.sources import Part

FORMATS = ("pack", "ocel-json", "ocel-sqlite", "xes", "jsonl")
CRITERIA = ("case", "unit", "since", "until")


def add_to(desk: Desk) -> None:
    """The pages."""
    desk.page("/console/exports", form)
    desk.page("/console/exports", export, method="POST")


async def form(visit: Visit) -> Answer:
    """What can be carried away."""
    return "exports.html", {
        "formats": FORMATS,
        "may": visit.who.role is Role.INSPECTOR,
        "case": visit.asked("case") or "",
        "unit": visit.asked("unit") or "",
        "names": await unit_names(visit),
    }


async def export(visit: Visit) -> Answer:
    """The file. What the browser is sent is never held whole."""
    criteria = {name: visit.form[name] for name in CRITERIA if visit.form.get(name)}
    body = {
        "format": visit.form.get("format", ""),
        "reason": visit.form.get("reason", ""),
        "redacted": visit.form.get("redacted") == "yes",
    } | criteria
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(
            visit.sources.download(visit.session.token, "inspection", "/exports", body)
        )
        if isinstance(found, Part):
            assert found.missing is not None
            raise Refused("no-export", vi=found.missing.vi, en=found.missing.en)
        answer, kept = found, stack.pop_all()

    async def chunks() -> AsyncIterator[bytes]:
        async with kept:
            async for chunk in answer.aiter_bytes():
                yield chunk

    passed = {
        name: answer.headers[name]
        for name in ("content-disposition", "content-type")
        if name in answer.headers
    }
    return StreamingResponse(chunks(), headers=HEADERS | passed)
