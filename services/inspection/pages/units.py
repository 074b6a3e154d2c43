"""A unit in a period: everything that was done by it or for it, day by day."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import closing
from datetime import timedelta
from itertools import groupby, islice

from fastapi.concurrency import run_in_threadpool

from danvan.contracts.calendar import local_day
from danvan.services.inspection.archive import reading
from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.files import Told, from_archive, visible
from danvan.services.inspection.pages.overview import PAGE, unit_names

#: A period that nobody names is so long; a page shows so many facts.
DAYS, SHOWN = 90, 200


def add_to(desk: Desk) -> None:
    """The pages."""

    async def unit(visit: Visit) -> Answer:
        name = visit.request.path_params["unit"]
        today = local_day(desk.ground.clock.now())
        until = visit.asked_day("until", today)
        since = visit.asked_day("since", until - timedelta(days=DAYS))
        await desk.opened(visit, "unit", f"{name} {since} {until}")

        def read() -> list[Told]:
            with (
                desk.ground.database.connection() as db,
                closing(reading.of_unit(db, name, since, until)) as rows,
            ):
                return [from_archive(row) for row in islice(rows, SHOWN + 1)]

        found, names = await asyncio.gather(run_in_threadpool(read), unit_names(visit))
        told = visible(visit, found[:SHOWN])
        days = [
            (day, list(facts))
            for day, facts in groupby(told, lambda fact: local_day(fact.happened))
        ]
        return "unit.html", {
            "unit": name,
            "title": names.get(name, name),
            "since": since,
            "until": until,
            "days": days,
            "counts": Counter(fact.document["type"] for fact in told),
            "more": len(found) > SHOWN,
        }

    desk.page("/console/units", units)
    desk.page("/console/units/{unit}", unit)


async def units(visit: Visit) -> Answer:
    """All units of the register."""
    return "units.html", {"units": await visit.get("planning", "/units", limit=PAGE)}
