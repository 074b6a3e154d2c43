"""Which units there are, as planning's register says: whom an inspection can be about."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Payload, Slug


class UnitKnown(Payload):
    """The register has opened the unit."""

    unit: Slug
    effective: date


class UnitSucceeded(Payload):
    """The unit is no more from `effective` on; `successors` go on with what it was asked to do.
    Without one, nobody does."""

    unit: Slug
    effective: date
    successors: Annotated[tuple[Slug, ...], Field(examples=[["bao-tang-lich-su"]])] = ()


UNIT_FACTS = (UnitKnown, UnitSucceeded)
