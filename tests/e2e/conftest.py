"""The command `danvan` on this machine, as a person runs it; the demo is played once for all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from danvan.deploy.local.layout import SERVICE_PORTS
from tests.support.engines import free_port
from tests.support.running import wait_for

DANVAN = (sys.executable, "-c", "from danvan.cli import main; main()", "--lang", "en")
PLAY_SECONDS = 240.0


@dataclass
class Machine:
    """A data folder, ports of its own, and the process that runs the platform on them."""

    folder: Path
    ports: dict[str, str]
    process: subprocess.Popen[str] | None = None

    @classmethod
    def at(cls, folder: Path) -> Machine:
        """A machine with free ports."""
        names = ("NATS", "NATS_MONITOR", *(service.upper() for service in SERVICE_PORTS))
        return cls(folder, {f"DANVAN_{name}_PORT": str(free_port()) for name in names})

    @property
    def data(self) -> Path:
        """Where the platform keeps everything."""
        return self.folder / "data"

    def url(self, service: str) -> str:
        """The address of a service."""
        return f"http://127.0.0.1:{self.ports[f'DANVAN_{service.upper()}_PORT']}"

    def start(self, *arguments: str, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Run `danvan …` on this machine."""
        with (self.folder / "said").open("a") as said:
            self.process = subprocess.Popen(
                [*before, *DANVAN, *arguments, "--data", str(self.data)],
                env=os.environ | self.ports,
                stdout=said,
                stderr=said,
                text=True,
                start_new_session=True,
            )
        return self.process

    def said(self) -> str:
        """What the commands have printed."""
        return (self.folder / "said").read_text()

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C: the exit code, and the seconds until everything had ended."""
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - started

    def left_running(self) -> list[str]:
        """Command lines of processes that still name the data folder or carry it in their
        environment."""
        mark = str(self.data).encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                line, environment = (
                    (folder / "cmdline").read_bytes(),
                    (folder / "environ").read_bytes(),
                )
            except OSError:
                continue  # it has ended meanwhile
            if mark in line or mark in environment:
                found.append(line.replace(b"\0", b" ").decode())
        return found


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one `danvan` command to its end."""
    return subprocess.run(
        [*DANVAN, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PLAY_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The small year, played and still up. Its figures lie in `figures.json`."""
    machine = Machine.at(tmp_path_factory.mktemp("machine"))
    figures = machine.folder / "figures.json"
    process = machine.start("demo", "--scale", "0.1", "--json", str(figures))
    wait_for(
        lambda: figures.exists() or process.poll() is not None, "the year takes long", PLAY_SECONDS
    )
    assert figures.exists(), machine.said()
    yield machine
    if machine.process is not None and machine.process.poll() is None:
        machine.interrupt()


@pytest.fixture(scope="module")
def figures(machine: Machine) -> dict[str, Any]:
    """The figures of the small year."""
    figures: dict[str, Any] = json.loads((machine.folder / "figures.json").read_text())
    return figures
