"""A service's sealed log read straight from its database, or from a copy of it, by a verifier."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from danvan.contracts.audit.merkle import HASH_BYTES
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA

#: Bundles that are read at once; a fact may be up to 1 MiB.
BUNDLES = 16
_FACTS = SQL(
    "SELECT notification_id, state FROM {} WHERE notification_id > %s AND notification_id <= %s"
    " ORDER BY notification_id"
).format(Identifier(SCHEMA, FACTS_TABLE))
_TILES = "SELECT n, hashes, first, last FROM sealed.tiles WHERE level = 0 AND n BETWEEN %s AND %s"


@dataclass(frozen=True)
class _Bundle:
    hashes: bytes
    leaves: list[bytes]


_NOTHING = _Bundle(b"", [])


class DatabaseSource:
    """A `LogSource` of `verify_log`. Leaves are found by the positions that were sealed, so what is
    missing in one bundle does not shift the others. A bundle begins behind the one before it: what
    was slipped in between the two is read, too."""

    def __init__(self, db: Connection, note: bytes | None = None) -> None:
        """A log in a database; `note` is a checkpoint to verify it against."""
        self._db = db
        self._note = note
        self._ahead: dict[int, _Bundle] = {}

    def checkpoint(self) -> bytes:
        """The given checkpoint, or the newest signed one."""
        if self._note is not None:
            return self._note
        query = "SELECT note FROM sealed.checkpoints ORDER BY size DESC LIMIT 1"
        row = self._db.execute(query).fetchone()
        return str(row[0]).encode() if row else b""

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first hashes of a tile."""
        if level == 0:
            return self._bundle(n).hashes[: width * HASH_BYTES]
        query = "SELECT hashes FROM sealed.tiles WHERE level = %s AND n = %s"
        with self._db.cursor(binary=True) as cursor:
            row = cursor.execute(query, [level, n]).fetchone()
        return bytes(row[0][: width * HASH_BYTES]) if row else b""

    def entries(self, n: int, width: int) -> list[bytes]:
        """The first leaves of a bundle, as the journal has them now."""
        return self._bundle(n).leaves[:width]

    def _bundle(self, n: int) -> _Bundle:
        if n not in self._ahead:
            self._ahead = self._read(n)
        return self._ahead.get(n, _NOTHING)

    def _read(self, first: int) -> dict[int, _Bundle]:
        """Some bundles from a number on, with the tiles over them."""
        with self._db.cursor(binary=True) as cursor:
            read = cursor.execute(_TILES, [first - 1, first + BUNDLES - 1]).fetchall()
            lasts = {n: last for n, _, _, last in read}
            tiles = sorted(
                (n, bytes(hashes), lasts.get(n - 1, begins - 1 if n else 0), last)
                for n, hashes, begins, last in read
                if n >= first
            )
            if not tiles:
                return {}
            rows = cursor.execute(_FACTS, [tiles[0][2], tiles[-1][3]]).fetchall()
        positions = [position for position, _ in rows]
        bundles: dict[int, _Bundle] = {}
        for n, hashes, after, last in tiles:
            start, end = bisect_right(positions, after), bisect_right(positions, last)
            bundles[n] = _Bundle(hashes, [state for _, state in rows[start:end]])
        return bundles


@contextmanager
def open_copy(dsn: str) -> Iterator[Connection]:
    """A connection that only reads, all of it at one moment."""
    with psycopg.connect(dsn) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True
        yield db
