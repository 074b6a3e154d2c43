"""What units submit by the thousand: dossiers that were handed in, the same desk by desk."""

from __future__ import annotations

from datetime import date, timedelta

from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import DossierReceivedOffered
from tests.support.sending import offer

UNITS = [f"don-vi-{number}" for number in range(27)]


def received(number: int) -> Submission:
    """The dossier of this number, handed in today at one of the units in turn."""
    unit, code = UNITS[number % len(UNITS)], f"hs-{number}"
    said = DossierReceivedOffered(
        dossier=code,
        procedure="cap-the",
        received_on=date.today(),
        appointment=date.today() + timedelta(days=14),
        online=False,
    )
    return offer("feedback", unit, f"dossier/{unit}.{code}", said)
