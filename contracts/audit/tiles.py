"""Tiles and entry bundles of C2SP tlog-tiles: their paths and bytes, and a tree read from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from danvan.contracts.audit.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root_of

HEIGHT = 8
WIDTH = 1 << HEIGHT
#: A length in a bundle has two bytes.
LENGTH_BYTES = 2
MAX_ENTRY = (1 << 8 * LENGTH_BYTES) - 1
MAX_LEVEL = 63

_PATH = re.compile(
    r"tile/(?:(?P<level>0|[1-9][0-9]?)|entries)/(?P<n>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)

#: Reads the hashes of a tile: level, number, and how many of them.
ReadTile = Callable[[int, int, int], bytes]


@dataclass(frozen=True)
class TilePath:
    """Which tile is asked for; `level` is None for a bundle of entries."""

    level: int | None
    n: int
    width: int


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """The path of a tile below a log's prefix."""
    return f"tile/{level}/{_number(n, width)}"


def entries_path(n: int, width: int = WIDTH) -> str:
    """The path of a bundle of entries below a log's prefix."""
    return f"tile/entries/{_number(n, width)}"


def parse_path(path: str) -> TilePath:
    """What a path asks for.

    Raises:
        ValueError: if it is not exactly as the specification has it.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError(f"{path!r} is not the path of a tile")
    level = int(found["level"]) if found["level"] is not None else None
    n = int(found["n"].replace("x", "").replace("/", ""))
    width = int(found["width"] or WIDTH)
    asked = TilePath(level, n, width)
    if level is not None and level > MAX_LEVEL:
        raise ValueError(f"there is no level {level}")
    if found["width"] is not None and width >= WIDTH:
        raise ValueError(f"a part of a tile has less than {WIDTH} hashes")
    canonical = entries_path(n, width) if level is None else tile_path(level, n, width)
    if path != canonical:
        raise ValueError(f"{path!r} is written otherwise: {canonical!r}")
    return asked


def partial_width(size: int, level: int, n: int) -> int:
    """How many hashes a tile has in a tree of this size: 0 to 256."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - n * WIDTH))


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each behind its length.

    Raises:
        ValueError: if one is too large.
    """
    if any(len(entry) > MAX_ENTRY for entry in entries):
        raise ValueError(f"an entry is larger than {MAX_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def decode_bundle(raw: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        ValueError: if it ends inside an entry.
    """
    entries, at = [], 0
    while at < len(raw):
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(raw[at:start], "big")
        if start > len(raw) or at > len(raw):
            raise ValueError("the bundle ends inside an entry")
        entries.append(raw[start:at])
    return entries


def split_tile(raw: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]


class Tree:
    """A tree of a known size, read from tiles. Remembers those it has read."""

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        self.size = size
        self._read = read_tile
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """The root of the whole tree."""
        return self.hash_of(0, self.size) if self.size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf."""
        return self._tile(0, index >> HEIGHT)[index % WIDTH]

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that a leaf is in the tree (RFC 6962, 2.1.1)."""
        if not 0 <= index < self.size:
            raise ValueError(f"a tree of {self.size} has no leaf {index}")
        proof: list[bytes] = []
        start, end = 0, self.size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self.hash_of(middle, end))
                end = middle
            else:
                proof.append(self.hash_of(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of size `old` is a beginning of this one (RFC 6962, 2.1.2)."""
        if not 0 < old <= self.size:
            raise ValueError(f"no proof leads from size {old} to size {self.size}")
        proof: list[bytes] = []
        start, end = 0, self.size
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                proof.append(self.hash_of(middle, end))
                end = middle
            else:
                proof.append(self.hash_of(start, middle))
                start = middle
        return ([self.hash_of(start, end)] if start else []) + proof[::-1]

    def hash_of(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` to before `end`: a subtree of this tree."""
        count = end - start
        if count & (count - 1) == 0:
            return self._perfect(start, count)
        middle = start + _split(count)
        return node_hash(self.hash_of(start, middle), self.hash_of(middle, end))

    def _perfect(self, start: int, count: int) -> bytes:
        """The hash of a full subtree: of some hashes in the tile that is nearest below it."""
        level = (count.bit_length() - 1) // HEIGHT
        index, width = start >> HEIGHT * level, count >> HEIGHT * level
        return root_of(self._tile(level, index >> HEIGHT)[index % WIDTH : index % WIDTH + width])

    def _tile(self, level: int, n: int) -> list[bytes]:
        if (level, n) not in self._tiles:
            width = partial_width(self.size, level, n)
            raw = self._read(level, n, width)
            if len(raw) != width * HASH_BYTES:
                raise ValueError(f"{tile_path(level, n, width)} has {len(raw)} bytes")
            self._tiles[level, n] = split_tile(raw)
        return self._tiles[level, n]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _number(n: int, width: int) -> str:
    digits = f"{n:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"
