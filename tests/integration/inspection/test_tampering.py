"""Nobody changes a sealed fact unnoticed, the database's superuser included: each way is noticed,
and the first leaf that is concerned is named."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from danvan.contracts.audit.merkle import HASH_BYTES, leaf_hash, root_of
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import WIDTH
from danvan.contracts.audit.verify import verify_log
from danvan.contracts.roles import Role
from tests.integration.chassis.workshop import progressed
from tests.integration.inspection.watched import Watched
from tests.support.engines import Database

SIZE = 700
#: A leaf in the middle, with more bundles before and behind it.
LEAF = 300


@pytest.fixture
def sealed(both: Watched) -> Watched:
    """A log of three bundles that was witnessed whole."""
    both.record(SIZE)
    assert both.witness.look() == SIZE
    both.patrol()
    assert both.alarms() == [] and problems(both) == []
    return both


def problems(both: Watched) -> list[tuple[str, int | None]]:
    """What whoever verifies the live log by its published format finds first."""
    report = verify_log(both.witness.source, both.log.vkey, facts=True)
    return [(one.rule, one.leaf) for one in report.problems][:1]


def alarms(both: Watched) -> list[tuple[str, int | None]]:
    """What the witness has raised."""
    return [(alarm.rule, alarm.leaf) for alarm in both.alarms()]


def position(both: Watched, leaf: int) -> int:
    """Where a leaf lies in the journal."""
    return both.planning.ground.journal.read(0, 10_000)[leaf].position


def noticed(both: Watched) -> None:
    """The witness goes its round, twice: an alarm is raised once."""
    for _ in range(2):
        both.witness.look()
        both.patrol()


CHANGE = (
    "UPDATE journal.facts SET state = convert_to(replace(convert_from(state, 'UTF8'),"
    " 'một việc', 'hai việc'), 'UTF8') WHERE notification_id = {}"
)


def test_a_changed_byte(sealed: Watched) -> None:
    sealed.tamper(CHANGE.format(position(sealed, LEAF)))
    noticed(sealed)
    assert problems(sealed) == alarms(sealed) == [("entry-changed", LEAF)]
    [alarm] = sealed.alarms()
    assert alarm.kept and str(LEAF) in alarm.reason.vi


def test_a_deleted_row(sealed: Watched) -> None:
    sealed.tamper(f"DELETE FROM journal.facts WHERE notification_id = {position(sealed, LEAF)}")
    noticed(sealed)
    assert problems(sealed) == alarms(sealed) == [("entry-missing", LEAF)]


def test_two_swapped_rows(sealed: Watched) -> None:
    one, other = position(sealed, LEAF), position(sealed, LEAF + 5)
    sealed.tamper(
        f"UPDATE journal.facts SET notification_id = -1 WHERE notification_id = {one}",
        f"UPDATE journal.facts SET notification_id = {one} WHERE notification_id = {other}",
        f"UPDATE journal.facts SET notification_id = {other} WHERE notification_id = -1",
    )
    noticed(sealed)
    assert problems(sealed) == alarms(sealed) == [("entry-changed", LEAF)]


def test_a_row_inserted_in_the_middle(sealed: Watched) -> None:
    at = position(sealed, LEAF)
    sealed.tamper(
        "UPDATE journal.facts SET notification_id = -notification_id"
        f" WHERE notification_id >= {at}",
        "UPDATE journal.facts SET notification_id = 1 - notification_id WHERE notification_id < 0",
        "INSERT INTO journal.facts (originator_id, originator_version, topic, state,"
        " notification_id) SELECT 'task/new', 1, topic,"
        " convert_to(replace(convert_from(state, 'UTF8'), 'một việc', 'việc mới'), 'UTF8'),"
        f" {at} FROM journal.facts WHERE notification_id = {at + 1}",
    )
    noticed(sealed)
    assert problems(sealed)[0] == alarms(sealed)[0] == ("entry-changed", LEAF)


def test_the_tail_cut_off(sealed: Watched) -> None:
    sealed.tamper(
        f"DELETE FROM journal.facts WHERE notification_id >= {position(sealed, LEAF)}",
        "DELETE FROM sealed.checkpoints",
        f"DELETE FROM sealed.tiles WHERE level = 0 AND n > {LEAF // WIDTH}",
        f"UPDATE sealed.tiles SET hashes = substring(hashes FOR {LEAF % WIDTH * HASH_BYTES}),"
        f" last = first + {LEAF % WIDTH - 1} WHERE level = 0 AND n = {LEAF // WIDTH}",
        f"UPDATE sealed.tiles SET hashes = substring(hashes FOR {HASH_BYTES}) WHERE level = 1",
        f"UPDATE sealed.head SET size = {LEAF}, position = {position(sealed, LEAF - 1)}",
    )
    sealed.seal()
    assert problems(sealed) == []  # whoever only reads the log can't know
    sealed.witness.look()
    assert alarms(sealed) == [("log-shrank", LEAF)]
    sealed.planning.ground.journal.append([progressed("khác", stream="task/khac")])
    sealed.seal()
    sealed.witness.look()
    assert alarms(sealed) == [("log-shrank", LEAF)], "once, though it grows again"


def test_the_whole_database_replaced_by_an_older_backup(both: Watched, database: Database) -> None:
    both.record(LEAF)
    both.witness.look()
    backup = f"{database.name}_backup"
    _copy(both, database.name, backup)
    both.record(SIZE - LEAF)
    both.witness.look()
    _copy(both, backup, database.name)
    both.witness.look()
    assert alarms(both) == [("log-shrank", LEAF)]
    # It is worked on, until it is longer than what was witnessed.
    both.planning.ground.journal.append(
        [progressed("sau đó", stream=f"task/sau{number}") for number in range(SIZE)]
    )
    both.seal()
    for _ in range(2):
        both.witness.look()
    assert alarms(both)[1:] == [("log-forked", LEAF)]
    assert both.kept() == SIZE, "it is not followed any further"


def _copy(both: Watched, origin: str, copy: str) -> None:
    """One database takes the place of another; connections are cut, and come back by themselves."""
    with psycopg.connect(both.database.server.dsn("postgres"), autocommit=True) as superuser:
        names = {"origin": Identifier(origin), "copy": Identifier(copy)}
        for statement in (
            "DROP DATABASE IF EXISTS {copy} WITH (FORCE)",
            "ALTER DATABASE {origin} ALLOW_CONNECTIONS false",
        ):
            superuser.execute(SQL(statement).format(**names))
        superuser.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [origin],
        )
        for statement in (
            "CREATE DATABASE {copy} TEMPLATE {origin}",
            "ALTER DATABASE {origin} ALLOW_CONNECTIONS true",
        ):
            superuser.execute(SQL(statement).format(**names))


def test_a_tile_changed_to_match_a_changed_row(sealed: Watched) -> None:
    sealed.tamper(CHANGE.format(position(sealed, LEAF)))
    changed = leaf_hash(sealed.planning.ground.journal.read(0, 10_000)[LEAF].raw)
    sealed.tamper(_put(0, LEAF, changed))
    noticed(sealed)
    assert alarms(sealed) == [("entry-changed", LEAF), ("tile-changed", LEAF)]
    [(rule, leaf)] = problems(sealed)
    assert (rule, leaf) == ("entry-changed", LEAF // WIDTH * WIDTH), "the bundle is known"


def test_all_tiles_changed_to_match_a_changed_row_and_signed_anew(sealed: Watched) -> None:
    sealed.tamper(CHANGE.format(position(sealed, LEAF)))
    stored = sealed.planning.ground.journal.read(0, 10_000)
    n = LEAF // WIDTH
    above = root_of([leaf_hash(one.raw) for one in stored[n * WIDTH : (n + 1) * WIDTH]])
    sealed.tamper(
        _put(0, LEAF, leaf_hash(stored[LEAF].raw)),
        _put(1, n, above),
        "DELETE FROM sealed.checkpoints",
    )
    sealed.seal()
    assert problems(sealed) == []  # the log is in one piece: only who saw it before can know
    sealed.witness.look()
    assert alarms(sealed) == [("log-forked", LEAF)]
    sealed.record(1, "nữa")
    noticed(sealed)
    assert alarms(sealed) == [
        ("log-forked", LEAF),
        ("entry-changed", LEAF),
        ("tile-changed", LEAF),
    ]


def _put(level: int, index: int, hashed: bytes) -> str:
    """Write a hash into a tile."""
    at = index % WIDTH * HASH_BYTES + 1
    return (
        f"UPDATE sealed.tiles SET hashes = overlay(hashes PLACING '\\x{hashed.hex()}'::bytea"
        f" FROM {at} FOR {HASH_BYTES}) WHERE level = {level} AND n = {index // WIDTH}"
    )


def test_a_changed_tile(sealed: Watched) -> None:
    sealed.tamper(_put(0, LEAF, b"\1" * HASH_BYTES))
    noticed(sealed)
    assert alarms(sealed) == problems(sealed) == [("tile-changed", LEAF)]


def test_a_change_before_the_witness_came(both: Watched) -> None:
    both.record(LEAF)
    both.witness.look()
    both.planning.ground.journal.append(
        [progressed("một việc", stream=f"task/m{number}") for number in range(SIZE - LEAF)]
    )
    both.seal()
    both.tamper(CHANGE.format(position(both, LEAF + 7)))
    noticed(both)
    assert problems(both) == alarms(both) == [("entry-changed", LEAF + 7)]
    assert both.kept() == len(both.archived()) == LEAF, "nothing of it is kept"


@pytest.mark.parametrize(
    ("leaf", "rule", "named"),
    [
        (LEAF + 7, "tile-changed", LEAF),  # in the bundle in which the archive ends
        (3 * WIDTH - 1, "entry-changed", 2 * WIDTH),  # in one behind it: the bundle is known
    ],
)
def test_a_row_and_its_tile_changed_before_the_witness_came(
    both: Watched, leaf: int, rule: str, named: int
) -> None:
    both.record(LEAF)
    both.witness.look()
    both.record(SIZE)
    both.tamper(CHANGE.format(position(both, leaf)))
    changed = leaf_hash(both.planning.ground.journal.read(0, 10_000)[leaf].raw)
    both.tamper(_put(0, leaf, changed))
    both.witness.look()
    assert alarms(both) == [(rule, named)]
    assert both.kept() == len(both.archived()) == LEAF


@pytest.mark.parametrize("note", [b"\xff\xfe", b"x" * 200_000, "không\n\n— ai đó\n".encode()])
def test_what_is_no_checkpoint_at_all(sealed: Watched, note: bytes) -> None:
    sealed.witness.source.checkpoint = lambda: note  # type: ignore[method-assign]  # a mad log
    noticed(sealed)
    [alarm] = sealed.alarms()
    assert (alarm.rule, alarm.size) == ("checkpoint-signature-wrong", SIZE)
    assert alarm.offered and alarm.offered.startswith(base64.b64encode(note[:30]).decode())


def test_a_checkpoint_signed_with_another_key(sealed: Watched) -> None:
    sealed.sign_with(Signer.new("danvan.test/planning"))
    sealed.record(1, "nữa")
    noticed(sealed)
    assert alarms(sealed) == [("checkpoint-key-wrong", None)]
    assert problems(sealed) == [("checkpoint-key-unknown", None)]
    assert sealed.kept() == SIZE
    [alarm] = sealed.alarms()
    assert alarm.kept and alarm.offered and alarm.kept != alarm.offered


def test_a_checkpoint_whose_signature_does_not_hold(sealed: Watched) -> None:
    sealed.tamper("UPDATE sealed.checkpoints SET note = replace(note, E'\\n700\\n', E'\\n701\\n')")
    noticed(sealed)
    assert alarms(sealed) == [("checkpoint-signature-wrong", None)]
    assert problems(sealed) == [("checkpoint-signature-wrong", None)]


def test_a_clock_of_the_service_set_back(sealed: Watched) -> None:
    fact = progressed("lùi giờ", stream="task/lui")
    back = fact.model_copy(update={"recordedtime": fact.recordedtime - timedelta(days=1)})
    sealed.planning.ground.journal.append([back])
    sealed.seal()
    noticed(sealed)
    assert alarms(sealed) == problems(sealed) == [("recorded-out-of-order", SIZE)]
    assert sealed.kept() == SIZE + 1, "the fact is there, and is kept"


def test_a_change_is_found_by_verifying_now(sealed: Watched) -> None:
    sealed.tamper(CHANGE.format(position(sealed, LEAF)))
    sealed.inspection.call("POST", "/logs/planning/verify", Role.INSPECTOR)
    report = sealed.inspection.call("GET", "/logs/planning/verification", Role.LEADER).json()
    assert not report["sound"] and not report["running"]
    [problem] = report["problems"]
    assert (problem["rule"], problem["leaf"]) == ("entry-changed", LEAF)
    assert alarms(sealed) == [("entry-changed", LEAF)]
    raw = json.loads(sealed.archived()[LEAF])
    assert raw["data"]["note"].startswith("một việc"), "the archive has what was sealed"
