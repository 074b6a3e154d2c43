"""What the routes of planning share: the table of roles, bodies, questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict

from danvan.contracts.base import Line
from danvan.contracts.roles import READERS, SPEAKERS, STEERING, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Caller

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
SPEAK = SPEAKERS


class Body(BaseModel):
    """What every write may say: the order or decision it rests on."""

    model_config = ConfigDict(extra="forbid")

    basis: Line | None = None


def owner(caller: Caller) -> str | None:
    """The unit on whose behalf a caller acts; None for those who run the whole programme."""
    return None if caller.principal.role in STEERING else caller.unit


def ask(
    ground: Ground, question: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Ask the read tables as they are now, all facts included."""
    with ground.up_to_date() as db:
        return question(db, *args, **kwargs)
