"""The commands that run, look at and talk to a service, against a real one."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from danvan.cli import run
from danvan.contracts.audit.notes import Signer
from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.deploy.local.nats import public_of
from danvan.services.chassis.auth import new_local_key, public_part
from danvan.services.chassis.migrate import service_role
from tests.support.engines import ADMIN, Broker, Database
from tests.support.grounds import MASTER_KEY
from tests.support.running import Site, wait_for

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "svhtt-2023"
ORGANISATION, PLAN = EXAMPLE / "organisation.yaml", EXAMPLE / "plan-878.yaml"

Danvan = Callable[..., tuple[int, str, str]]


@pytest.fixture
def danvan(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Danvan:
    """Run a command line, in English, beside the data folder `tmp_path`."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("DANVAN_DATA", str(tmp_path))

    def ran(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return ran


@pytest.fixture
def engines(broker: Broker, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of `danvan migrate`, `serve` and `views` for planning."""
    settings = {
        "DATABASE_URL": database.dsn(service_role("planning")),
        "OWNER_DATABASE_URL": database.dsn(),
        "NATS_URL": broker.server.url,
        "NATS_MONITOR_URL": broker.server.monitor_url,
        "NATS_NKEY_SEED": broker.seeds[ADMIN],
        "TOKEN_KEY": public_part(new_local_key()),
        "LOG_KEY": Signer.new("danvan.test/planning").text,
        "MASTER_KEY": MASTER_KEY,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"DANVAN_{name}", value)


async def start_planning(
    broker: Broker, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Site:
    """Planning runs, and the environment says where; its local key lies in the data folder."""
    site = Site("planning", "danvan.services.planning.__main__", broker, database, folder)
    write_secret(DataFolder(folder).token_key, json.dumps(site.key))
    await site.provision()
    process = site.start()
    process.await_ready()
    monkeypatch.setenv("DANVAN_PLANNING_URL", f"http://127.0.0.1:{process.port}")
    monkeypatch.setenv("DANVAN_NATS_MONITOR_URL", broker.server.monitor_url)
    return site


@pytest.fixture
async def planning(
    broker: Broker, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Site]:
    """Planning on the run's engines."""
    site = await start_planning(broker, database, tmp_path, monkeypatch)
    yield site
    site.close()


def answer(ran: tuple[int, str, str]) -> Any:
    """What a command printed for a program."""
    code, out, err = ran
    assert code == 0, err
    return json.loads(out)


@pytest.mark.usefixtures("engines")
def test_migrate_makes_what_serve_needs_and_may_be_repeated(danvan: Danvan) -> None:
    for _ in range(2):
        code, _, err = danvan("migrate", "planning")
        assert (code, err) == (0, "planning: ready.\n")


@pytest.mark.usefixtures("engines")
def test_migrate_changes_nothing_that_drifted(
    danvan: Danvan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert danvan("migrate", "planning")[0] == 0
    monkeypatch.setenv("DANVAN_STREAM_REPLICAS", "3")
    code, _, err = danvan("migrate", "planning")
    assert code == 1
    assert "nothing was changed" in err and "num_replicas" in err


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DANVAN_OWNER_DATABASE_URL", "postgresql://127.0.0.1:1/none"),
        ("DANVAN_NATS_URL", "nats://127.0.0.1:1"),
    ],
)
def test_migrate_names_the_engine_that_is_away(
    danvan: Danvan, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    code, _, err = danvan("migrate", "planning")
    assert code == 1
    assert setting in err
    assert len(err.splitlines()) == 1


@pytest.mark.usefixtures("engines")
def test_serve_ends_with_0_when_it_is_asked_to(danvan: Danvan, tmp_path: Path) -> None:
    assert danvan("migrate", "planning")[0] == 0
    command = [sys.executable, "-c", "from danvan.cli import main; main()"]
    log = tmp_path / "log"
    with log.open("wb") as output:
        serving = subprocess.Popen(
            [*command, "serve", "planning", "--role", "worker"],
            env=os.environ | {"DANVAN_PORT": "0"},
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(lambda: "leads" in log.read_text(), "it never leads")
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(30) == 0, log.read_text()
    finally:
        serving.kill()
        serving.wait()


@pytest.mark.usefixtures("planning")
def test_status_is_well_when_all_is_well(danvan: Danvan) -> None:
    address = f"planning={os.environ['DANVAN_PLANNING_URL']}"
    found = answer(danvan("status", "--service", address, "--json"))
    assert found["services"]["planning"]["leader"] is True
    assert found["wrong"] == []
    code, out, _ = danvan("status", "--service", address)
    assert code == 0
    assert "planning/views" in out and "INBOX" in out and "All is well." in out


async def test_status_says_what_a_service_waits_for_and_what_to_do(
    danvan: Danvan,
    own_nats: Callable[[], Broker],
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = await start_planning(own_nats(), database, tmp_path, monkeypatch)
    process = site.processes[0]
    site.broker.server.stop()
    assert danvan("unit", "add", ORGANISATION)[0] == 0, "people can work on"
    wait_for(lambda: not process.report().get("ready", True), "it never notices")
    code, out, _ = danvan("status", "--service", f"planning={os.environ['DANVAN_PLANNING_URL']}")
    site.close()
    assert code == 1
    assert "waits for broker" in out and "see that nats-server runs" in out


@pytest.mark.usefixtures("planning")
def test_an_agency_and_its_plan_are_entered(danvan: Danvan) -> None:
    for _ in range(2):  # to register again what is registered changes nothing
        code, _, err = danvan("unit", "add", ORGANISATION)
        assert code == 0, err
    units = answer(danvan("unit", "list", "--on", "2023-06-30", "--json"))
    assert len(units) > 30
    assert "so-van-hoa-the-thao" in {unit["unit"] for unit in units}
    assert answer(danvan("unit", "list", "--on", "2020-01-01", "--json")) == []
    words = ["plan", "issue", PLAN, "--number", "878/KH-SVHTT", "--issued-on", "2023-03-07"]
    issued = answer(danvan(*words, "--json"))
    types = {fact["type"] for fact in issued["facts"]}
    assert "danvan.planning.plan-issued.v1" in types
    code, _, err = danvan(*words)
    assert code == 1
    assert "kh-878" in err or "878" in err


@pytest.mark.usefixtures("planning")
def test_a_refusal_is_the_services_own_sentence(danvan: Danvan) -> None:
    words = ["unit", "add", "--kind", "department", "--name", "Phòng", "--name-en", "Room"]
    code, _, err = danvan(*words, "--id", "phong", "--parent", "no-such-unit")
    assert code == 1
    assert "no-such-unit" in err
    code, _, err = danvan(*words)
    assert code == 2
    assert "--id" in err


@pytest.mark.usefixtures("planning")
def test_a_units_key_is_made_listed_and_revoked(danvan: Danvan, tmp_path: Path) -> None:
    add = ["unit", "add", "--kind", "agency", "--name", "Sở", "--name-en", "Department"]
    assert danvan(*add, "--id", "so")[0] == 0
    seed = tmp_path / "so.seed"
    code, out, err = danvan("unit", "credentials", "so", "--out", seed)
    assert (code, out) == (0, "")
    assert stat.S_IMODE(seed.stat().st_mode) == 0o600
    secret = seed.read_text().strip()
    assert secret not in err and public_of(secret) in err
    code, _, err = danvan("unit", "revoke", "so", public_of(secret), "--reason", "lost")
    assert code == 0, err
    code, _, err = danvan("unit", "credentials", "so", "--out", seed)
    assert code == 1
    assert "exists already" in err and seed.read_text().strip() == secret


@pytest.mark.usefixtures("planning")
def test_a_key_that_is_not_registered_leaves_no_file(danvan: Danvan, tmp_path: Path) -> None:
    code, _, _ = danvan("unit", "credentials", "nobody", "--out", tmp_path / "nobody.seed")
    assert code == 1
    assert not (tmp_path / "nobody.seed").exists()


@pytest.mark.usefixtures("planning")
def test_a_token_that_does_not_hold_is_told(danvan: Danvan) -> None:
    code, _, err = danvan("unit", "list", "--token", "forged")
    assert code == 1
    assert "the token does not hold" in err


def test_without_a_service_the_address_and_the_option_are_named(danvan: Danvan) -> None:
    code, _, err = danvan("unit", "list", "--token", "x", "--url", "http://127.0.0.1:1")
    assert code == 1
    assert "http://127.0.0.1:1" in err and "--url" in err


@pytest.mark.usefixtures("planning", "engines")
def test_views_are_rebuilt_and_attested(danvan: Danvan) -> None:
    assert danvan("unit", "add", ORGANISATION)[0] == 0
    assert danvan("views", "rebuild", "planning", "--compare")[2] == "planning: equal.\n"
    code, _, err = danvan("views", "rebuild", "planning")
    assert code == 0
    assert err.startswith("planning: rebuilt up to ")
    assert len(answer(danvan("unit", "list", "--on", f"{datetime.now():%Y-%m-%d}", "--json"))) > 30


def test_views_that_differ_are_the_answer_no(danvan: Danvan, planning: Site, engines: None) -> None:
    assert danvan("unit", "add", ORGANISATION)[0] == 0
    pool = planning.pool()
    with pool.transaction() as db:
        db.execute("DELETE FROM views.unit_names WHERE unit = 'van-phong-so'")
    pool.close()
    code, _, err = danvan("views", "rebuild", "planning", "--compare")
    assert code == 1
    assert "unit_names" in err and "danvan views rebuild planning" in err
