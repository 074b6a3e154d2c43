"""Sealed logs in memory, made anew for a test and changed by it, and logs that others published."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from danvan.contracts.audit.checkpoint import Checkpoint
from danvan.contracts.audit.merkle import leaf_hash, root_of
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import (
    WIDTH,
    Tree,
    decode_bundle,
    encode_bundle,
    entries_path,
    partial_width,
    tile_path,
)

SHARED_DATA = Path(__file__).parents[3] / "shared" / "data"


def shared_data(name: str) -> Path:
    """A folder of test data that others made; skips where it is not."""
    folder = SHARED_DATA / name
    if not folder.exists():
        pytest.skip(f"the test data of others is not on this machine: {folder}")
    return folder


class MemoryLog:
    """A sealed log as a service would publish it. Its parts may be changed after sealing."""

    def __init__(self, leaves: Sequence[bytes], signer: Signer) -> None:
        self.leaves = list(leaves)
        self.signer = signer
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.note = ""
        self.seal()

    def seal(self) -> None:
        """Make all tiles and the checkpoint anew."""
        self.tiles = {}
        hashes = [leaf_hash(leaf) for leaf in self.leaves]
        root = root_of(hashes)
        for level in itertools.count():
            tiles = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
            self.tiles |= {(level, n): b"".join(tile) for n, tile in enumerate(tiles)}
            hashes = [root_of(tile) for tile in tiles if len(tile) == WIDTH]
            if not hashes:
                break
        head = Checkpoint(self.signer.name, len(self.leaves), root)
        self.note = self.signer.sign(head.text())

    @property
    def tree(self) -> Tree:
        """The tree over its leaves."""
        return Tree(len(self.leaves), self.tile)

    def checkpoint(self) -> bytes:
        """The signed checkpoint."""
        return self.note.encode()

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        return self.tiles.get((level, n), b"")[: width * 32]

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle."""
        return self.leaves[n * WIDTH : n * WIDTH + width]

    def write(self, folder: Path) -> None:
        """Write the log as static files, as the specification has them."""
        files = {"checkpoint": self.checkpoint()}
        size = len(self.leaves)
        for level, n in self.tiles:
            width = partial_width(size, level, n)
            files[tile_path(level, n, width)] = self.tile(level, n, width)
            if level == 0:
                files[entries_path(n, width)] = encode_bundle(self.entries(n, width))
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


class FolderLog:
    """A log of static files."""

    def __init__(self, folder: Path, checkpoint: str = "checkpoint") -> None:
        self._folder = folder
        self._checkpoint = checkpoint

    def checkpoint(self) -> bytes:
        """The signed checkpoint."""
        return (self._folder / self._checkpoint).read_bytes()

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        return (self._folder / tile_path(level, n, width)).read_bytes()

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle."""
        return decode_bundle((self._folder / entries_path(n, width)).read_bytes())
