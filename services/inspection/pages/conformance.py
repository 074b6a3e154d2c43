"""Was the procedure kept? Cases of a unit and period with what deviates, and each with its law."""

from __future__ import annotations

import asyncio

from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.overview import unit_names

FILTERS = ("procedure", "unit", "since", "until", "policy", "as_of", "cursor")
#: As feedback's law names them; the first is shown where nobody asks.
PROCEDURES = (
    "complaint-first",
    "complaint-second",
    "denunciation",
    "recommendation",
    "reflection",
    "submission",
    "dossier",
)


def add_to(desk: Desk) -> None:
    """The pages."""

    async def one(visit: Visit) -> Answer:
        kind, name = (visit.request.path_params[part] for part in ("kind", "name"))
        await desk.opened(visit, "case", f"{kind}/{name}")
        asked = {part: visit.asked(part) for part in ("policy", "as_of")}
        found = await visit.get("feedback", f"/conformance/{kind}/{name}", **asked)
        return "conformance-case.html", {"kind": kind, "name": name, "found": found}

    desk.page("/console/conformance", many)
    desk.page("/console/conformance/{kind}/{name:path}", one)


async def many(visit: Visit) -> Answer:
    """Cases with deviations, and totals by rule."""
    asked = {name: visit.asked(name) for name in FILTERS}
    asked["procedure"] = asked["procedure"] or PROCEDURES[0]
    found, names = await asyncio.gather(
        visit.get("feedback", "/conformance", **asked), unit_names(visit)
    )
    return "conformance.html", {
        "asked": asked,
        "found": found,
        "names": names,
        "procedures": PROCEDURES,
    }
