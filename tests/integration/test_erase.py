"""`danvan erase` and what follows: a restored backup does not bring anybody back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from danvan.cli import run
from danvan.contracts.ids import uuid7
from danvan.contracts.personal import PersonalDataErased
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.services.chassis.migrate import service_role
from tests.support.engines import Broker, Database
from tests.support.grounds import MASTER_KEY
from tests.support.running import Process, Site, wait_for
from tests.support.world import facts_of

Danvan = Callable[..., tuple[int, str, str]]
NAME = "Bà Zyxwmark"
HEAD = (Role.UNIT_HEAD, "bao-tang")
ORDER = "112/QĐ-SVHTT"


@pytest.fixture
async def feedback(broker: Broker, database: Database, tmp_path: Path) -> Any:
    """Feedback's engines, provisioned."""
    site = Site("feedback", "danvan.services.feedback.__main__", broker, database, tmp_path)
    write_secret(DataFolder(tmp_path).token_key, json.dumps(site.key))
    await site.provision()
    yield site
    site.close()


@pytest.fixture
def danvan(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    feedback: Site,
) -> Danvan:
    """Run a command line, in English, with the site's keys and database."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("DANVAN_DATA", str(feedback.folder))
    monkeypatch.setenv("DANVAN_DATABASE_URL", feedback.database.dsn(service_role("feedback")))
    monkeypatch.setenv("DANVAN_MASTER_KEY", MASTER_KEY)

    def ran(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        return code, *capsys.readouterr()

    return ran


@pytest.fixture
def backup(feedback: Site) -> Iterator[Callable[[], Callable[[], None]]]:
    """Copies the database as it is now; what it gives back puts the copy in its place."""
    name, copy = Identifier(feedback.database.name), Identifier(f"{feedback.database.name}_copy")
    owner = feedback.database.server.dsn("postgres")

    def on_server(*statements: str) -> None:
        with psycopg.connect(owner, autocommit=True) as db:
            for statement in statements:
                db.execute(SQL(statement).format(name=name, copy=copy))

    def make() -> Callable[[], None]:
        on_server("CREATE DATABASE {copy} TEMPLATE {name}")
        return lambda: on_server(
            "DROP DATABASE {name} WITH (FORCE)", "ALTER DATABASE {copy} RENAME TO {name}"
        )

    yield make
    on_server("DROP DATABASE IF EXISTS {copy} WITH (FORCE)")


def runs(site: Site) -> Process:
    process = site.start(DANVAN_DENOUNCER_KEY=MASTER_KEY)
    process.await_ready()
    return process


def posts(site: Site, process: Process, path: str, body: dict[str, Any]) -> dict[str, Any]:
    url = f"http://127.0.0.1:{process.port}{path}"
    answer = httpx.post(url, json=body, headers=site.token(*HEAD))
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


def complains(site: Site, process: Process) -> str:
    """Somebody complains, and is named."""
    petition: str = posts(site, process, "/petitions", {"channel": "post"})["petition"]
    classified = {"petition_class": "complaint"}
    posts(site, process, f"/petitions/{petition}/classification", classified)
    named = {"petitioners": [{"name": NAME}]}
    posts(site, process, f"/petitions/{petition}/petitioner", named)
    return petition


def petitioner(site: Site, process: Process, petition: str) -> str:
    url = f"http://127.0.0.1:{process.port}/petitions/{petition}/petitioner"
    return httpx.get(url, headers=site.token(*HEAD)).text


def erases(danvan: Danvan, process: Process, petition: str) -> tuple[int, str, str]:
    url = f"http://127.0.0.1:{process.port}"
    return danvan("erase", f"petitioner/{petition}", "--order", ORDER, "--url", url)


def test_a_person_is_erased_by_the_order_that_demands_it(feedback: Site, danvan: Danvan) -> None:
    process = runs(feedback)
    petition = complains(feedback, process)
    assert NAME in petitioner(feedback, process, petition)
    code, _, err = erases(danvan, process, petition)
    assert (code, err.strip()) == (0, f"petitioner/{petition}: erased under {ORDER}.")
    assert NAME not in petitioner(feedback, process, petition)
    assert ORDER in petitioner(feedback, process, petition)
    code, _, err = erases(danvan, process, petition)
    assert (code, err.strip()) == (0, f"petitioner/{petition}: was erased before.")
    code, _, err = erases(danvan, process, f"bao-tang.{uuid7()}")
    assert code == 1 and "nothing is sealed for this person" in err


def test_a_restored_backup_hears_of_the_erasure_from_the_broker(
    feedback: Site, danvan: Danvan, backup: Callable[[], Callable[[], None]]
) -> None:
    """It is not the history that was sealed, so the worker refuses to go on; but first it destroys
    the keys that came back."""
    process = runs(feedback)
    petition = complains(feedback, process)
    assert process.stop() == 0
    restore = backup()
    process = runs(feedback)
    erases(danvan, process, petition)
    journal = feedback.journal()
    wait_for(lambda: relayed(process) == journal.head(), "the erasure was not published")
    journal.close()
    assert process.stop() == 0
    restore()
    process = feedback.start(DANVAN_DENOUNCER_KEY=MASTER_KEY)
    assert process.popen.wait(timeout=60) == 1
    said = process.log.read_text()
    assert "put back" in said or "was restored" in said  # sealer or relay, whoever looks first
    assert living_keys(feedback) == 0


def test_a_restored_backup_hears_of_the_erasure_from_the_operator(
    feedback: Site, danvan: Danvan, backup: Callable[[], Callable[[], None]], tmp_path: Path
) -> None:
    process = runs(feedback)
    petition = complains(feedback, process)
    assert process.stop() == 0
    restore = backup()
    process = runs(feedback)
    erases(danvan, process, petition)
    assert process.stop() == 0
    journal, told = feedback.journal(), tmp_path / "facts.jsonl"
    told.write_bytes(b"\n".join(fact.raw for fact in facts_of(journal)))
    assert isinstance(list(facts_of(journal))[-1].read().data, PersonalDataErased)
    journal.close()
    restore()
    assert living_keys(feedback) == 1
    code, _, err = danvan("keys", "forget", "feedback", told)
    assert (code, err.strip()) == (0, "feedback: 1 keys destroyed again.")
    assert living_keys(feedback) == 0


def test_the_master_key_is_changed_while_facts_stay(
    feedback: Site, danvan: Danvan, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = runs(feedback)
    petition = complains(feedback, process)
    assert process.stop() == 0
    new = "y2026:" + "A" * 42 + "E="
    monkeypatch.setenv("DANVAN_MASTER_KEY", f"{new},{MASTER_KEY}")
    code, _, err = danvan("keys", "rotate", "feedback")
    assert (code, err.strip()) == (0, "feedback: 1 keys wrapped anew.")
    process = feedback.start(DANVAN_DENOUNCER_KEY=MASTER_KEY, DANVAN_MASTER_KEY=new)
    process.await_ready()
    assert NAME in petitioner(feedback, process, petition)


def relayed(process: Process) -> int:
    """How far the service has published its facts."""
    position: int = process.report()["parts"]["relay"]["position"]
    return position


def living_keys(site: Site) -> int:
    with psycopg.connect(site.database.dsn()) as db:
        row = db.execute("SELECT count(*) FROM keys.persons WHERE wrapped IS NOT NULL").fetchone()
    assert row is not None
    count: int = row[0]
    return count
