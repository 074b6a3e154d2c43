"""The law files as the domain takes them: with the working days of the place it runs in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danvan.contracts.feedback import Stage
from danvan.services.chassis.ground import Ground
from danvan.services.feedback.domain.dossier_clocks import DossierClocks
from danvan.services.feedback.domain.petition_law import Law, Ruled
from danvan.services.feedback.domain.reception_clocks import ReceptionClocks
from danvan.services.feedback.law import read_law


def law_of(ground: Ground) -> Law:
    """All procedures and figures, and the calendar."""
    read = read_law()
    return Law(procedures=read.procedures, rows=read.rows, calendar=ground.calendar)


def dossier_clocks(ground: Ground) -> DossierClocks:
    """What the law asks of dossiers and apologies."""
    return DossierClocks(rows=read_law().rows, calendar=ground.calendar)


def reception_clocks(ground: Ground) -> ReceptionClocks:
    """What the law asks of citizen reception."""
    return ReceptionClocks(rows=read_law().rows, calendar=ground.calendar)


def ruled_by(row: Mapping[str, Any]) -> Ruled:
    """How the petition of a row of the read tables is ruled."""
    stage = row["stage"] or Stage.FIRST
    return Ruled(petition_class=row["petition_class"], stage=stage, received=row["received"])
