"""A small catalogue of its own: a note that is offered in two versions, recorded, and answered."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field

from danvan.contracts.base import Line, Model, Offered, Payload, Slug
from danvan.contracts.entry import Audience, Entry, Kind, Mode
from danvan.contracts.envelope import Submission
from danvan.contracts.intake import Receipt
from danvan.contracts.reading import read_submission
from danvan.contracts.subjects import inbox_subject

UNIT = "nha-van-hoa"
TODAY = date(2023, 5, 9)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Figure(Model):
    code: Slug
    value: Decimal = Field(max_digits=12)


class NoteOffered(Offered):
    """The first version: one line, one figure."""

    line: Line
    day: date
    count: int = 0


class NoteOfferedV2(Offered):
    """The second version: the count became a list of figures."""

    line: Line
    day: date
    colour: Colour = Colour.RED
    figures: tuple[Figure, ...] = ()


class NoteRecorded(Payload):
    """A note was recorded."""

    line: Line
    day: date
    figures: tuple[Figure, ...] = ()


class NoteSealed(Payload):
    """Nobody outside may rely on this."""

    line: Line


def _lift(document: dict[str, Any]) -> dict[str, Any]:
    figures = [{"code": "count", "value": document.pop("count")}]
    return document | {"figures": figures}


OFFERED = Entry(
    "danvan.notes.note-offered.v1",
    NoteOffered,
    Kind.SUBMISSION,
    mode=Mode.BACKWARD,
    upcast=_lift,
    retires=date(2024, 1, 1),
)
OFFERED_V2 = Entry(
    "danvan.notes.note-offered.v2", NoteOfferedV2, Kind.SUBMISSION, mode=Mode.BACKWARD
)
RECORDED = Entry("danvan.notes.note-recorded.v1", NoteRecorded, Kind.FACT)
SEALED = Entry("danvan.notes.note-sealed.v1", NoteSealed, Kind.FACT, Audience.INTERNAL)
RECEIPT = Entry("danvan.notes.receipt.v1", Receipt, Kind.RECEIPT)
CATALOGUE = {e.type: e for e in (OFFERED, OFFERED_V2, RECORDED, SEALED, RECEIPT)}


def message(**changes: Any) -> dict[str, Any]:
    """A good submission of the second version, with some attributes changed."""
    return {
        "specversion": "1.0",
        "id": "0187ffef-8520-7ecf-88e6-df596eb6d505",
        "source": f"/units/{UNIT}",
        "type": OFFERED_V2.type,
        "subject": "note/1",
        "time": "2023-05-09T16:55:00+07:00",
        "data": {"line": "Đã họp", "day": "2023-05-09", "figures": [{"code": "a", "value": "1.5"}]},
    } | changes


def read(document: dict[str, Any] | bytes, subject: str | None = None) -> Submission:
    """Read a message that the unit published, by default on the inbox subject of its type."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    if subject is None:
        named = CATALOGUE.get(document.get("type", "")) if isinstance(document, dict) else None
        subject = inbox_subject(UNIT, named.type if named else OFFERED_V2.type)
    return read_submission(raw, subject=subject, today=TODAY, catalogue=CATALOGUE)
