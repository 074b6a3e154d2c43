"""What can be wanted of a report; `report.decide` says what comes of it."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field

from danvan.contracts.base import Command, Line, Prose, Slug, Text
from danvan.contracts.plan import ReportTemplate
from danvan.contracts.reporting import (
    ReportSchedule,
    ReturnReason,
    StatedContent,
    UnitName,
    WaiverCause,
)
from danvan.services.reporting.domain.figures import Counted


class OpenReport(Command):
    """The duty asks this of the unit, by these days."""

    schedule: ReportSchedule
    name: Text


class CheckReport(Command):
    """A day has begun: remind, or mark as overdue."""


class OfferReport(Command):
    """The unit submits. `recorded`: what facts say, by indicator. `place`: JSON pointer of what is
    stated within what was sent."""

    stated: StatedContent
    template: ReportTemplate
    recorded: dict[Slug, Counted]
    place: str


class CorrectReport(OfferReport):
    """Put the whole report right after it was accepted."""

    why: Line


class ReturnReport(Command):
    """Attempt `attempt` was read; it has to be mended."""

    attempt: int
    reasons: tuple[ReturnReason, ...] = Field(min_length=1)


class AcceptReport(Command):
    """Attempt `attempt` was read; it stands."""

    attempt: int
    note: Prose = ""


class NoteConsolidation(Command):
    """The last attempt went into this version of the consolidation."""

    version: int


class WaiveReport(Command):
    """The report is no longer owed; see `ReportWaived`."""

    cause: WaiverCause
    reason: Line | None = None
    order: Line | None = None
    successors: tuple[UnitName, ...] = ()


Judgement: TypeAlias = ReturnReport | AcceptReport
ReportCommand: TypeAlias = (
    OpenReport | CheckReport | OfferReport | Judgement | NoteConsolidation | WaiveReport
)
