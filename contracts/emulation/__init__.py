"""Facts and submissions of emulation: campaigns, nominations, ballots, recognition."""

from __future__ import annotations

from danvan.contracts.base import Payload

SUBMISSIONS: tuple[type[Payload], ...] = ()
FACTS: tuple[type[Payload], ...] = ()
#: What only emulation itself and inspection may read.
INTERNAL_FACTS: tuple[type[Payload], ...] = ()

__all__ = ["FACTS", "INTERNAL_FACTS", "SUBMISSIONS"]
