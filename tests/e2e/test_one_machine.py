"""One machine, as its user meets it: the year, the status, a wrong report, a kill, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.e2e.conftest import Machine, run
from tests.support.running import wait_for


def test_the_year_ends_in_figures(figures: dict[str, Any]) -> None:
    duties = figures["duties"]
    assert duties["on_time"] > duties["late"] > 0
    assert duties["missing"] == 5
    assert duties["waived"] == 1
    assert duties["returned_ever"] > 0
    # 27 affiliated units owe six reports each.
    assert sum(duties[how] for how in ("on_time", "late", "missing", "waived")) == 27 * 6
    assert figures["refused"] == sum(figures["refused_by_rule"].values())
    assert {"not-json", "report-not-owed", "report-invalid"} <= figures["refused_by_rule"].keys()
    assert all(target["value"] is None for target in figures["targets"].values())
    assert figures["facts"].keys() == {"planning", "reporting"}


def test_a_person_reads_the_compliance_matrix(machine: Machine, figures: dict[str, Any]) -> None:
    said = machine.said()
    assert "War Remnants Museum" in said
    assert "no figures yet" in said
    assert "Where to look" in said


def test_the_same_seed_gives_the_same_figures(tmp_path: Path, figures: dict[str, Any]) -> None:
    again = Machine.at(tmp_path)
    file = tmp_path / "again.json"
    process = again.start("demo", "--scale", "0.1", "--exit", "--json", str(file))
    assert process.wait(timeout=120) == 0, again.said()
    assert json.loads(file.read_text()) | {"seconds": 0} == figures | {"seconds": 0}
    assert again.left_running() == []


def test_status_says_that_all_is_well(machine: Machine) -> None:
    services = [f"--service={name}={machine.url(name)}" for name in ("planning", "reporting")]
    done = run("status", *services, **machine.ports)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well" in done.stdout + done.stderr


def test_a_wrong_report_is_told_before_it_is_sent(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    data = {"duty": "kh-878-2023.public-engagement.h1", "indicators": [{"code": "a", "value": "x"}]}
    file.write_text(json.dumps({"type": "danvan.reporting.report-offered.v1", "data": data}))
    nats = f"nats://127.0.0.1:{machine.ports['DANVAN_NATS_PORT']}"
    done = run(
        "submit", str(file), "--unit", "bao-tang-lich-su", "--nats", nats,
        "--data", str(machine.data),
    )  # fmt: skip
    assert done.returncode == 1
    assert "/data/indicators/0/value" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_killed_service_is_started_again(machine: Machine) -> None:
    assert machine.process is not None
    children = psutil.Process(machine.process.pid).children()
    [planning] = [c for c in children if "danvan.services.planning" in c.cmdline()]
    planning.send_signal(signal.SIGKILL)

    def back() -> bool:
        try:
            return httpx.get(f"{machine.url('planning')}/health/ready", timeout=2).is_success
        except httpx.HTTPError:
            return False

    wait_for(lambda: not planning.is_running() or planning.status() == "zombie", "not killed")
    wait_for(back, machine.said())


def test_ctrl_c_stops_everything_and_a_second_start_goes_on(
    machine: Machine, figures: dict[str, Any]
) -> None:
    code, seconds = machine.interrupt()
    assert code == 0, machine.said()
    assert seconds < 10
    assert machine.left_running() == []

    file = machine.folder / "second.json"
    process = machine.start("demo", "--exit", "--json", str(file))
    assert process.wait(timeout=60) == 0, machine.said()
    second = json.loads(file.read_text())
    assert second["seconds"] is None
    assert {k: second[k] for k in ("facts", "duties")} == {
        k: figures[k] for k in ("facts", "duties")
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_it_too(tmp_path: Path) -> None:
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    machine = Machine.at(tmp_path)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o005)
        if folder.name.startswith("pytest-of"):
            break
    os.chown(tmp_path, 65534, 65534)
    starts_itself = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', '']))"
    probe = [*nobody, sys.executable, "-c", starts_itself]
    if subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("this Python lies where other users can't read it")
    process = machine.start("up", before=nobody)
    wait_for(lambda: "Where to look" in machine.said() or process.poll() is not None, "not up", 60)
    assert process.poll() is None, machine.said()
    code, seconds = machine.interrupt()
    assert code == 0
    assert seconds < 10
    assert machine.left_running() == []
