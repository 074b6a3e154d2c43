"""A server program as a direct child: started, waited for, frozen, ended, never left behind.

The program and its own children inherit a lock on the data folder, so that two starts on one
folder exclude each other even after the one that started the first was killed.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from danvan.contracts.base import Text

#: The end of a predecessor's children is awaited so long.
LOCK_SECONDS = 3.0
#: Recovery after a crash takes its time; an engine that is not ready by then is stuck.
START_SECONDS = 120.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.05


class EngineFailed(Exception):
    """An engine can't do what it is asked. The reason says what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi=vi, en=en)


class Engine(ABC):
    """One server on one data folder, in a process group of its own, so that Ctrl-C spares it."""

    NAME: ClassVar[str]
    STOP_SIGNAL: ClassVar[signal.Signals]

    def __init__(self, data: Path) -> None:
        """Nothing is started or written yet."""
        self.data = data.resolve()
        self._child: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _prepare(self) -> Sequence[str | Path]:
        """Make ready what the server needs in its folder; the command that runs it."""

    @abstractmethod
    def _ready(self) -> bool:
        """Whether the server answers now."""

    @abstractmethod
    def _logs(self) -> list[Path]:
        """Where the server writes what it has to say."""

    @property
    def running(self) -> bool:
        """Whether the process lives; a frozen one does."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        """The id of the process that runs, or ran last."""
        assert self._child is not None, f"{self.NAME} was never started"
        return self._child.pid

    def start(self, until: threading.Event | None = None) -> None:
        """Start on a new folder or go on with a used one; returns when the server answers.

        Args:
            until: nobody waits for the server any more once this is set.

        Raises:
            EngineFailed: if it does not start.
        """
        lock = self._lock()
        if self._child is not None:
            self._child.wait()  # dead since the lock is free; now its number is, too
        try:
            command = self._prepare()
            with self._startup_log.open("wb") as log:
                self._child = subprocess.Popen(
                    command,
                    cwd=self.data,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=[lock],
                    process_group=0,
                )
            self._lock_file.write_text(str(self.pid), "ascii")
        finally:
            os.close(lock)
        try:
            self._wait_until_ready(until)
        except BaseException:
            self.kill()
            raise

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """End in order, within so many seconds; then kill, which loses nothing acknowledged."""
        if self._child is None:
            return
        self.resume()
        self._child.send_signal(self.STOP_SIGNAL)
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the server and its children on the spot, as a crash would."""
        self._signal_all(signal.SIGKILL)
        if self._child is not None:
            self._child.wait()

    def restart(self) -> None:
        """Stop, if it runs, and start again on the same data."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze the server: its connections stay open and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen server go on."""
        self._signal_all(signal.SIGCONT)

    def _wait_until_ready(self, until: threading.Event | None) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            refuse_if_set(until)
            if not self.running or time.monotonic() > deadline:
                raise self._failure()
            time.sleep(POLL_SECONDS)

    def _signal_all(self, number: signal.Signals) -> None:
        if not self.running:
            return
        # Stopped first, the server can't start a child that would be missed. WNOWAIT leaves its
        # end, if that comes first, to be told by wait().
        os.kill(self.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        for pid in (*map(int, children), self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _lock(self) -> int:
        """A file descriptor that holds the folder's lock until its last copy is closed."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise EngineFailed(
                vi=f"Không ghi được vào {self.data}; hãy chọn thư mục khác bằng --data"
                " hoặc chạy bằng tài khoản sở hữu nó.",
                en=f"{self.data} can't be written; choose another folder with --data,"
                " or run as the account that owns it.",
            ) from error
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(lock)
                    raise self._occupied() from None
                time.sleep(POLL_SECONDS)
            else:
                self._lock_file.write_text(str(os.getpid()), "ascii")
                return lock

    def _occupied(self) -> EngineFailed:
        holder = self._lock_file.read_text("ascii")
        return EngineFailed(
            vi=f"Thư mục {self.data} đang được {self.NAME} khác dùng (tiến trình {holder});"
            " hãy dừng nó hoặc chọn thư mục khác bằng --data.",
            en=f"Another {self.NAME} works in {self.data} (process {holder}); stop it,"
            " or choose another folder with --data.",
        )

    @property
    def _lock_file(self) -> Path:
        """Who holds the lock has written its number into it."""
        return self.data / "lock"

    @property
    def _startup_log(self) -> Path:
        return self.data / "startup.log"

    def _failure(self) -> EngineFailed:
        """What the server said last, and where it said it."""
        written = [log for log in (self._startup_log, *self._logs()) if log.stat().st_size]
        log = max(written, key=lambda path: path.stat().st_mtime, default=self._startup_log)
        words = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        return EngineFailed(
            vi=f"{self.NAME} không khởi động được; xem {log}: {words}",
            en=f"{self.NAME} did not start; see {log}: {words}",
        )


def refuse_if_set(until: threading.Event | None) -> None:
    """Wait no longer for something to start when all of it is to stop.

    Raises:
        EngineFailed: if the event is set.
    """
    if until is not None and until.is_set():
        raise EngineFailed(vi="Bị dừng khi đang khởi động.", en="Stopped while it was starting.")


def refuse_taken_port(port: int, option: str) -> None:
    """Refuse a port of 127.0.0.1 on which nothing can listen.

    Args:
        port: the port that is wanted.
        option: the option that chooses it, e.g. `--nats-port` (in the environment
            `DANVAN_NATS_PORT`).

    Raises:
        EngineFailed: naming the port, the option and the environment variable.
    """
    variable = f"DANVAN_{option.removeprefix('--').replace('-', '_').upper()}"
    with socket.socket() as probe:
        # As servers do: connections that have just ended don't count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise EngineFailed(
                vi=f"Không dùng được cổng {port} ({error.strerror}); hãy chọn cổng khác"
                f" bằng {option} hoặc {variable}.",
                en=f"Port {port} can't be used ({error.strerror}); choose another"
                f" with {option} or {variable}.",
            ) from error
