"""The law files as the domain takes them: with the working days of the place it runs in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from danvan.contracts.feedback import Stage
from danvan.services.chassis.ground import Ground
from danvan.services.feedback import law as files
from danvan.services.feedback.domain.petition_law import Law, Ruled


@cache
def _read() -> files.Law:
    return files.read_law()


def law_of(ground: Ground) -> Law:
    """All procedures and figures, and the calendar."""
    read = _read()
    return Law(procedures=read.procedures, rows=read.rows, calendar=ground.calendar)


def ruled_by(row: Mapping[str, Any]) -> Ruled:
    """How the petition of a row of the read tables is ruled."""
    stage = row["stage"] or Stage.FIRST
    return Ruled(petition_class=row["petition_class"], stage=stage, received=row["received"])
