"""What the routes of reporting share: the table of roles, and how bodies are read."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, WrapValidator

from danvan.contracts.base import Slug
from danvan.contracts.roles import READERS, SPEAKERS, STEERING, UNIT_PEOPLE
from danvan.services.chassis.http import Caller, Forbidden

#: Who reads about reports; people of a unit read about its own.
READ = (*READERS, *UNIT_PEOPLE)
#: Who reads what all units have reported together.
OVERSEE = READERS
#: Who returns, accepts and waives reports, and makes one of many.
JUDGE = STEERING
#: Who submits for a unit, always the one in the token.
SPEAK = SPEAKERS

#: How a report stands in the compliance matrix.
Standing = Literal["on-time", "late", "returned", "missing", "waived", "awaited"]

M = TypeVar("M", bound=BaseModel)


def strict(model: type[M]) -> WrapValidator:
    """For bodies that hold values of stored facts, which pass over unknown keys: here they are
    mistakes wherever they stand, as in a submission over the broker."""

    def read(body: Any, _: Any) -> M:
        try:
            return model.model_validate(body, extra="forbid")
        except ValidationError as error:
            errors = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
            raise RequestValidationError(errors) from error

    return WrapValidator(read)


def must_speak_for(caller: Caller, unit: Slug) -> None:
    """Whoever submits does so for the unit in their token.

    Raises:
        Forbidden: if it is another one, or none.
    """
    if caller.principal.unit != unit:
        raise Forbidden(f"your token speaks for {caller.principal.unit}, not for {unit}")
