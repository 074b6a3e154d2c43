"""A stored fact as an event of process mining: what happened, when, in which role, to which things.

Only envelope and ids are looked at: no text, no person's name and no actor gets into a mining log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic_core import from_json

#: Fields of facts that hold the id of a stream of the same kind.
REFERENCES = (
    "adoption",
    "ballot",
    "campaign",
    "duty",
    "nomination",
    "petition",
    "plan",
    "report",
    "survey",
)
UNIT = "unit"
ON_BEHALF_OF = "on-behalf-of"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a sealed log: whose log, which one (from 0), and the stored bytes."""

    service: str
    index: int
    raw: bytes


class Related(NamedTuple):
    """A thing that an event is about. `qualifier` says how: the first way there is, for a reader
    may know only one."""

    object: str
    qualifier: str

    @property
    def kind(self) -> str:
        """The type of the thing: `<kind>/<id>`."""
        return kind_of(self.object)


@dataclass(frozen=True)
class Event:
    """One event. `id` is `<service>/<index>`: where the proof of it is found. Times are RFC 3339
    with the offset that was recorded; `order` sorts events of all services by when they happened.
    """

    id: str
    activity: str
    time: str
    case: str
    related: tuple[Related, ...]
    attributes: dict[str, str | int]
    order: tuple[str, str]


#: What every event carries beside activity and time, with its type in OCEL and in XES.
ATTRIBUTES = {
    "fact": "string",
    "service": "string",
    "index": "integer",
    "version": "integer",
    "role": "string",
    "unit": "string",
    "recorded": "time",
}


def events(leaves: Iterable[Leaf]) -> Iterator[Event]:
    """The events, in the order of the leaves."""
    return (event_of(leaf) for leaf in leaves)


def event_of(leaf: Leaf) -> Event:
    """The event that a stored fact tells of."""
    fact = from_json(leaf.raw, cache_strings="keys")
    data = fact["data"]
    return Event(
        id=f"{leaf.service}/{leaf.index}",
        activity=_activity(fact["type"], data),
        time=fact["time"],
        case=case_of(fact),
        related=_once(_related(fact, data)),
        attributes={
            "fact": fact["id"],
            "service": leaf.service,
            "index": leaf.index,
            "version": fact["version"],
            "role": fact.get("actorrole", ""),
            "unit": unit_of(fact) or "",
            "recorded": fact["recordedtime"],
        },
        order=(_instant(fact["time"]), _instant(fact["recordedtime"])),
    )


def case_of(fact: dict[str, Any]) -> str:
    """The case that a fact belongs to."""
    return str(fact.get("correlationid") or fact["subject"])


def unit_of(fact: dict[str, Any]) -> str | None:
    """The unit that acted, or else the one that the fact is about."""
    unit = fact.get("onbehalfof") or fact["data"].get(UNIT)
    return unit if isinstance(unit, str) else None


def short_name(type_name: str) -> str:
    """`danvan.feedback.petition-received.v1` → `petition-received`."""
    return type_name.split(".")[2]


def kind_of(thing: str) -> str:
    """The kind in `<kind>/<id>`; empty where a case is called otherwise."""
    return thing.rpartition("/")[0].partition("/")[0]


def _activity(type_name: str, data: dict[str, Any]) -> str:
    """The short name; where the fact says which step was taken, that step too."""
    step = data.get("step")
    return f"{short_name(type_name)}/{step}" if isinstance(step, str) else short_name(type_name)


def _related(fact: dict[str, Any], data: dict[str, Any]) -> Iterator[Related]:
    stream, case = fact["subject"], case_of(fact)
    yield Related(stream, "subject")
    if "/" in case:
        yield Related(case, "case")
    for field in (UNIT, *REFERENCES):
        if isinstance(data.get(field), str):
            yield Related(f"{field}/{data[field]}", field)
    if isinstance(unit := fact.get("onbehalfof"), str):
        yield Related(f"{UNIT}/{unit}", ON_BEHALF_OF)


def _once(related: Iterable[Related]) -> tuple[Related, ...]:
    known: dict[str, Related] = {}
    for one in related:
        known.setdefault(one.object, one)
    return tuple(known.values())


def _instant(time: str) -> str:
    return datetime.fromisoformat(time).astimezone(UTC).isoformat(timespec="microseconds")
