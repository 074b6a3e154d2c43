"""Lists over HTTP: paged by cursor; and what isn't there is a 404."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import HTTPException, Query
from pydantic import BaseModel

from danvan.services.chassis.database import Row

T = TypeVar("T")

Cursor = Annotated[str, Query(max_length=255, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500, description="Items on one page.")]


class Page(BaseModel):
    """A page of a list. `next` is the cursor of the following page; absent on the last one."""

    items: list[dict[str, Any]]
    next: str | None = None


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
