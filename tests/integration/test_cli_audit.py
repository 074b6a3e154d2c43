"""`danvan audit verify` on a real sealed log, over HTTP and in its database, sound and tampered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn

from danvan.cli import run
from danvan.contracts.audit.cosignature import cosign, cosigner_vkey
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import MAX_ENTRY
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DataFolder, write_secret
from danvan.services.chassis.auth import local_token
from danvan.services.chassis.sealing import Sealer
from danvan.services.planning.__main__ import SERVICE
from tests.integration.chassis.workshop import progressed
from tests.support.engines import Database, free_port
from tests.support.grounds import Bench, bench
from tests.support.running import wait_for

SIGNER = Signer("danvan.test/planning", bytes(range(32)))
WITNESS = Signer("danvan.test/witness", bytes(range(1, 33)))
#: Two full tiles and a part; one fact is too large for a bundle. Leaf n has position n + 1, from
#: the second tile on n + 2: a conflict uses up a position.
SIZE, LARGE, GAP = 600, 300, 256

Danvan = Callable[..., tuple[int, str, str]]


@dataclass(frozen=True)
class Sealed:
    """A service with a sealed log that answers over HTTP, and its data folder."""

    planning: Bench
    database: Database
    url: str
    data: Path
    note: str

    def tamper(self, statement: str) -> None:
        """Change the store as its superuser can."""
        with psycopg.connect(self.database.dsn(), autocommit=True) as db:
            for table in ("journal.facts", "sealed.tiles", "sealed.checkpoints"):
                db.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
            db.execute(statement.encode())


@pytest.fixture
def sealed(database: Database, tmp_path: Path) -> Iterator[Sealed]:
    with bench(SERVICE, database) as planning:
        record(planning, 0, GAP)
        with planning.ground.database.connection() as db:
            db.execute("SELECT nextval('journal.facts_notification_id_seq')")
        record(planning, GAP, SIZE)
        sealer = Sealer(planning.ground.journal, planning.ground.database, SIGNER)
        sealer.seal()
        note = sealer.sign()
        assert note is not None
        write_secret(DataFolder(tmp_path).token_key, json.dumps(planning.key))
        write_secret(DataFolder(tmp_path).log_verifier("planning"), SIGNER.vkey)
        with Serving(planning) as url:
            yield Sealed(planning, database, url, tmp_path, note)


def record(planning: Bench, first: int, end: int) -> None:
    planning.ground.journal.append(
        [
            progressed("𠀀" * (MAX_ENTRY // 4 if n == LARGE else 1), stream=f"task/t{n}")
            for n in range(first, end)
        ]
    )


class Serving:
    """The service's HTTP side on a port of its own."""

    def __init__(self, planning: Bench) -> None:
        self._port = free_port()
        config = uvicorn.Config(planning.app, port=self._port, log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> str:
        self._thread.start()
        wait_for(lambda: self._server.started, "it does not serve")
        return f"http://127.0.0.1:{self._port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def danvan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Danvan:
    """Run `danvan audit verify`, in English."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def ran(*words: object) -> tuple[int, str, str]:
        code = run(["audit", "verify", *(str(word) for word in words)])
        return code, *capsys.readouterr()

    return ran


def by_service(sealed: Sealed) -> tuple[object, ...]:
    return ("--service", f"planning={sealed.url}", "--data", sealed.data)


def by_database(sealed: Sealed) -> tuple[object, ...]:
    return ("--database", sealed.database.dsn(), "--vkey", SIGNER.vkey)


ways = pytest.mark.parametrize("way", [by_service, by_database])


def found(ran: tuple[int, str, str]) -> list[tuple[str, int | None]]:
    """The problems that were printed for a program."""
    code, out, err = ran
    assert err == ""
    [report] = json.loads(out).values()
    assert (code == 0) is report["verified"]
    return [(problem["rule"], problem["leaf"]) for problem in report["problems"]]


@ways
def test_a_sound_log_is_verified(sealed: Sealed, danvan: Danvan, way: Any) -> None:
    code, out, err = danvan(*way(sealed), "--facts")
    assert (code, err) == (0, "")
    assert f"all {SIZE} facts are as they were sealed" in out


@ways
@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        (
            "UPDATE journal.facts SET state = set_byte(state, 9, 0) WHERE notification_id = 302",
            [("entry-changed", 300)],
        ),
        ("DELETE FROM journal.facts WHERE notification_id = 11", [("entry-missing", 10)]),
        (
            "UPDATE journal.facts f SET state = g.state FROM journal.facts g"
            " WHERE (f.notification_id, g.notification_id) IN ((21, 552), (552, 21))",
            [("entry-changed", 20), ("entry-changed", 550)],
        ),
        ("DELETE FROM journal.facts WHERE notification_id > 591", [("entry-missing", 590)]),
        (
            "INSERT INTO journal.facts OVERRIDING SYSTEM VALUE SELECT 'task/new', 1, topic, state,"
            " 257 FROM journal.facts WHERE notification_id = 1",
            [("entry-changed", 256)],
        ),
        (
            "UPDATE sealed.tiles SET hashes = set_byte(hashes, 32, get_byte(hashes, 32) # 1)"
            " WHERE level = 0 AND n = 1",
            [("tile-changed", 257)],
        ),
        ("DELETE FROM sealed.checkpoints", [("checkpoint-missing", None)]),
    ],
)
def test_what_the_superuser_changes_is_located(
    sealed: Sealed, danvan: Danvan, way: Any, statement: str, wrong: list[tuple[str, int | None]]
) -> None:
    sealed.tamper(statement)
    assert found(danvan(*way(sealed), "--json")) == wrong


@ways
def test_a_log_that_grew_is_verified_against_what_a_witness_kept(
    sealed: Sealed, danvan: Danvan, way: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(cosign(sealed.note, WITNESS, 1_700_000_000), "utf-8")
    record(sealed.planning, SIZE, SIZE + 300)
    Sealer(sealed.planning.ground.journal, sealed.planning.ground.database, SIGNER).seal()
    witnessed = ("--checkpoint", kept, "--witness", cosigner_vkey(WITNESS), "--json")
    assert found(danvan(*way(sealed), *witnessed)) == []


def test_another_address_needs_a_key_and_a_token(
    sealed: Sealed, danvan: Danvan, tmp_path: Path
) -> None:
    def token(role: Role) -> Path:
        text = local_token(sealed.planning.key, "x", role, None, hours=1, audience="danvan")
        (tmp_path / role).write_text(f"{text}\n", "utf-8")
        return tmp_path / role

    reached = ("--url", f"{sealed.url}/", "--token-file", token(Role.INSPECTOR))
    code, _, err = danvan(*reached)
    assert (code, "--vkey" in err) == (2, True)
    assert danvan(*reached, "--vkey", SIGNER.vkey)[0] == 0
    code, _, err = danvan(
        "--url", sealed.url, "--token-file", token(Role.LEADER), "--vkey", SIGNER.vkey
    )
    assert (code, "inspectors only" in err) == (1, True)


def test_a_service_that_is_away_is_a_sentence(danvan: Danvan, sealed: Sealed) -> None:
    away = ("--service", f"planning=http://127.0.0.1:{free_port()}", "--data", sealed.data)
    code, _, err = danvan(*away)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "danvan up" in err


def test_a_database_that_is_away_is_a_sentence(danvan: Danvan) -> None:
    away = "postgresql://127.0.0.1:1/none"
    code, _, err = danvan("--database", away, "--vkey", SIGNER.vkey)
    assert (code, len(err.splitlines())) == (1, 1)
    assert "--database" in err


def test_what_can_not_be_asked_together_is_said(danvan: Danvan, tmp_path: Path) -> None:
    code, _, err = danvan("--service", "planning", "--url", "http://localhost")
    assert (code, "--service" in err) == (2, True)
    (tmp_path / "note").write_text("", "utf-8")
    code, _, err = danvan("--checkpoint", tmp_path / "note")
    assert (code, "--checkpoint" in err) == (2, True)
    assert danvan("--service", "nobody")[0] == 2
