"""What a report consists of: figures, narrative sections, attachments by their hash."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Model, Offered, Prose, Sha256, Slug
from danvan.contracts.reporting.duties import DutyId

#: A stated or recorded figure: at most 18 digits, 4 of them after the point.
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]


class Parts(Model):
    """What a percentage is made of: so many of so many."""

    part: int = Field(ge=0)
    whole: int = Field(ge=1)


class Figure(Model):
    """The figure that counts. `recorded` is what facts say, and `parts` what a recorded percentage
    is made of; where it isn't `value`, the unit has overruled it for this `reason`."""

    code: Slug
    value: Amount
    recorded: Amount | None = None
    parts: Parts | None = None
    reason: Line | None = None


class SectionText(Model):
    """A narrative section of the template."""

    id: Slug
    text: Prose


class Attachment(Model):
    """A file that belongs to the report, by its hash and size; its bytes stay with the unit."""

    name: Line
    sha256: Sha256
    bytes: int = Field(ge=0)


class ReportContent(Model):
    """A whole report, in the order of its template."""

    figures: tuple[Figure, ...] = ()
    sections: tuple[SectionText, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    note: Prose = ""


class StatedFigure(Model):
    """What the unit states for an indicator; `reason` is asked for where facts say otherwise."""

    code: Slug
    value: Amount
    reason: Line | None = None


class StatedContent(Offered):
    """A report as a unit states it. An indicator that is left out stands as facts record it."""

    indicators: Annotated[tuple[StatedFigure, ...], Field(max_length=200)] = ()
    sections: Annotated[tuple[SectionText, ...], Field(max_length=100)] = ()
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=100)] = ()
    note: Prose = ""


class ReportOffered(StatedContent):
    """Our report for this duty. On time is judged by when the broker took it in."""

    duty: DutyId


class ReportCorrectionOffered(StatedContent):
    """Our accepted report for this duty was wrong; this is the whole of it, corrected."""

    duty: DutyId
    why: Line
