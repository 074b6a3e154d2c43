"""Search: by id, code of a petition, stream or case, over the archive of all sealed logs."""

from __future__ import annotations

from contextlib import closing
from itertools import islice

from fastapi.concurrency import run_in_threadpool

from danvan.services.inspection.archive import reading
from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.files import Told, from_archive, visible

#: So many facts are looked through, and so many characters taken.
SHOWN, LONGEST = 200, 200


def add_to(desk: Desk) -> None:
    """The page."""

    async def search(visit: Visit) -> Answer:
        text = (visit.asked("q") or "").strip()[:LONGEST]

        def read() -> list[Told]:
            with (
                desk.ground.database.connection() as db,
                closing(reading.search(db, text)) as rows,
            ):
                return [from_archive(row) for row in islice(rows, SHOWN)]

        told = visible(visit, await run_in_threadpool(read)) if text else []
        cases: dict[str, list[Told]] = {}
        for fact in told:
            cases.setdefault(fact.document.get("correlationid") or fact.stream, []).append(fact)
        return "search.html", {"q": text, "cases": cases}

    desk.page("/console/search", search)
