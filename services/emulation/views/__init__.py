"""The read tables of emulation, and the questions asked of them."""

from __future__ import annotations

from danvan.services.emulation.views import (
    ballots,
    campaigns,
    council,
    nominations,
    replication,
    standing,
)

VIEWS = (
    campaigns.VIEW
    + nominations.VIEW
    + council.VIEW
    + replication.VIEW
    + standing.VIEW
    + ballots.VIEW
)
