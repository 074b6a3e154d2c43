"""Submissions on disk that the broker has not acknowledged yet: one folder a unit, one file each.

A file is written under a hidden name, synced, renamed, and the folder synced. So a crash leaves
nothing or the whole submission, and what `keep` has returned survives a power cut. The names keep
the order in which submissions were made.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outgoing:
    """A submission as it goes out: its id, its inbox subject, its bytes."""

    id: str
    subject: str
    raw: bytes


@dataclass(frozen=True)
class Kept:
    """A submission in the spool."""

    path: Path
    outgoing: Outgoing


class Spool:
    """The folder of one unit; it is made when the first submission is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, outgoing: Outgoing) -> Kept:
        """Put a submission behind the others; one that is there already keeps its place.

        Raises:
            OSError: if it can't be written; nothing is kept then.
        """
        waiting = self._paths()
        for path in waiting:
            if path.name.endswith(f"-{outgoing.id}") and _read(path) == outgoing:
                return Kept(path, outgoing)
        number = 1 + (int(waiting[-1].name.partition("-")[0]) if waiting else 0)
        path = self.folder / f"{number:012d}-{outgoing.id}"
        hidden = path.with_name(f".{path.name}")
        self.folder.mkdir(parents=True, exist_ok=True)
        with hidden.open("wb") as file:
            file.write(f"{outgoing.subject} {outgoing.id}\n".encode() + outgoing.raw)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
        _sync_folder(self.folder)
        return Kept(path, outgoing)

    def pending(self) -> list[Kept]:
        """Everything that waits, oldest first."""
        return [Kept(path, _read(path)) for path in self._paths()]

    def drop(self, kept: Kept) -> None:
        """The broker has it. Should a crash bring the file back, it is sent again: harmless."""
        kept.path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*-*"))


def _read(path: Path) -> Outgoing:
    head, _, raw = path.read_bytes().partition(b"\n")
    subject, _, id_ = head.decode().partition(" ")
    return Outgoing(id_, subject, raw)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
