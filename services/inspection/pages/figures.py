"""Published numbers: a consolidated report in each of its versions, and what every figure is of."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from fastapi import HTTPException

from danvan.services.inspection.pages.desk import Answer, Desk, Visit


def add_to(desk: Desk) -> None:
    """The pages."""
    desk.page("/console/figures", consolidations)
    desk.page("/console/figures/{duty}", consolidation)
    desk.page("/console/figures/{duty}/{code}", lineage)


async def consolidations(visit: Visit) -> Answer:
    """The newest version of each."""
    return "consolidations.html", {"found": await visit.get("reporting", "/consolidations")}


async def consolidation(visit: Visit) -> Answer:
    """One version, and what moved in each."""
    duty = quote(visit.request.path_params["duty"], safe="")
    found, versions = await asyncio.gather(
        visit.get("reporting", f"/consolidations/{duty}", version=_version(visit)),
        visit.get("reporting", f"/consolidations/{duty}/versions"),
    )
    return "consolidation.html", {"duty": duty, "found": found, "versions": versions}


async def lineage(visit: Visit) -> Answer:
    """The shares of one figure, down to the facts."""
    duty, code = (quote(visit.request.path_params[part], safe="") for part in ("duty", "code"))
    found = await visit.get(
        "reporting", f"/consolidations/{duty}/figures/{code}", version=_version(visit)
    )
    return "lineage.html", {
        "duty": duty,
        "code": code,
        "version": _version(visit),
        "found": found,
    }


def _version(visit: Visit) -> str | None:
    version = visit.asked("version")
    if version is not None and not version.isdecimal():
        raise HTTPException(404)
    return version
