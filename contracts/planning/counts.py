"""What planning keeps of feedback's daily figures, to value targets by them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from danvan.contracts.base import Payload, Slug
from danvan.contracts.feedback.counts import Count


class CountsHeard(Payload):
    """Feedback has counted this for a unit and a day; `cause` is the id of the fact that says so.
    Amounts add up."""

    unit: Slug
    day: date
    counted_on: date
    counts: tuple[Count, ...] = Field(min_length=1)
    cause: str = Field(examples=["0187ffef-8574-7c10-9d3e-51b7a6f0c2e4"])
