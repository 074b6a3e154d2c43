"""The sealed log: what is recorded goes into tiles that only grow, and is signed, never forked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import psycopg
import pytest

from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.merkle import leaf_hash, root_of, verify_consistency, verify_inclusion
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import (
    MAX_ENTRY,
    Tree,
    decode_bundle,
    entries_path,
    partial_width,
    tile_path,
)
from danvan.contracts.roles import Role
from danvan.services.chassis import sealing
from danvan.services.chassis.sealing import Sealer
from danvan.services.planning.__main__ import SERVICE
from tests.integration.chassis.workshop import progressed
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

SIGNER = Signer.new("danvan.test/planning")


@pytest.fixture
def planning(database: Database) -> Iterator[Bench]:
    """Planning on a real store."""
    with bench(SERVICE, database) as planning:
        yield planning


@pytest.fixture
def sealer(planning: Bench) -> Sealer:
    """Its sealer."""
    return sealer_of(planning)


def sealer_of(planning: Bench) -> Sealer:
    return Sealer(planning.ground.journal, planning.ground.database, SIGNER)


def record(planning: Bench, count: int, first: int = 0, note: str = "một việc") -> None:
    planning.ground.journal.append(
        [progressed(note, stream=f"task/t{number}") for number in range(first, first + count)]
    )


def leaves(planning: Bench) -> list[bytes]:
    return [leaf_hash(stored.raw) for stored in planning.ground.journal.read(0, 100_000)]


def checkpoint_of(sealer: Sealer) -> Checkpoint:
    sealer.seal()
    note = sealer.sign()
    assert note is not None
    return open_checkpoint(note, [SIGNER.vkey])


def tree_over_http(planning: Bench, size: int) -> Tree:
    def read(level: int, n: int, width: int) -> bytes:
        answer = planning.anybody("GET", f"/audit/{tile_path(level, n, width)}")
        assert answer.status_code == 200, answer.text
        return answer.content

    return Tree(size, read)


def test_the_root_is_the_one_over_all_facts_whatever_the_batches(
    planning: Bench, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    random, done, seen = Random(878), 0, []
    for _ in range(6):
        monkeypatch.setattr(sealing, "BATCH", random.choice([1, 7, 100, 256, 700]))
        count = random.choice([1, 3, 255, 256, 300])
        record(planning, count, done)
        done += count
        seen.append(checkpoint_of(sealer))
        assert (seen[-1].size, seen[-1].root) == (done, root_of(leaves(planning)))
    tree = tree_over_http(planning, done)
    for before in seen[:-1]:
        proof = tree.consistency(before.size)
        verify_consistency(before.size, done, proof, before.root, tree.root())


def test_the_log_is_read_over_http_as_the_specification_has_it(
    planning: Bench, sealer: Sealer
) -> None:
    assert planning.anybody("GET", "/audit/checkpoint").status_code == 404
    record(planning, 600)
    checkpoint = checkpoint_of(sealer)
    answer = planning.anybody("GET", "/audit/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert open_checkpoint(answer.text, [SIGNER.vkey]) == checkpoint
    tree = tree_over_http(planning, 600)
    assert tree.root() == checkpoint.root
    for n in range(3):
        path = f"/audit/{entries_path(n, partial_width(600, 0, n))}"
        answer = planning.call("GET", path, Role.INSPECTOR)
        assert answer.headers["content-type"] == "application/octet-stream"
        for at, entry in enumerate(decode_bundle(answer.content)):
            index = n * 256 + at
            verify_inclusion(index, 600, leaf_hash(entry), tree.inclusion(index), checkpoint.root)


@pytest.mark.parametrize(
    "path", ["tile/0/001.p/89", "tile/0/003", "tile/0/1", "tile/00/000", "tile/1/000", "tile/0/000"]
)
def test_what_the_log_does_not_have_or_is_written_otherwise_is_not_found(
    planning: Bench, sealer: Sealer, path: str
) -> None:
    record(planning, 100)
    checkpoint_of(sealer)
    assert planning.anybody("GET", f"/audit/{path}").status_code == 404


def test_entries_are_for_the_inspector_alone(planning: Bench, sealer: Sealer) -> None:
    record(planning, 3)
    checkpoint_of(sealer)
    for path in ("/audit/tile/entries/000.p/3", "/audit/entry/0"):
        assert planning.anybody("GET", path).status_code == 401
        assert planning.call("GET", path, Role.LEADER).status_code == 403
        assert planning.call("GET", path, Role.INSPECTOR).status_code == 200


def test_a_fact_too_large_for_a_bundle_is_had_alone(planning: Bench, sealer: Sealer) -> None:
    record(planning, 1, note="x" * 400)
    [small] = planning.ground.journal.read(0, 10)
    with psycopg.connect(planning.ground.settings.database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO journal.facts (originator_id, originator_version, topic, state)"
            " VALUES ('task/large', 1, %s, %s)",
            [small.type, small.raw.replace(b"x" * 400, b"x" * MAX_ENTRY)],
        )
    checkpoint = checkpoint_of(sealer)
    answer = planning.call("GET", "/audit/tile/entries/000.p/2", Role.INSPECTOR)
    assert answer.status_code == 404 and "/audit/entry/" in answer.text
    large = planning.call("GET", "/audit/entry/1", Role.INSPECTOR).content
    assert root_of([leaf_hash(small.raw), leaf_hash(large)]) == checkpoint.root


def test_many_sealers_at_once_make_one_log(
    planning: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    record(planning, 500)
    sealers = [sealer_of(planning) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        heads = list(pool.map(lambda one: one.seal(), sealers))
        notes = set(pool.map(lambda one: one.sign(), sealers))
    assert {head.size for head in heads} == {500}
    [note] = notes
    assert note is not None
    assert open_checkpoint(note, [SIGNER.vkey]).root == root_of(leaves(planning))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sealed.tiles SET hashes = decode(repeat('00', 32), 'hex') || substring(hashes"
        " FROM 33) WHERE level = 0",
        "UPDATE sealed.tiles SET hashes = substring(hashes FOR 32) WHERE level = 0",
        "DELETE FROM sealed.tiles",
        "TRUNCATE sealed.tiles",
        "UPDATE sealed.checkpoints SET note = ''",
        "DELETE FROM sealed.checkpoints",
    ],
)
def test_even_the_owner_is_refused_to_change_what_is_sealed(
    planning: Bench, sealer: Sealer, database: Database, change: str
) -> None:
    record(planning, 40)
    checkpoint_of(sealer)
    with (
        psycopg.connect(database.dsn(), autocommit=True) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        owner.execute(change.encode())


def test_a_database_that_was_put_back_does_not_know_its_own_checkpoint(
    planning: Bench, sealer: Sealer
) -> None:
    record(planning, 10)
    sealer.seal()
    ours = sealer.sign()
    assert ours is not None and sealer.knows(ours)
    for size, root in ((11, b"\1" * 32), (10, b"\2" * 32)):
        assert not sealer.knows(SIGNER.sign(Checkpoint(SIGNER.name, size, root).text()))
