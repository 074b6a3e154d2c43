"""Runs a real service that ends itself with SIGKILL at a chosen point of its work.

    python -m tests.resilience.crashing MODULE POINT NTH

The point is reached by wrapping one function of the chassis; everything else is the service itself.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from danvan.services.chassis import intake, journal, leader, relay, views
from danvan.services.chassis.process import serve


def die_at(owner: Any, name: str, nth: int, *, after: bool) -> None:
    """Wrap a function so that its nth call kills the process, before it or after it."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = [0]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] == nth and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if calls[0] == nth and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, wrapped)


def die_before_view_commit(nth: int) -> None:
    """A batch of facts has been applied to the read tables, and is not committed."""
    original = views.Views._apply
    calls = [0]

    def wrapped(self: views.Views, *args: Any) -> tuple[int, int]:
        applied, position = original(self, *args)
        calls[0] += applied > 0
        if applied and calls[0] == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return applied, position

    views.Views._apply = wrapped  # type: ignore[method-assign]


def die_after_publishing(nth: int) -> None:
    """The relay has its acknowledgements, and dies before it notes how far it is."""
    original = relay.Relay._publish_facts
    calls = [0]

    async def wrapped(self: relay.Relay, batch: Any) -> None:
        await original(self, batch)
        calls[0] += 1
        if calls[0] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    relay.Relay._publish_facts = wrapped  # type: ignore[method-assign]


def lead_without_lock(_nth: int) -> None:
    """No crash: this worker works although another one leads, as after an unnoticed lost lead."""
    leader.LOCK_KEY = os.getpid()


POINTS: dict[str, Callable[[int], None]] = {
    "before-append": lambda nth: die_at(journal.Journal, "append", nth, after=False),
    "after-commit": lambda nth: die_at(journal.Journal, "append", nth, after=True),
    "after-publish": die_after_publishing,
    "before-view-commit": die_before_view_commit,
    "unlocked": lead_without_lock,
    "in-batch": lambda nth: die_at(intake.Intake, "_carry_out", nth, after=False),
}


if __name__ == "__main__":
    module, point, nth = sys.argv[1:4]
    if point != "never":
        POINTS[point](int(nth))
    raise SystemExit(serve(import_module(module).SERVICE))
