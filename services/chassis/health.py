"""How a service is doing: each of its parts says what it does, how far it is, what it waits for.

Ready means: every part runs and none waits for an engine. Live means: what loops still beats.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

#: A part that loops and is silent for longer than this is dead.
HEARTBEAT_LIMIT_SECONDS = 60.0
#: Silent for longer than this, it hangs: perhaps on an engine that neither answers nor fails.
SILENT_SECONDS = 20.0


@dataclass
class Part:
    """One part of a service (a consumer, the relay, the views). `loops`: it beats even when there
    is nothing to do. Safe between threads: each field is written whole, by the part alone."""

    name: str
    loops: bool = False
    position: int = 0
    lag: int = 0
    waiting_for: str | None = None
    beat: float = field(default_factory=time.monotonic)

    def progress(self, position: int, lag: int = 0) -> None:
        """The part has come this far, and so many are left."""
        self.position, self.lag, self.waiting_for = position, lag, None
        self.beat = time.monotonic()

    def alive(self) -> None:
        """The part runs, with nothing new to do."""
        self.waiting_for = None
        self.beat = time.monotonic()

    def wait(self, what: str) -> None:
        """The part can't go on before `what` has happened; it tries again by itself."""
        self.waiting_for = what
        self.beat = time.monotonic()

    def silent_for(self, seconds: float) -> bool:
        """Whether the part's last beat is longer ago."""
        return time.monotonic() - self.beat > seconds


class Health:
    """All parts of one process. `start` is there from the beginning, others come with the lead."""

    def __init__(self, service: str, role: str, *, scenario: bool, start: Part) -> None:
        self._start = start
        self._service = service
        self._role = role
        self._scenario = scenario
        self._parts: dict[str, Part] = {}
        self._lock = threading.Lock()
        self.started = False
        self.draining = False
        self.leader: bool | None = None

    def part(self, name: str, *, loops: bool = False) -> Part:
        """The part of this name; the first call makes it."""
        with self._lock:
            return self._parts.setdefault(name, Part(name, loops))

    def forget(self) -> None:
        """All parts have ended; new ones will be made."""
        with self._lock:
            self._parts.clear()

    def live(self) -> bool:
        """False when a part has stopped beating: the process is to be started anew.

        Not while one waits for an engine and says so: others may have to wait behind it.
        """
        with self._lock:
            parts = (self._start, *self._parts.values())
        silent = [part for part in parts if part.silent_for(HEARTBEAT_LIMIT_SECONDS)]
        waiting = any(part.waiting_for for part in parts if part not in silent)
        return waiting or not any(part.loops for part in silent)

    def ready(self) -> bool:
        """True when work is done; a standby that waits for its turn is ready too."""
        with self._lock:
            parts = (self._start, *self._parts.values())
        hanging = any(part.loops and part.silent_for(SILENT_SECONDS) for part in parts)
        waiting = any(part.waiting_for for part in parts)
        return self.started and not self.draining and not waiting and not hanging

    def report(self) -> dict[str, Any]:
        """Everything, for people and for `danvan status`."""
        with self._lock:
            parts = {
                part.name: {"position": part.position, "lag": part.lag}
                | ({"waiting_for": part.waiting_for} if part.waiting_for else {})
                for part in (self._start, *self._parts.values())
            }
        return {
            "service": self._service,
            "role": self._role,
            "ready": self.ready(),
            "leader": self.leader,
            "clock": "scenario" if self._scenario else "system",
            "parts": parts,
        }
