"""What is sealed, as it is shown: opened for those who may read it; else null, and why.

Reading is not decided here: a route states the roles it lets in.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from danvan.contracts.envelope import Fact
from danvan.contracts.personal import personal_values
from danvan.services.chassis.persons import Erased, Persons


class Unreadable(BaseModel):
    """Why a value is null: it is not for the caller; or it was erased, under this order."""

    pointer: str
    why: Literal["sealed", "erased"]
    order: str | None = None


def opened(
    persons: Persons, stream: str, model: BaseModel, *, may_read: bool = True
) -> tuple[dict[str, Any], list[Unreadable]]:
    """A model as a JSON document for people, and what of it they can't read."""
    document = model.model_dump(mode="json", exclude_none=True)
    unreadable = []
    for place, value in personal_values(model).items():
        clear: str | None = None
        if not may_read:
            unreadable.append(Unreadable(pointer=place, why="sealed"))
        else:
            try:
                clear = persons.open(stream, place, value).decode(errors="replace")
            except Erased as erased:
                order = persons.order_of(erased.key)
                unreadable.append(Unreadable(pointer=place, why="erased", order=order))
        _put(document, place, clear)
    return document, unreadable


def opened_fact(persons: Persons, fact: Fact, *, may_read: bool) -> dict[str, Any]:
    """A whole fact as a JSON document; `unreadable` tells of what is null in its data."""
    document = fact.model_dump(mode="json", exclude_none=True)
    document["data"], unreadable = opened(persons, fact.subject, fact.data, may_read=may_read)
    if unreadable:
        document["unreadable"] = [each.model_dump(exclude_none=True) for each in unreadable]
    return document


def _put(document: Any, place: str, value: str | None) -> None:
    *way, last = place.strip("/").split("/")
    for step in way:
        document = document[int(step) if isinstance(document, list) else step]
    document[int(last) if isinstance(document, list) else last] = value
