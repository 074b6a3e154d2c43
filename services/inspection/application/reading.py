"""Reading leaves a trace: whoever opens a file says why, before it is shown."""

from __future__ import annotations

from danvan.contracts.ids import uuid7
from danvan.contracts.inspection import FileOpened
from danvan.services.chassis.work import Work

#: Each reading is a stream of its own, so that readers never wait for each other.
READING = "reading"


def open_file(work: Work, what: tuple[str, str], why: str) -> None:
    """Record that `what`, a kind and which one of it, is being read.

    Raises:
        pydantic.ValidationError: if the kind is no slug, or the others are no line.
    """
    kind, file = what
    work.record(f"{READING}/{uuid7()}", FileOpened(kind=kind, file=file, reason=why))
