"""Inspections and what they found; observations of supervisors; who has read what."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.overview import unit_names


def add_to(desk: Desk) -> None:
    """The pages."""
    desk.page("/console/inspections", inspections)
    desk.page("/console/inspections/{inspection}", inspection)


async def inspections(visit: Visit) -> Answer:
    """Everything that inspection itself has recorded."""
    lists = ("inspections", "recommendations", "observations", "readings")
    names, *found = await asyncio.gather(
        unit_names(visit), *(visit.get("inspection", f"/{name}") for name in lists)
    )
    return "inspections.html", {"names": names} | dict(zip(lists, found, strict=True))


async def inspection(visit: Visit) -> Answer:
    """One inspection with its findings."""
    name = quote(visit.request.path_params["inspection"], safe="")
    found, names = await asyncio.gather(
        visit.get("inspection", f"/inspections/{name}"), unit_names(visit)
    )
    return "inspection.html", {"name": name, "found": found, "names": names}
