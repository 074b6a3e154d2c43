"""How seldom Python looks for garbage in a process that handles facts."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Let the collector look seldom. What a batch makes goes with it, without circles: a collector
    that looks every 700 objects finds nothing, and takes a third of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
