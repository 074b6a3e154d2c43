"""How benchmarks measure and say what they saw. Sizes are full under `make bench` (`BENCH=full`),
and otherwise so small that the tests can run them to see that they still work."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence

FULL = os.environ.get("BENCH") == "full"


def rate(count: int, work: Callable[[], object]) -> float:
    """Things a second."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def spread(figures: Sequence[float], digits: int = 0) -> str:
    """The median, and from where to where the figures go."""
    middle, least, most = statistics.median(figures), min(figures), max(figures)
    return f"{middle:,.{digits}f} ({least:,.{digits}f} to {most:,.{digits}f})"
