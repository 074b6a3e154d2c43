"""The tree as far as it has been read has the root that RFC 6962 gives it, at every size."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.audit.merkle import root_of
from danvan.contracts.audit.tiles import WIDTH, Tree
from danvan.services.inspection.witness.peaks import Peaks


def hashes(size: int) -> list[bytes]:
    return [sha256(str(number).encode()).digest() for number in range(size)]


@given(sizes=st.lists(st.integers(0, 300), max_size=5))
def test_any_growth_has_the_root_of_all_leaves(sizes: list[int]) -> None:
    leaves, peaks, done = hashes(sum(sizes)), Peaks(), 0
    for size in sizes:
        peaks.add(leaves[done : done + size])
        done += size
        assert peaks.root() == root_of(leaves[:done])


@given(size=st.integers(0, 3 * WIDTH), more=st.integers(0, WIDTH))
def test_what_tiles_tell_is_grown_on(size: int, more: int) -> None:
    leaves = hashes(size + more)

    def read(level: int, n: int, width: int) -> bytes:
        span = WIDTH**level
        starts = range(n * WIDTH * span, (n * WIDTH + width) * span, span)
        return b"".join(root_of(leaves[start : start + span]) for start in starts)

    peaks = Peaks.of(Tree(size, read))
    assert peaks.root() == root_of(leaves[:size])
    peaks.add(leaves[size:])
    assert peaks.root() == root_of(leaves)
