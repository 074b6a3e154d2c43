"""One service as a process of its own, started anew when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

#: A process that dies again and again is started anew ever more slowly, up to this pause.
LONGEST_PAUSE_SECONDS = 10.0


class ServiceProcess:
    """The process, its log, and how long to pause before the next start."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        self.name = name
        self._environment = environment
        self.log = log
        self._pause = 0.5
        self._next_start = 0.0
        self._started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process; what it prints goes to its log file."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"danvan.services.{self.name}", "--role", "all"],
                env=os.environ | self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is ours alone; we pass it on in order
            )
        self._started = time.monotonic()

    def tend(self) -> bool:
        """Start the process anew if it has died and its pause is over; True if it had died."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        if self._next_start == 0.0:
            steady = now - self._started > LONGEST_PAUSE_SECONDS
            self._pause = 0.5 if steady else min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            self._next_start = now + self._pause
            return True
        if now >= self._next_start:
            self._next_start = 0.0
            self.start()
        return False

    def last_words(self) -> str:
        """The last line of the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "(it printed nothing)"

    def drain(self) -> None:
        """Ask the process to finish what it has in hand, and to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def await_end(self, deadline: float) -> None:
        """Wait until the process has ended; end it at the deadline (monotonic seconds)."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
