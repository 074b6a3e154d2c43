"""Inclusion proofs as files (C2SP tlog-proof): one leaf's place in a log, with the checkpoint.

The optional `extra` line is not authenticated; none is written, and none is accepted.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from danvan.contracts.audit.merkle import HASH_BYTES, ProofWrong

HEADER = "c2sp.org/tlog-proof@v1"
#: A tree of 2^63 leaves is not deeper.
MAX_HASHES = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class Proof:
    """The proof that a leaf is in the tree of a checkpoint, which is a signed note."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        """As it stands in a file."""
        hashes = [base64.b64encode(one).decode() for one in self.hashes]
        return "\n".join([HEADER, f"index {self.index}", *hashes, "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Proof:
        """Read the text of a file.

        Raises:
            ProofWrong: if it is not a proof in this form.
        """
        head, gap, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not gap or lines[0] != HEADER or len(lines) == 1:
            raise ProofWrong(f"it does not begin with {HEADER!r} and an index")
        index = _INDEX.fullmatch(lines[1])
        if index is None or len(lines) - 2 > MAX_HASHES:
            raise ProofWrong(
                "the index is not written as it should be, or there are too many hashes"
            )
        return cls(int(index[1]), _hashes(lines[2:]), checkpoint)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    try:
        hashes = tuple(base64.b64decode(line, validate=True) for line in lines)
    except (binascii.Error, ValueError):
        raise ProofWrong("a hash is not base64") from None
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofWrong("a hash is not 32 bytes long")
    return hashes
