"""The policy rows that campaigns and ballots are run by, as the operator has set them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.agency_files import read_policies
from danvan.contracts.policy import PolicyRow
from danvan.services.chassis.settings import Settings
from danvan.services.emulation.settings import EmulationSettings


def policy_rows(settings: Settings) -> tuple[PolicyRow, ...]:
    """All rows of the policy file.

    Raises:
        FileError: if the file is wrong (from `danvan.yaml_file`).
        OSError: if it can't be read.
    """
    assert isinstance(settings, EmulationSettings)
    file = settings.emulation_policies
    return read_policies(file.read_text(encoding="utf-8"), str(file)).rows


def in_force(rows: Sequence[PolicyRow], day: date) -> tuple[PolicyRow, ...]:
    """The rows that rule on a day; the reader saw to it that there is one of a key at most."""
    return tuple(row for row in rows if row.in_force(day))
