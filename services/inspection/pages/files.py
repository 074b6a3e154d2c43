"""A file and its history: one stream, or all of a case, at any moment of both times.

`at` is the day something happened, `known` the day it was recorded: a page shows the file as it was
at one moment, as far as it was known at another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool
from pydantic_core import from_json

from danvan.contracts.base import Refused
from danvan.contracts.catalogue import CATALOGUE
from danvan.contracts.entry import Audience
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db, Row
from danvan.services.inspection.archive import reading
from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.drawings import Mark
from danvan.services.inspection.pages.language import Language
from danvan.services.inspection.pages.sources import Part

T = TypeVar("T")

#: A fact that was recorded so long after it happened was typed in later.
LATER_SECONDS = 86_400
#: The two parameters that name the moments.
AXES = ("at", "known")
#: A long file is shown in windows of so many facts, its sliders have so many steps, and so many
#: facts are drawn: a page stays light.
WINDOW, STEPS, DRAWN = 40, 120, 160


@dataclass(frozen=True)
class Told:
    """A fact as a page tells it. `index` is its leaf in the service's log."""

    service: str
    document: dict[str, Any]
    index: int

    @property
    def stream(self) -> str:
        """The stream it stands in."""
        return str(self.document["subject"])

    @property
    def happened(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.document["time"])

    @property
    def recorded(self) -> datetime:
        """When it was recorded."""
        return datetime.fromisoformat(self.document["recordedtime"])

    @property
    def later(self) -> bool:
        """Was it recorded much later than it happened?"""
        return (self.recorded - self.happened).total_seconds() > LATER_SECONDS


def add_to(desk: Desk) -> None:
    """The pages."""

    async def archived(visit: Visit, ask: Callable[[Db], Iterable[Row]]) -> list[Told]:
        """What the visitor may see of an answer of the archive.

        Raises:
            HTTPException: 404 if that is nothing.
        """

        def read() -> list[Told]:
            with desk.ground.database.connection() as db:
                return [from_archive(row) for row in ask(db)]

        told = visible(visit, await run_in_threadpool(read))
        if not told:
            raise HTTPException(404)
        return told

    async def case(visit: Visit) -> Answer:
        name = visit.request.path_params["correlation"]
        await desk.opened(visit, "case", name)
        told = await archived(visit, lambda db: reading.case(db, name))
        return await timeline(visit, told, name)

    async def stream(visit: Visit) -> Answer:
        service, name = _named(visit)
        await desk.opened(visit, "file", f"{service}/{name}")
        told = await archived(visit, lambda db: reading.stream(db, service, name))
        return await timeline(visit, told, name)

    async def compared(visit: Visit) -> Answer:
        service, name = _named(visit)
        await desk.opened(visit, "file", f"{service}/{name}")
        told = await archived(visit, lambda db: reading.stream(db, service, name))
        return await compare(visit, told, service, name)

    desk.page("/console/cases/{correlation:path}", case)
    desk.page("/console/files/{service}/{name:path}", stream)
    desk.page("/console/compare/{service}/{name:path}", compared)


async def timeline(visit: Visit, told: Sequence[Told], name: str) -> Answer:
    """The facts with two sliders, and the state that they lead to beside them."""
    happened = _thinned(sorted({fact.happened for fact in told}), STEPS)
    recorded = _thinned(sorted({fact.recorded for fact in told}), STEPS)
    if stepped := _stepped(visit, happened, recorded):
        return stepped
    at = _moment(visit, "at", happened[-1])
    known = _moment(visit, "known", recorded[-1])
    streams = Counter((fact.service, fact.stream) for fact in told)
    shown = visit.asked("state")
    (service, stream), _ = next(
        (item for item in streams.items() if shown == f"{item[0][0]}/{item[0][1]}"),
        streams.most_common(1)[0],
    )
    first = _window(visit, told, at, known)
    return "file.html", {
        "name": name,
        "told": told[first : first + WINDOW],
        "first": first,
        "window": WINDOW,
        "number": len(told),
        "at": at,
        "known": known,
        "sliders": [_slider("at", happened, at), _slider("known", recorded, known)],
        "streams": streams,
        "shown": (service, stream),
        "state": await state_of(visit, service, stream, at, known),
        "marks": _marks(visit, told, range(first, first + WINDOW)),
    }


async def state_of(visit: Visit, service: str, stream: str, at: datetime, known: datetime) -> Part:
    """The state of a stream as it was at one moment, as known at another."""
    path = f"/history/{quote(stream)}"
    return await visit.get(service, path, at=at.isoformat(), known_at=known.isoformat())


async def compare(visit: Visit, told: Sequence[Told], service: str, name: str) -> Answer:
    """What changed in one stream between two moments."""
    moments = sorted({fact.happened for fact in told})
    known = max(fact.recorded for fact in told)
    first, last = _moment(visit, "from", moments[0]), _moment(visit, "until", moments[-1])
    known_first, known_last = _moment(visit, "known_from", known), _moment(visit, "known", known)
    diff = await visit.get(
        service,
        f"/history/{quote(name)}/diff",
        **{
            "from": first.isoformat(),
            "until": last.isoformat(),
            "known_from": known_first.isoformat(),
            "known_until": known_last.isoformat(),
        },
    )
    return "compare.html", {
        "service": service,
        "name": name,
        "moments": moments,
        "recorded": sorted({fact.recorded for fact in told}),
        "chosen": {"from": first, "until": last, "known_from": known_first, "known": known_last},
        "diff": diff,
    }


def visible(visit: Visit, told: Iterable[Told]) -> list[Told]:
    """What the visitor may see: internal facts are the inspector's alone."""
    if visit.who.role is Role.INSPECTOR:
        return list(told)
    return [
        fact for fact in told if CATALOGUE[fact.document["type"]].audience is not Audience.INTERNAL
    ]


def from_archive(row: dict[str, Any]) -> Told:
    """A row of the archive: its bytes are the truth."""
    return Told(row["service"], from_json(row["raw"]), row["index"])


@dataclass(frozen=True)
class Slider:
    """One slider: its moments, and on which of them it stands."""

    name: str
    moments: list[datetime]
    step: int

    def says(self, language: Language) -> str:
        """Each moment for the address and for people, as the script takes it."""
        return "|".join(f"{at.isoformat()} {language.when(at)}" for at in self.moments)


def _slider(name: str, moments: list[datetime], at: datetime) -> Slider:
    return Slider(name, moments, max(0, sum(1 for moment in moments if moment <= at) - 1))


def _stepped(visit: Visit, *moments: Sequence[datetime]) -> Answer | None:
    """Sliders count moments; an address names them, so that it stays true when facts are added."""
    query = dict(visit.request.query_params)
    stepped = False
    for axis, choice in zip(AXES, moments, strict=True):
        step = query.pop(f"{axis}_step", "")
        if step.isdecimal():
            stepped = True
            query[axis] = choice[min(int(step), len(choice) - 1)].isoformat()
    return visit.on(f"{visit.request.url.path}?{urlencode(query)}") if stepped else None


def _window(visit: Visit, told: Sequence[Told], at: datetime, known: datetime) -> int:
    """The first fact that is shown: as asked, else so that the last visible one is among them."""
    asked = visit.asked("first") or ""
    if asked.isdecimal() and int(asked) < len(told):
        return int(asked)
    visible = [n for n, fact in enumerate(told) if fact.happened <= at and fact.recorded <= known]
    return max(0, (visible or [0])[-1] + 5 - WINDOW) if len(told) > WINDOW else 0


def _thinned(values: list[T], most: int) -> list[T]:
    """At most so many of them, evenly, the first and the last among them."""
    if len(values) <= most:
        return values
    return [values[round(n * (len(values) - 1) / (most - 1))] for n in range(most)]


def _marks(visit: Visit, told: Sequence[Told], shown: range) -> list[Mark]:
    """Facts as they are drawn; those that the page shows lead to their rows."""
    return [
        Mark(
            told[n].happened,
            told[n].recorded,
            visit.language.fact(told[n].document["type"]),
            f"#f{told[n].document['id']}" if n in shown else None,
        )
        for n in _thinned(list(range(len(told))), DRAWN)
    ]


def _moment(visit: Visit, name: str, otherwise: datetime) -> datetime:
    given = visit.asked(name)
    if given is None:
        return otherwise
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+"))
        moment.utctimetuple()
        if moment.tzinfo is None:
            raise ValueError
    except (ValueError, OverflowError):
        raise Refused(
            "not-a-moment",
            vi=f"“{given}” không phải là thời điểm; hãy ghi như 2023-05-10T16:55:00+07:00.",
            en=f"“{given}” is not a moment; write it like 2023-05-10T16:55:00+07:00.",
        ) from None
    return moment


def _named(visit: Visit) -> tuple[str, str]:
    parameters = visit.request.path_params
    return parameters["service"], parameters["name"]
