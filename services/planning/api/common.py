"""What the routes of planning share: the table of roles, bodies, pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from fastapi import HTTPException, Query
from pydantic import BaseModel, ConfigDict

from danvan.contracts.base import Line
from danvan.contracts.roles import READERS, STEERING, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Caller, Forbidden, Page

P = ParamSpec("P")
T = TypeVar("T")

#: Who reads what planning knows; people of a unit read the tasks of their own unit.
READ = (*READERS, *UNIT_PEOPLE)
#: Who keeps the organisation register.
KEEP_REGISTER = STEERING
#: Who registers and revokes the keys of units' software.
KEEP_KEYS = (Role.STANDING, Role.OPERATOR)
#: Who makes plans: the programme's for those who run it, a unit's own for its head.
MAKE_PLANS = (*STEERING, Role.UNIT_HEAD)
#: Who judges what units report done.
JUDGE = STEERING
#: Who speaks for a unit, always the one in the token.
SPEAK = (
    *STEERING,
    Role.OFFICE,
    Role.FINANCE,
    Role.INSPECTOR,
    Role.SUPERVISOR,
    *UNIT_PEOPLE,
)

Limit = Annotated[int, Query(ge=1, le=500, description="Items on one page.")]
Cursor = Annotated[str, Query(max_length=255, description="`next` of the page before.")]


class Body(BaseModel):
    """What every write may say: the order or decision it rests on."""

    model_config = ConfigDict(extra="forbid")

    basis: Line | None = None


def speaker(caller: Caller) -> str:
    """The unit that a caller speaks for.

    Raises:
        Forbidden: if the token names none.
    """
    if caller.principal.unit is None:
        raise Forbidden("your token names no unit to speak for")
    return caller.principal.unit


def owner(caller: Caller) -> str | None:
    """The unit on whose behalf a caller acts; None for those who run the whole programme."""
    return None if caller.principal.role in STEERING else speaker(caller)


def own_unit(caller: Caller, unit: str | None) -> str | None:
    """The unit whose tasks a caller asks for: people of a unit see their own.

    Raises:
        Forbidden: if they ask for another one.
    """
    if caller.principal.role not in UNIT_PEOPLE:
        return unit
    own = speaker(caller)
    caller.must_be_of(unit or own)
    return own


def ask(
    ground: Ground, question: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Ask the read tables as they are now, all facts included."""
    with ground.up_to_date() as db:
        return question(db, *args, **kwargs)


def page(rows: list[Row], key: str, limit: int) -> Page:
    """A page of rows that were asked for in the order of their key."""
    return Page(items=rows, next=str(rows[-1][key]) if len(rows) == limit else None)


def found(row: Row | None, what: str) -> Row:
    """The row.

    Raises:
        HTTPException: 404 if there is none.
    """
    if row is None:
        raise HTTPException(404, f"there is no {what}")
    return row
