"""The times that the law leaves for an inspection, as data.

Stored history: a row that an inspection was ruled by is never edited, only closed and followed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from danvan.agency_files import read_policies
from danvan.contracts.policy import PolicyRow

FILE = Path(__file__).parent / "policies.yaml"


@cache
def read_law() -> tuple[PolicyRow, ...]:
    """All rows, as this release has them, read once.

    Raises:
        FileError: if the file is wrong.
    """
    return read_policies(FILE.read_text(encoding="utf-8"), FILE.name).rows
