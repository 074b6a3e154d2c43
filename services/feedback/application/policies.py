"""The policy rows by which dossiers, apologies and surveys go."""

from __future__ import annotations

from danvan.agency_files import read_policies
from danvan.contracts.policy import PolicyRow
from danvan.services.chassis.ground import Ground
from danvan.services.feedback.domain.dossier_clocks import DossierClocks
from danvan.services.feedback.domain.reception_clocks import ReceptionClocks
from danvan.services.feedback.law import DOSSIER_POLICIES, POLICIES


def dossier_policies() -> tuple[PolicyRow, ...]:
    """All rows, each with its days in force.

    Raises:
        FileError: if the file is wrong.
    """
    return read_policies(DOSSIER_POLICIES.read_text("utf-8"), DOSSIER_POLICIES.name).rows


def reception_clocks(ground: Ground) -> ReceptionClocks:
    """What the law asks of citizen reception, and the working days of this service.

    Raises:
        FileError: if the file is wrong.
    """
    rows = read_policies(POLICIES.read_text("utf-8"), POLICIES.name).rows
    return ReceptionClocks(rows=rows, calendar=ground.calendar)


def dossier_clocks(ground: Ground) -> DossierClocks:
    """The rows, and the working days of this service."""
    return DossierClocks(rows=dossier_policies(), calendar=ground.calendar)
