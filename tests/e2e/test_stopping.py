"""Everything stops within ten seconds, at whatever moment it is asked to, and nothing is left."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import Machine
from tests.support.running import wait_for


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Machine]:
    """A machine on which `danvan up` has just been asked for."""
    machine = Machine.at(tmp_path)
    machine.start("up")
    yield machine
    assert machine.process is not None
    if machine.process.poll() is None:
        machine.interrupt()


def await_child(machine: Machine, word: str, other: int = 0) -> psutil.Process:
    """The child with this word in its command line, once it is there."""
    assert machine.process is not None
    parent, found = psutil.Process(machine.process.pid), list[psutil.Process]()

    def there() -> bool:
        for child in parent.children():
            try:
                if any(word in part for part in child.cmdline()) and child.pid != other:
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return bool(found)

    wait_for(there, f"no {word}: {machine.said()}")
    return found[0]


def await_up(machine: Machine) -> None:
    """Wait until everything runs."""
    wait_for(lambda: "Where to look" in machine.said(), f"not up: {machine.said()}")


def test_a_closed_terminal_leaves_nothing_running(fresh: Machine) -> None:
    await_up(fresh)
    assert fresh.process is not None
    fresh.process.send_signal(signal.SIGHUP)
    assert fresh.process.wait(timeout=30) == 0, fresh.said()
    assert fresh.left_running() == []


def test_ctrl_c_while_a_service_hangs_at_its_start(fresh: Machine) -> None:
    await_child(fresh, "danvan.services.planning").suspend()
    code, seconds = fresh.interrupt()
    assert code == 1
    assert "Stopped while it was starting" in fresh.said()
    assert seconds < 10
    assert fresh.left_running() == []


def test_ctrl_c_while_a_store_hangs_that_was_started_anew(fresh: Machine) -> None:
    await_up(fresh)
    store = await_child(fresh, "/bin/postgres")
    store.kill()
    await_child(fresh, "/bin/postgres", other=store.pid).suspend()
    code, seconds = fresh.interrupt()
    assert code == 0, fresh.said()
    assert seconds < 10
    assert fresh.left_running() == []
