"""Facts of what counts for or against a unit when its nominations are judged."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from danvan.contracts.base import Line, Payload, Slug, StreamId
from danvan.contracts.plan import UnitKind


class Matter(StrEnum):
    """What another service recorded of a unit."""

    OVERDUE_REPORT = "overdue-report"
    LATE_PETITION = "late-petition"


class MatterNoted(Payload):
    """Something that speaks against the unit. `about`: the report or case; `fact`: the id of the
    fact that says so."""

    unit: Slug
    matter: Matter
    about: StreamId
    fact: Line
    day: date


class MatterCleared(Payload):
    """It no longer speaks against the unit (a report was waived)."""

    unit: Slug
    matter: Matter
    about: StreamId
    fact: Line
    day: date


class UnitDisciplined(Payload):
    """The unit was disciplined by the decision `order`; it counts on the days of its campaigns."""

    unit: Slug
    order: Line
    disciplined_on: date


class DisciplineLifted(Payload):
    """The decision is no longer in force, by the decision `by`."""

    unit: Slug
    order: Line
    by: Line
    lifted_on: date


class UnitKnown(Payload):
    """The register has opened the unit, of this kind: it says whose people vote."""

    unit: Slug
    kind: UnitKind


class UnitSucceeded(Payload):
    """The unit is no more from `effective` on; the first of `successors` takes over what it has
    under way. Without one, nobody does."""

    unit: Slug
    effective: date
    successors: tuple[Slug, ...] = ()
