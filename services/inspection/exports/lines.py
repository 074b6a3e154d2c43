"""JSON Lines: the stored bytes of each fact, one a line, exactly as they were sealed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from danvan.services.inspection.exports.events import Leaf


def write_lines(leaves: Iterable[Leaf], out: BinaryIO) -> None:
    """Write the facts. Canonical JSON has no line break, so the bytes need no change."""
    for leaf in leaves:
        out.write(leaf.raw + b"\n")
