"""The witness keeps every byte that was sealed, cosigns what goes on from it, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from danvan.contracts.audit.checkpoint import open_checkpoint
from danvan.contracts.audit.cosignature import verify_cosignature
from danvan.contracts.audit.merkle import leaf_hashes, root_of
from danvan.contracts.audit.tiles import MAX_ENTRY
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import SystemClock
from danvan.services.chassis.health import Health, Part
from danvan.services.inspection.archive import keeping, reading, verifications
from danvan.services.inspection.witness import watching
from danvan.services.inspection.witness import witness as page
from danvan.services.inspection.witness.source import LogAway
from danvan.services.inspection.witness.watching import make_witness
from danvan.services.inspection.witness.witness import Witness
from tests.integration.chassis.workshop import progressed, until
from tests.integration.inspection.watched import Watched, now, watched
from tests.support.engines import Database


def test_an_empty_log_is_no_alarm(both: Watched) -> None:
    assert both.witness.look() == 0
    assert both.alarms() == []


def test_every_byte_is_kept_and_the_checkpoint_cosigned(both: Watched) -> None:
    for count in (1, 254, 1, 2, 600):
        both.record(count)
        both.witness.look()
    assert both.archived() == [one.raw for one in both.planning.ground.journal.read(0, 10_000)]
    note = both.inspection.anybody("GET", "/logs/planning/checkpoint").text
    checkpoint = open_checkpoint(note, [both.log.vkey])
    assert (checkpoint.size, checkpoint.root) == (858, root_of(leaf_hashes(both.archived())))
    assert abs(verify_cosignature(note, both.vkey) - now().timestamp()) < 100
    both.patrol()
    assert both.alarms() == []


def test_asking_again_keeps_nothing_twice(both: Watched) -> None:
    both.record(10)
    first, second = both.witness, make_witness(both.inspection.ground, both.log)
    assert [first.look(), second.look(), first.look()] == [10, 10, 10]
    second.source.close()
    assert len(both.archived()) == both.kept() == 10


def test_a_fact_too_large_for_a_bundle_is_kept_too(both: Watched) -> None:
    both.record(3)
    [small] = both.planning.ground.journal.read(0, 1)
    large = small.raw.replace(b"m\xe1\xbb\x99t vi\xe1\xbb\x87c", b"x" * MAX_ENTRY)
    with psycopg.connect(both.database.dsn(), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO journal.facts (originator_id, originator_version, topic, state)"
            " VALUES ('task/large', 1, %s, %s)",
            [small.type, large],
        )
    both.seal()
    assert both.witness.look() == 4
    assert both.archived()[3] == large


def test_a_leaf_that_is_no_fact_is_kept_byte_for_byte(both: Watched) -> None:
    good = progressed("một việc").to_bytes()
    year = good[good.index(b'"time":"') + 8 :][:4]
    rubbish = [
        b"",
        b"no json",
        b"[]",
        b'{"id":"\\u0000"}',
        b"\xff\x00",
        good.replace(year, b"0001"),
        good.replace(year, b"9999"),
        good.replace(b"task/", b"task/" + b"x" * 5000),
        good.replace(b"task/", b"task/\\u0000"),
        good,
    ]
    with psycopg.connect(both.database.dsn(), autocommit=True) as connection:
        for number, raw in enumerate(rubbish):
            connection.execute(
                "INSERT INTO journal.facts (originator_id, originator_version, topic, state)"
                " VALUES ('task/x', %s, 'x', %s)",
                [number, raw],
            )
    both.seal()
    assert both.witness.look() == len(rubbish)
    assert both.archived() == rubbish
    with both.inspection.ground.database.connection() as db:
        assert [index for _, index, _ in reading.facts(db)] == [5, 6, 7, 8, 9], "these can be read"


def test_a_crash_before_the_end_keeps_nothing_and_the_next_look_keeps_all(
    both: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.record(300)
    with monkeypatch.context() as crash:
        crash.setattr(page.keeping, "keep_checkpoint", _crashes)
        with pytest.raises(ZeroDivisionError):
            both.witness.look()
    assert (both.archived(), both.kept()) == ([], 0)
    assert both.witness.look() == len(both.archived()) == 300


def _crashes(*_: object) -> None:
    raise ZeroDivisionError


def test_even_the_owner_may_not_change_the_archive(both: Watched) -> None:
    both.record(2)
    both.witness.look()
    owner = psycopg.connect(both.inspection.ground.settings.database_url, autocommit=True)
    with owner, psycopg.connect(_as_owner(both), autocommit=True) as superuser:
        for statement in (
            "UPDATE archive.entries SET raw = ''",
            "DELETE FROM archive.checkpoints",
            "TRUNCATE archive.entries",
        ):
            for connection in (owner, superuser):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())


def _as_owner(both: Watched) -> str:
    return both.inspection.ground.settings.database_url.replace("danvan_inspection@", "postgres@")


def test_a_witness_without_a_token_sees_hashes_only(
    database: Database, second_database: Database, tmp_path: Path
) -> None:
    with watched(database, second_database, tmp_path, logs_token=None) as both:
        for count in (5, 300):
            both.record(count)
            both.witness.look()
        assert (both.kept(), both.archived(), both.alarms()) == (305, [], [])
        answer = both.inspection.call("POST", "/logs/planning/verify", Role.INSPECTOR)
        assert answer.status_code == 409 and answer.json()["type"] == "no-archive"


def test_an_archive_that_begins_late_or_pauses_is_filled_from_where_it_ends(both: Watched) -> None:
    for archives in (False, True, False, False, True):
        both.record(300)
        both.witness.archives = archives
        assert both.witness.look() == both.kept()
    assert both.archived() == [one.raw for one in both.planning.ground.journal.read(0, 10_000)]
    assert both.alarms() == []


def test_a_log_that_is_away_is_no_alarm(both: Watched) -> None:
    nowhere = both.log.model_copy(update={"url": "http://127.0.0.1:9"})
    witness = make_witness(both.inspection.ground, nowhere)
    with pytest.raises(LogAway, match="does not answer"):
        witness.look()
    witness.source.close()
    assert both.alarms() == []


def test_the_archive_is_asked_by_case_unit_stream_and_code(both: Watched) -> None:
    both.record(30)
    both.witness.look()
    with both.inspection.ground.database.connection() as db:
        [row] = reading.stream(db, "planning", "task/t7")
        assert (row["service"], row["index"], row["raw"]) == ("planning", 7, both.archived()[7])
        assert [one["index"] for one in reading.search(db, "t2")] == [*range(29, 19, -1), 2]
        assert list(reading.search(db, "t%")) == []
        assert len(list(reading.facts(db, service="planning"))) == 30
        assert list(reading.facts(db, types=["danvan.planning.plan-issued.v1"])) == []
        assert keeping.size(db, "planning") == 30


def test_the_logs_and_their_verification_are_told_over_http(both: Watched) -> None:
    both.record(700)
    assert both.inspection.call("GET", "/logs/planning/checkpoint", Role.LEADER).status_code == 404
    both.witness.look()
    [log] = both.inspection.call("GET", "/logs", Role.LEADER).json()["items"]
    assert (log["service"], log["size"], log["archived"], log["lag"]) == ("planning", 700, 700, 0)
    assert (log["vkey"], log["witness"], log["alarms"]) == (both.log.vkey, both.vkey, 0)
    asked = "/logs/planning/verification"
    assert both.inspection.call("GET", asked, Role.LEADER).status_code == 404
    assert both.inspection.call("POST", "/logs/planning/verify", Role.LEADER).status_code == 403
    assert both.inspection.call("POST", "/logs/other/verify", Role.INSPECTOR).status_code == 404
    started = both.inspection.call("POST", "/logs/planning/verify", Role.INSPECTOR)
    assert started.status_code == 202 and started.json()["running"]
    report = both.inspection.call("GET", asked, Role.LEADER).json()
    assert (report["sound"], report["running"], report["done"]) == (True, False, 700)
    with both.inspection.ground.database.connection() as db:
        assert verifications.begin(db, "planning", now())
    again = both.inspection.call("POST", "/logs/planning/verify", Role.INSPECTOR)
    assert (again.status_code, again.json()["type"]) == (409, "verification-running")
    pages = both.inspection.call("GET", "/logs/planning/checkpoints", Role.LEADER).json()
    assert [one["size"] for one in pages["items"]] == [700]


def test_an_alarm_is_answered_by_an_inspector(both: Watched) -> None:
    both.record(2)
    both.witness.look()
    both.tamper("DELETE FROM sealed.checkpoints")
    both.witness.look()
    [alarm] = both.inspection.call("GET", "/alarms?after=1", Role.LEADER).json()["items"]
    path, said = f"/alarms/{alarm['alarm']}/answer", {"answer": "Đã khôi phục bản sao lưu."}
    assert both.inspection.call("POST", path, Role.LEADER, json=said).status_code == 403
    assert both.inspection.call("POST", path, Role.INSPECTOR, json=said).status_code == 200
    [answered] = both.inspection.call("GET", "/alarms?after=2", Role.LEADER).json()["items"]
    assert answered["answer"] == said["answer"] and answered["answered_by"]
    again = both.inspection.call("POST", path, Role.INSPECTOR, json=said)
    assert again.json()["facts"] == []
    unknown = both.inspection.call("POST", "/alarms/x/answer", Role.INSPECTOR, json=said)
    assert unknown.json()["type"] == "unknown-alarm"


async def test_the_worker_watches_and_says_when_a_log_is_away_for_long(
    both: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.record(3)
    health = Health("inspection", "all", scenario=False, start=Part("start"))
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(watching, "PATIENCE_SECONDS", 0.0)
    [watch] = watching.tasks(both.inspection.ground, health)
    task, part = asyncio.create_task(watch), health.part("log-planning")
    await until(lambda: part.position == 3, health.report)
    both.as_superuser("ALTER TABLE sealed.checkpoints RENAME TO away")
    await until(lambda: part.waiting_for is not None, health.report)
    both.as_superuser("ALTER TABLE sealed.away RENAME TO checkpoints")
    await until(lambda: part.waiting_for is None, health.report)
    task.cancel()
    await asyncio.wait([task])
    assert both.alarms() == []


def at(witness: Witness, moment: datetime) -> Witness:
    """The same witness with another clock."""
    witness._now = lambda: moment
    return witness


def test_a_witness_whose_clock_was_set_back_cosigns_nothing(both: Watched) -> None:
    both.record(2)
    both.witness.look()
    both.record(1)
    at(both.witness, now() - timedelta(minutes=5)).look()
    assert [alarm.rule for alarm in both.alarms()] == ["clock-set-back"]
    assert both.kept() == 2
    at(both.witness, SystemClock().now() + timedelta(seconds=1)).look()
    assert both.kept() == 3
