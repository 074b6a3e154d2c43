"""Facts and submissions of feedback: petitions, reception, dossiers, surveys, letters."""

from __future__ import annotations

from danvan.contracts.base import Payload
from danvan.contracts.feedback.counts import Count, CountCode, UnitDayCounted

SUBMISSIONS: tuple[type[Payload], ...] = ()
FACTS: tuple[type[Payload], ...] = (UnitDayCounted,)
#: Who said it and in which words: for feedback itself and for inspection.
INTERNAL_FACTS: tuple[type[Payload], ...] = ()

__all__ = [
    "FACTS",
    "INTERNAL_FACTS",
    "SUBMISSIONS",
    "Count",
    "CountCode",
    "UnitDayCounted",
]
