"""One machine, as its user meets it: the year, the status, a wrong report, a kill, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from danvan.deploy.local.layout import SERVICE_PORTS
from tests.e2e.conftest import PLAY_SECONDS, Machine, run
from tests.support.running import wait_for

pytestmark = pytest.mark.timeout(2 * PLAY_SECONDS)


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
    for target in figures["targets"].values():
        assert target["met"] is (Decimal(target["value"]) > Decimal(target["goal"]))
    assert figures["facts"].keys() == SERVICE_PORTS.keys()


def test_every_log_is_sealed_to_its_last_fact_and_verifies(figures: dict[str, Any]) -> None:
    assert figures["audit"].keys() == SERVICE_PORTS.keys()
    for service, log in figures["audit"].items():
        assert log["verified"] and log["size"] == figures["facts"][service]


def test_every_dossier_is_in_one_bucket_and_some_are_late(figures: dict[str, Any]) -> None:
    dossiers = figures["dossiers"]
    buckets = ("early", "on_time", "late", "not_yet_due", "overdue")
    closed_otherwise = dossiers["withdrawn"]
    assert sum(dossiers[name] for name in buckets) + closed_otherwise == dossiers["total"]
    assert 0.03 < dossiers["turned_late"] / dossiers["total"] < 0.07
    assert 0 < dossiers["online"] < dossiers["total"]


def test_letters_are_owed_and_some_are_missed(figures: dict[str, Any]) -> None:
    apologies, thanks = (figures["letters"][kind] for kind in ("apology", "thank-you"))
    assert 0 < apologies["missed"] < apologies["due"]
    assert 0 < thanks["sent"] < thanks["due"]


def test_targets_are_what_the_facts_of_feedback_come_to(figures: dict[str, Any]) -> None:
    on_time, satisfied = (figures["targets"][t] for t in ("ho-so-dung-han", "muc-do-hai-long"))
    assert float(on_time["value"]) == pytest.approx(figures["dossiers"]["on_time_share"], abs=0.01)
    assert float(satisfied["value"]) == pytest.approx(figures["surveys"]["share"], abs=0.01)
    assert on_time["met"] and satisfied["met"]


def test_petitions_of_all_classes_were_handled(figures: dict[str, Any]) -> None:
    petitions = figures["petitions"]
    classes = {"complaint", "denunciation", "recommendation", "reflection"}
    assert petitions["by_class"].keys() == classes
    handled = petitions["handled_on_time"] + petitions["handled_late"]
    assert handled + petitions["open"] == petitions["received"]
    assert {"answered", "concluded", "decided", "refused"} <= petitions["outcomes"].keys()
    assert petitions["rated"] > 0
    reception = figures["reception"]
    assert (reception["missed"], reception["posted_late"], reception["heads_missed"]) == (1, 1, 1)


def test_the_published_ballots_can_be_counted_by_anybody(
    machine: Machine, figures: dict[str, Any]
) -> None:
    ballot = figures["campaign"]["ballots"]
    url = f"{machine.url('emulation')}/ballots/binh-chon-2023/published"
    published = httpx.get(url).raise_for_status().json()
    counted = Counter(choice for paper in published["papers"] for choice in paper["choices"])
    assert {choice: counted[choice] for choice in ballot["result"]} == ballot["result"]
    assert len(published["papers"]) == ballot["valid"]
    assert 0 < ballot["turnout"] <= ballot["electorate"]


def test_the_campaign_goes_from_nominations_to_replication(figures: dict[str, Any]) -> None:
    campaign = figures["campaign"]
    assert campaign["nominations"] > campaign["eligible"] > 0
    recognised = campaign["recognised"]
    assert recognised["unit"] >= recognised["department"] >= recognised["city"] > 0
    assert campaign["revoked"] == 1
    assert campaign["good_deeds_praised"] > 0
    assert campaign["adoptions"] > 0


def test_a_case_is_followed_by_its_code_without_signing_in(machine: Machine) -> None:
    said = run("token", "--role", "standing", "--data", str(machine.data))
    signed_in = {"Authorization": f"Bearer {said.stdout.strip()}"}
    url = machine.url("feedback")
    rows = httpx.get(f"{url}/petitions", headers=signed_in, params={"limit": 1}).json()["items"]
    asked = httpx.post(f"{url}/petitions/{rows[0]['id']}/code", headers=signed_in, json={})
    code = asked.raise_for_status().json()["code"]
    followed = httpx.get(f"{url}/follow/{code}").raise_for_status().json()
    assert followed["unit"] == rows[0]["unit"]


def test_a_person_reads_the_compliance_matrix(machine: Machine, figures: dict[str, Any]) -> None:
    said = machine.said()
    assert "War Remnants Museum" in said
    assert "no figures yet" not in said, "feedback has counted for both targets"
    assert "Where to look" in said


def test_the_same_seed_gives_the_same_figures(tmp_path: Path, figures: dict[str, Any]) -> None:
    again = Machine.at(tmp_path)
    file = tmp_path / "again.json"
    process = again.start("demo", "--scale", "0.1", "--exit", "--json", str(file))
    assert process.wait(timeout=PLAY_SECONDS) == 0, again.said()
    own = {"seconds": 0, "audit": {}}  # ids and times of recording are a run's own
    assert json.loads(file.read_text()) | own == figures | own
    assert again.left_running() == []


def test_status_says_that_all_is_well(machine: Machine) -> None:
    services = [f"--service={name}={machine.url(name)}" for name in SERVICE_PORTS]
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
    assert second["duties"] == figures["duties"]
    more = {name: second["facts"][name] - count for name, count in figures["facts"].items()}
    assert more.pop("feedback") in (0, 1)  # a code was issued meanwhile, if its test ran
    assert not any(more.values())


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
