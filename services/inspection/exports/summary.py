"""The readable part of an evidence pack, as PDF: what happened, when, in which role, by which
deadline, and how to verify it. Vietnamese first. The same facts give the same bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typst
import yaml
from pydantic import AfterValidator
from pydantic_core import from_json

from danvan.contracts.base import Model, Text
from danvan.services.chassis.clock import LOCAL
from danvan.services.inspection.exports.events import Leaf, event_of, short_name

TEMPLATE = Path(__file__).with_name("summary.typ")
WORDS = Path(__file__).parent.parent / "words" / "vi.yaml"
#: Stands in the file as the time of its making, so that it does not differ from day to day.
MADE = datetime(2020, 3, 5, tzinfo=UTC)
#: A summary is for reading: more facts than this are only counted.
LISTED = 1000
#: The length of a day at the beginning of a moment.
DAY = len("2023-05-10")


def _printable(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cc")


#: Text without control characters, which a page can't show.
Printed = Annotated[str, AfterValidator(_printable)]


class About(Model):
    """One thing said of the whole pack."""

    label: Text
    value: Printed


class SealedLog(Model):
    """A log that the pack draws on; the root in base64."""

    origin: Printed
    size: int
    root: Printed
    signed: tuple[Printed, ...]


class Deadline(Model):
    """Until when something was due, and when the service recorded that this had passed."""

    matter: Printed
    clock: Printed
    due: Printed
    missed: Printed = ""


class Happened(Model):
    """One fact; of a withheld one only the leaf is told."""

    leaf: Printed
    time: Printed = ""
    what: Printed
    role: Printed = ""
    unit: Printed = ""


class Summary(Model):
    """All that stands in the PDF."""

    about: tuple[About, ...]
    logs: tuple[SealedLog, ...]
    deadlines: tuple[Deadline, ...]
    happened: tuple[Happened, ...]
    more: int = 0
    more_deadlines: int = 0
    redacted: bool = False


class Chronicle:
    """Takes facts as they go by, and keeps of them what a summary tells."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._happened: list[tuple[tuple[str, str], Happened]] = []
        self._deadlines: dict[tuple[str, str], Deadline] = {}
        self.more = 0
        self.more_deadlines = 0

    def add(self, leaf: Leaf) -> None:
        """A fact is in the pack."""
        fact = from_json(leaf.raw)
        self._note_deadline(fact["type"], fact["subject"], fact["data"], fact["time"])
        if self._has_room():
            event = event_of(leaf)
            name = short_name(fact["type"])
            told = Happened(
                leaf=event.id,
                time=_when(event.time),
                what=self._names.get(name, name) + event.activity.removeprefix(name),
                role=str(event.attributes["role"]),
                unit=str(event.attributes["unit"]),
            )
            self._happened.append((event.order, told))

    def withhold(self, leaf: Leaf) -> None:
        """A fact is in the pack as a hash only."""
        if self._has_room():
            event = event_of(leaf)
            told = Happened(leaf=event.id, what="(giữ lại – withheld)")
            self._happened.append((event.order, told))

    @property
    def happened(self) -> tuple[Happened, ...]:
        """What happened, in that order."""
        return tuple(told for _, told in sorted(self._happened, key=lambda one: one[0]))

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """What was due, as it stood at last."""
        return tuple(self._deadlines.values())

    def _has_room(self) -> bool:
        room = len(self._happened) < LISTED
        self.more += not room
        return room

    def _note_deadline(
        self, type_name: str, stream: str, data: Mapping[str, Any], time: str
    ) -> None:
        due = data.get("due")
        if not isinstance(due, str):
            return
        matter = stream, str(data.get("clock", ""))
        if matter not in self._deadlines and len(self._deadlines) >= LISTED:
            self.more_deadlines += 1
            return
        overdue = type_name.rpartition(".v")[0].endswith("-overdue")
        self._deadlines[matter] = Deadline(
            matter=stream,
            clock=matter[1],
            due=f"{date.fromisoformat(due[:DAY]):%d/%m/%Y}",
            missed=_when(time) if overdue else "",
        )


def to_pdf(summary: Summary) -> bytes:
    """The bytes of a PDF file; its fonts are those that the typesetter brings along."""
    made = typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"summary": summary.model_dump_json()},
        timestamp=MADE,
    )
    assert isinstance(made, bytes)
    return made


def fact_names() -> Mapping[str, str]:
    """What people call the types of facts, in Vietnamese, by their short names."""
    names: Mapping[str, str] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))["facts"]
    return names


def rows(*said: tuple[str, str, str | None]) -> tuple[About, ...]:
    """From Vietnamese label, English label and value; without those that have no value."""
    return tuple(About(label=Text(vi=vi, en=en), value=value) for vi, en, value in said if value)


def _when(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone(LOCAL):%d/%m/%Y %H:%M}"
