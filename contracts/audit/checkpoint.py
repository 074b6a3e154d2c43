"""Checkpoints (C2SP tlog-checkpoint): how far a log reaches, with which root, signed by the log."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from danvan.contracts.audit.merkle import HASH_BYTES
from danvan.contracts.audit.notes import NoteWrong, open_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: whose, how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text of the note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note; extension lines are passed over.

        Raises:
            NoteWrong: if it is not a checkpoint.
        """
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < len(cls.__dataclass_fields__) or not all(lines):
            raise NoteWrong("a checkpoint has three lines, and no empty ones")
        origin, size, encoded = lines[:3]
        try:
            root = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise NoteWrong("the root is not base64") from None
        canonical = base64.b64encode(root).decode() == encoded
        if not _SIZE.fullmatch(size) or len(root) != HASH_BYTES or not canonical:
            raise NoteWrong("the size or the root of the checkpoint is not written as it should be")
        return cls(origin, int(size), root)


def open_checkpoint(note: str, vkeys: Sequence[str]) -> Checkpoint:
    """The checkpoint in a note that one of these keys has signed, which bear the log's name.

    Raises:
        NoteWrong: if no key has, a signature is wrong, or the checkpoint is of another log.
    """
    parsed, signed = open_note(note, vkeys)
    checkpoint = Checkpoint.parse(parsed.text)
    if checkpoint.origin not in signed:
        raise NoteWrong(f"the checkpoint is of {checkpoint.origin}, not of the log that signed")
    return checkpoint
