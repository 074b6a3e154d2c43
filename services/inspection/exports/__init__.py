"""Facts as files that other tools read: formats of process mining, the bare lines, and the evidence
pack. Writers are pure: leaves of sealed logs go in, bytes come out, and memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from danvan.services.inspection.exports.events import Leaf
from danvan.services.inspection.exports.lines import write_lines
from danvan.services.inspection.exports.ocel_json import write_ocel_json
from danvan.services.inspection.exports.ocel_sqlite import write_ocel_sqlite
from danvan.services.inspection.exports.redaction import is_withheld
from danvan.services.inspection.exports.xes import write_xes

Writer = Callable[[Iterable[Leaf], BinaryIO], None]


class Format(StrEnum):
    """The forms in which facts can be taken along."""

    PACK = "pack"
    OCEL_JSON = "ocel-json"
    OCEL_SQLITE = "ocel-sqlite"
    XES = "xes"
    LINES = "jsonl"


@dataclass(frozen=True)
class Form:
    """How a file is announced and called."""

    media_type: str
    suffix: str


@dataclass(frozen=True)
class Log(Form):
    """A form that holds facts and nothing else."""

    write: Writer


LOGS: dict[Format, Log] = {
    Format.OCEL_JSON: Log("application/json", ".ocel.json", write_ocel_json),
    Format.OCEL_SQLITE: Log("application/vnd.sqlite3", ".ocel.sqlite", write_ocel_sqlite),
    Format.XES: Log("application/xml", ".xes", write_xes),
    Format.LINES: Log("application/jsonl", ".jsonl", write_lines),
}
FORMS: dict[Format, Form] = {Format.PACK: Form("application/zip", ".zip"), **LOGS}

__all__ = ["FORMS", "LOGS", "Form", "Format", "Leaf", "Log", "Writer", "is_withheld"]
