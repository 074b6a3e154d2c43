"""The tree over a log's leaves as far as it has been read: only the roots of its full subtrees."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from danvan.contracts.audit.merkle import EMPTY_ROOT, node_hash
from danvan.contracts.audit.tiles import Tree


class Peaks:
    """Grows leaf by leaf, and knows the root at every size."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # leaves below, hash; ever smaller

    @classmethod
    def of(cls, tree: Tree) -> Peaks:
        """Those of a tree that is read from tiles; whoever needs to trust them checks the root."""
        peaks, start = cls(), 0
        for bit in reversed(range(tree.size.bit_length())):
            if tree.size >> bit & 1:
                peaks._peaks.append((1 << bit, tree.hash_of(start, start + (1 << bit))))
                start += 1 << bit
        return peaks

    def add(self, hashes: Iterable[bytes]) -> None:
        """Put leaf hashes behind those that are there."""
        peaks = self._peaks
        for each in hashes:
            count, hashed = 1, each
            while peaks and peaks[-1][0] == count:
                hashed = node_hash(peaks.pop()[1], hashed)
                count *= 2
            peaks.append((count, hashed))

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self._peaks:
            return EMPTY_ROOT
        *left, last = (hashed for _, hashed in self._peaks)
        return reduce(lambda right, peak: node_hash(peak, right), reversed(left), last)
