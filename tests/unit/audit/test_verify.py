"""The verifier against logs that were tampered with: everything is noticed, and located."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.contracts.audit.cosignature import cosign, cosigner_vkey
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import WIDTH
from danvan.contracts.audit.verify import verify_log
from danvan.contracts.envelope import Fact
from danvan.contracts.intake import SubmissionAccepted
from tests.support.logs import MemoryLog

SIGNER = Signer("example.org/log", bytes(range(32)))
WITNESS = Signer("example.org/witness", bytes(range(1, 33)))
#: A part of a tile; one full tile; tiles of two levels; a level-1 tile that is full.
SIZES = (1, 200, WIDTH, 700, WIDTH * WIDTH + 300)


def log(size: int) -> MemoryLog:
    return MemoryLog([f"leaf {n}".encode() for n in range(size)], SIGNER)


def found(log: MemoryLog) -> list[tuple[str, int | None]]:
    return [(p.rule, p.leaf) for p in verify_log(log, SIGNER.vkey).problems]


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_log_verifies(size: int) -> None:
    seen: list[tuple[int, int]] = []
    report = verify_log(log(size), SIGNER.vkey, progress=lambda *done: seen.append(done))
    assert (report.origin, report.size, report.sound) == (SIGNER.name, size, True)
    assert seen[-1] == (size, size)


@pytest.mark.parametrize("size", SIZES)
def test_a_changed_leaf_is_named(size: int) -> None:
    tampered = log(size)
    for leaf in {0, size // 2, size - 1}:
        tampered.leaves[leaf] += b"!"
        assert found(tampered) == [("entry-changed", leaf)]
        tampered.leaves[leaf] = tampered.leaves[leaf][:-1]


@settings(max_examples=30)
@given(st.integers(1, 800), st.data())
def test_any_flipped_bit_of_any_leaf_is_located(size: int, data: st.DataObject) -> None:
    tampered = log(size)
    leaf = data.draw(st.integers(0, size - 1))
    raw = bytearray(tampered.leaves[leaf])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    tampered.leaves[leaf] = bytes(raw)
    assert found(tampered) == [("entry-changed", leaf)]


@settings(max_examples=30)
@given(st.integers(1, 800), st.data())
def test_any_flipped_bit_of_any_tile_is_located(size: int, data: st.DataObject) -> None:
    tampered = log(size)
    level, n = data.draw(st.sampled_from(sorted(tampered.tiles)))
    raw = bytearray(tampered.tiles[level, n])
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    tampered.tiles[level, n] = bytes(raw)
    assert ("tile-changed", n * WIDTH + at // 32 << 8 * level) in found(tampered)


def test_two_swapped_leaves_are_named() -> None:
    tampered = log(700)
    leaves = tampered.leaves
    leaves[10], leaves[600] = leaves[600], leaves[10]
    assert found(tampered) == [("entry-changed", 10), ("entry-changed", 600)]


def test_a_leaf_put_in_is_named_first() -> None:
    tampered = log(700)
    tampered.leaves.insert(300, b"a fact that never was")
    assert found(tampered)[0] == ("entry-changed", 300)


def test_the_first_leaf_behind_a_cut_is_named() -> None:
    tampered = log(700)
    del tampered.leaves[600:]
    assert found(tampered) == [("entry-missing", 600)]


def test_a_leaf_taken_out_of_a_bundle_is_named() -> None:
    tampered = log(200)
    del tampered.leaves[50]
    assert found(tampered) == [("entry-missing", 50)]


def test_a_missing_tile_is_named() -> None:
    tampered = log(700)
    del tampered.tiles[0, 1]
    assert found(tampered) == [("tile-changed", 256)]


def test_a_tile_changed_to_match_its_leaf_is_caught_by_the_tile_above() -> None:
    tampered = log(700)
    tampered.leaves[300] = b"changed"
    tampered.tiles[0, 1] = MemoryLog(tampered.leaves, SIGNER).tiles[0, 1]
    assert found(tampered) == [("entry-changed", 256)]


@pytest.mark.parametrize("size", [200, 700])
def test_all_tiles_changed_to_match_are_caught_by_the_signed_root(size: int) -> None:
    tampered = log(size)
    note = tampered.note
    tampered.leaves[100] = b"changed"
    tampered.seal()
    tampered.note = note
    assert found(tampered) == [("root-differs", None)]


def test_a_checkpoint_signed_with_another_key_is_refused() -> None:
    report = verify_log(log(3), Signer.new(SIGNER.name).vkey)
    assert [p.rule for p in report.problems] == ["checkpoint-key-unknown"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda note: note.replace("\n3\n", "\n2\n"), "checkpoint-signature-wrong"),
        (lambda note: note[:20], "checkpoint-signature-wrong"),
        (lambda note: "", "checkpoint-missing"),
    ],
)
def test_a_changed_or_missing_checkpoint_is_told(change: Callable[[str], str], rule: str) -> None:
    tampered = log(3)
    tampered.note = change(tampered.note)
    assert found(tampered) == [(rule, None)]


def test_witnesses_that_are_asked_for_must_have_cosigned() -> None:
    witnessed, witness = log(3), cosigner_vkey(WITNESS)
    rules = [p.rule for p in verify_log(witnessed, SIGNER.vkey, [witness]).problems]
    assert rules == ["cosignature-missing"]
    other = cosign(log(4).note, WITNESS, 5).rpartition("\n\n")[2].splitlines(keepends=True)[-1]
    sound = witnessed.note
    witnessed.note = sound + other
    rules = [p.rule for p in verify_log(witnessed, SIGNER.vkey, [witness]).problems]
    assert rules == ["cosignature-wrong"]
    witnessed.note = cosign(sound, WITNESS, 5)
    assert verify_log(witnessed, SIGNER.vkey, [witness]).sound


def test_only_so_many_problems_are_listed_and_the_rest_is_counted() -> None:
    tampered = log(256 * 150)
    tampered.leaves = [leaf + b"!" for leaf in tampered.leaves]
    report = verify_log(tampered, SIGNER.vkey)
    assert (len(report.problems), report.more) == (100, 50)


def fact(n: int, *, stream: str = "plan/one", version: int | None = None, minute: int = 0) -> bytes:
    recorded = datetime(2023, 3, 7, 8, tzinfo=UTC) + timedelta(minutes=minute, seconds=n)
    return Fact(
        id=f"fact-{n}",
        source="/services/planning",
        type="danvan.planning.submission-accepted.v1",
        subject=stream,
        time=recorded,
        recordedtime=recorded,
        version=version or n + 1,
        data=SubmissionAccepted.model_construct(),
    ).to_bytes()


def said(*leaves: bytes) -> list[tuple[str, int | None]]:
    """What is wrong with what leaves say that are sealed as they are."""
    report = verify_log(MemoryLog(leaves, SIGNER), SIGNER.vkey, facts=True)
    return [(p.rule, p.leaf) for p in report.problems]


def test_facts_in_order_are_in_order() -> None:
    assert said(fact(0), fact(1), fact(2, stream="plan/two", version=1), fact(3, version=3)) == []


def test_a_leaf_that_is_no_fact_is_named() -> None:
    assert said(fact(0), b"{}", b"nonsense", fact(1)) == [("not-a-fact", 1), ("not-a-fact", 2)]


def test_a_gap_in_a_stream_is_named() -> None:
    assert said(fact(0), fact(1), fact(3)) == [("version-gap", 2)]


def test_an_id_that_comes_twice_is_named() -> None:
    assert said(fact(0), fact(0, stream="plan/two")) == [("duplicate-id", 1)]


def test_a_clock_that_was_set_back_is_named_and_a_neighbour_may_overtake() -> None:
    assert said(fact(0, minute=10), fact(1, minute=9)) == []
    assert said(fact(0, minute=10), fact(1, minute=5), fact(2, minute=6)) == [
        ("recorded-out-of-order", 1)
    ]
