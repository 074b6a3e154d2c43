"""Tile paths, bundles, and a real log that others published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.merkle import verify_consistency
from danvan.contracts.audit.tiles import (
    MAX_ENTRY,
    TilePath,
    Tree,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_path,
    partial_width,
    tile_path,
)
from danvan.contracts.audit.verify import verify_log
from tests.support.logs import FolderLog, shared_data

PUBLISHED_VKEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
CHECKPOINTS = range(16)


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(0, 1234067, 112) == "tile/0/x001/x234/067.p/112"
    assert tile_path(3, 1000) == "tile/3/x001/000"
    assert entries_path(999, 1) == "tile/entries/999.p/1"


@given(st.none() | st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_any_path_reads_back(level: int | None, n: int, width: int) -> None:
    path = entries_path(n, width) if level is None else tile_path(level, n, width)
    assert parse_path(path) == TilePath(level, n, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/0/\u0660\u0660\u0660",
        "tile/entries/000\n",
        "tile/data/000",
        "../tile/0/000",
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"tile|level|written"):
        parse_path(path)


def test_a_tile_is_as_wide_as_the_tree_reaches() -> None:
    assert [partial_width(256 * 256 + 300, level, n) for level, n in [(0, 0), (0, 257)]] == [
        256,
        44,
    ]
    assert [partial_width(256 * 256 + 300, level, 0) for level in (1, 2, 3)] == [256, 1, 0]
    assert partial_width(256, 0, 1) == 0


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_any_bundle_reads_back(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries)) == entries


def test_an_entry_too_large_for_a_bundle_is_refused() -> None:
    assert len(encode_bundle([bytes(MAX_ENTRY)])) == MAX_ENTRY + 2
    with pytest.raises(ValueError, match="larger"):
        encode_bundle([bytes(MAX_ENTRY + 1)])


@pytest.mark.parametrize("raw", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_bundle_that_was_cut_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="ends inside"):
        decode_bundle(raw)


def test_a_log_that_others_published_verifies() -> None:
    folder = shared_data("tiles-log")
    for n in CHECKPOINTS:
        report = verify_log(FolderLog(folder, f"checkpoint.{n}"), PUBLISHED_VKEY)
        assert (report.size, report.problems) == (n, ())


def test_all_checkpoints_that_others_published_are_consistent() -> None:
    folder = shared_data("tiles-log")
    heads = [published(FolderLog(folder, f"checkpoint.{n}")) for n in CHECKPOINTS]
    assert published(FolderLog(folder)) == heads[-1]
    for new in heads[1:]:
        tree = Tree(new.size, FolderLog(folder).tile)
        assert tree.root() == new.root
        for old in heads[1 : new.size]:
            proof = tree.consistency(old.size)
            verify_consistency(old.size, new.size, proof, old.root, new.root)


def published(log: FolderLog) -> Checkpoint:
    return open_checkpoint(log.checkpoint().decode(), [PUBLISHED_VKEY])
