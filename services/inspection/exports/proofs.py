"""The tree of a sealed log over the archive's own copy, so that a proof asks nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from danvan.contracts.audit.merkle import root_of
from danvan.contracts.audit.tiles import WIDTH, ReadTile, Tree, split_tile
from danvan.services.chassis.database import Db

#: Hashes that are at hand when the next proof is made: those of a few tiles.
REMEMBERED = 1 << 12
_TILE = r"""
SELECT string_agg(sha256('\x00'::bytea || raw), ''::bytea ORDER BY index) AS hashes
FROM archive.entries WHERE service = %(service)s AND index >= %(first)s AND index < %(end)s
"""
_TILES = f"{_TILE} GROUP BY index / {WIDTH} ORDER BY index / {WIDTH}"


def archived_tree(db: Db, service: str, size: int) -> Tree:
    """The tree over the first `size` leaves. Reads all of them once; keeps of every 256 leaves one
    hash, and reads the leaves beside a proof again. `db` is inside a transaction."""
    levels = [list(_full_tiles(db, service, size))]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        ends = range(WIDTH, len(below) + 1, WIDTH)
        levels.append([root_of(below[end - WIDTH : end]) for end in ends])

    def read(level: int, n: int, width: int) -> bytes:
        if level:
            return b"".join(levels[level - 1][n * WIDTH : n * WIDTH + width])
        asked = {"service": service, "first": n * WIDTH, "end": n * WIDTH + width}
        row = db.execute(_TILE, asked).fetchone()
        return bytes(row["hashes"] or b"") if row else b""

    return _Remembering(size, read)


class _Remembering(Tree):
    """A tree that is asked for the proofs of leaf after leaf: neighbours share most hashes."""

    def __init__(self, size: int, read: ReadTile) -> None:
        super().__init__(size, read)
        self._hash = lru_cache(REMEMBERED)(super().hash_of)

    def hash_of(self, start: int, end: int) -> bytes:
        return self._hash(start, end)


def _full_tiles(db: Db, service: str, size: int) -> Iterator[bytes]:
    """The roots of the full tiles of leaves."""
    end = size // WIDTH * WIDTH
    with db.cursor(name="tiles") as cursor:
        cursor.itersize = 64
        cursor.execute(_TILES, {"service": service, "first": 0, "end": end})
        for row in cursor:
            tile = bytes(row["hashes"])
            yield root_of(split_tile(tile))
