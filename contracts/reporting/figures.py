"""What reporting keeps of other services' facts: figures of units, their names and their end."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from danvan.contracts.base import Model, Payload, Slug, Text
from danvan.contracts.reporting.content import Amount
from danvan.contracts.reporting.duties import UnitName


class RecordedFigure(Model):
    """How much something counts under a code; less than nothing when it takes back."""

    code: Slug
    amount: Amount


class FiguresRecorded(Payload):
    """Something counts for a unit on a day. `cause` is the id of the fact, of the type
    `cause_type`, that says so. Indicators of a data window are made of such amounts."""

    unit: Slug
    day: date
    figures: tuple[RecordedFigure, ...] = Field(min_length=1)
    cause: str = Field(examples=["0187ffef-8574-7c10-9d3e-51b7a6f0c2e4"])
    cause_type: str = Field(examples=["danvan.planning.activity-held.v1"])


class UnitNamed(Payload):
    """The unit bears this name from a day on."""

    unit: Slug
    name: Text
    since: date


class UnitEnded(Payload):
    """The unit is no more from a day on; `successors` have taken its place."""

    unit: Slug
    effective: date
    successors: tuple[UnitName, ...] = ()
