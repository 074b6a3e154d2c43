"""Facts and submissions of reporting."""

from __future__ import annotations

from danvan.contracts.base import Payload

SUBMISSIONS: tuple[type[Payload], ...] = ()
FACTS: tuple[type[Payload], ...] = ()
