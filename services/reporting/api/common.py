"""What the routes of reporting share: the table of roles, pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from fastapi import HTTPException, Query

from danvan.contracts.base import Slug
from danvan.contracts.roles import READERS, STEERING, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Row
from danvan.services.chassis.http import Caller, Forbidden, Page

T = TypeVar("T")

#: Who reads about reports; people of a unit read about its own.
READ = (*READERS, *UNIT_PEOPLE)
#: Who reads what all units have reported together.
OVERSEE = READERS
#: Who returns, accepts and waives reports, and makes one of many.
JUDGE = STEERING
#: Who submits for a unit, always the one in the token.
SPEAK = (
    *STEERING,
    Role.OFFICE,
    Role.FINANCE,
    Role.INSPECTOR,
    Role.SUPERVISOR,
    *UNIT_PEOPLE,
)

#: How a report stands in the compliance matrix.
Standing = Literal["on-time", "late", "returned", "missing", "waived", "awaited"]
Cursor = Annotated[str, Query(max_length=255, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="Items on one page.")]


def must_speak_for(caller: Caller, unit: Slug) -> None:
    """Whoever submits does so for the unit in their token.

    Raises:
        Forbidden: if it is another one, or none.
    """
    if caller.principal.unit != unit:
        raise Forbidden(f"your token speaks for {caller.principal.unit}, not for {unit}")


def own_unit(caller: Caller, unit: Slug | None) -> Slug | None:
    """The unit that a list is about: people of a unit see their own.

    Raises:
        Forbidden: if they ask for another one.
    """
    if caller.principal.role not in UNIT_PEOPLE:
        return unit
    own = unit or caller.principal.unit or ""
    caller.must_be_of(own)
    return own


def page(rows: Sequence[Row], key: str, limit: int) -> Page:
    """A page of rows that were asked for in the order of their key."""
    return Page(items=list(rows), next=str(rows[-1][key]) if len(rows) == limit else None)


def found(answer: T | None, what: str) -> T:
    """The answer.

    Raises:
        HTTPException: 404 if there is none.
    """
    if answer is None:
        raise HTTPException(404, f"there is no {what}")
    return answer
