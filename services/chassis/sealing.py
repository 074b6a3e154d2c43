"""Seals the journal into a Merkle log (C2SP tlog-tiles over RFC 6962) and signs how far it reaches.

A batch of leaf hashes goes into the tiles in one transaction with the place reached, under the lock
of that place, so two sealers by mistake take turns, and a start after a crash walks the same code.
What is signed is what the tiles say: they only grow, so no two checkpoints can be inconsistent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

from nats.aio.client import Client
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.merkle import HASH_BYTES, leaf_hash, root_of
from danvan.contracts.audit.notes import NoteWrong, Signer
from danvan.contracts.audit.tiles import HEIGHT, WIDTH, Tree, split_tile
from danvan.services.chassis import log_tables
from danvan.services.chassis.database import Database, Db
from danvan.services.chassis.faults import retry
from danvan.services.chassis.health import Part
from danvan.services.chassis.journal import Journal, StoredFact
from danvan.services.chassis.log_tables import Head
from danvan.services.chassis.relay import ForeignHistory

#: Leaves a transaction.
BATCH = 5000
#: Between two checkpoints; there is one at least each second while there is news.
PAUSE_SECONDS = 0.8
#: The level up to which a log of 2^63 leaves has tiles.
TOP_LEVEL = 8


class Sealer:
    """The sealed log of one service."""

    def __init__(self, journal: Journal, database: Database, signer: Signer) -> None:
        self._journal = journal
        self._database = database
        self._signer = signer

    def seal(self) -> Head:
        """Put every fact that is there into the log; how far it reaches then."""
        while True:
            with self._database.transaction() as db:
                head = log_tables.read_head(db, lock=True)
                batch = self._journal.read(head.position, BATCH)
                if not batch:
                    return head
                _append(db, head, batch)
                head = Head(head.size + len(batch), batch[-1].position)
                log_tables.write_head(db, head)
            if len(batch) < BATCH:
                return head

    def sign(self) -> str | None:
        """The signed checkpoint of all that is sealed; None while nothing is."""
        with self._database.transaction() as db:
            size = log_tables.read_head(db).size
            if size == 0 or (note := log_tables.read_checkpoint(db, size)) is not None:
                return note if size else None
            root = Tree(size, lambda level, n, width: _first(db, level, n, width)).root()
            note = self._signer.sign(Checkpoint(self._signer.name, size, root).text())
            log_tables.keep_checkpoint(db, size, note)
            return log_tables.read_checkpoint(db, size)

    def knows(self, note: str) -> bool:
        """Whether a checkpoint that was signed by this log is part of it."""
        said = open_checkpoint(note, [self._signer.vkey])
        with self._database.connection() as db:
            if log_tables.read_head(db).size < said.size:
                return False
            tree = Tree(said.size, lambda level, n, width: _first(db, level, n, width))
            return tree.root() == said.root


class Sealing:
    """Runs a sealer, and says on the broker how far its log reaches."""

    def __init__(
        self, service: str, sealer: Sealer, client: Client, part: Part, wake: asyncio.Event
    ) -> None:
        self._sealer = sealer
        self._subject = subjects.checkpoint_subject(service)
        self._js = client.jetstream()
        self._part = part
        self._wake = wake
        self._said: str | None = None

    async def run(self) -> None:
        """Seal until cancelled.

        Raises:
            ForeignHistory: if the log had been sealed further, or otherwise, than this database is.
        """
        await retry(self._part, self._resume)
        while True:
            self._wake.clear()
            await retry(self._part, self._step)
            await asyncio.sleep(PAUSE_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_SECONDS):
                    await self._wake.wait()

    async def _step(self) -> None:
        head = await asyncio.to_thread(self._sealer.seal)
        note = await asyncio.to_thread(self._sealer.sign)
        if note is not None and note != self._said:
            await self._js.publish(self._subject, note.encode())
            self._said = note
        self._part.progress(head.position)

    async def _resume(self) -> None:
        """Never sign beside what was signed: a database that was put back must not go on."""
        try:
            message = await self._js.get_last_msg(subjects.CHECKPOINTS, self._subject, direct=True)
        except NotFoundError:
            return
        note = (message.data or b"").decode()
        try:
            known = await asyncio.to_thread(self._sealer.knows, note)
        except NoteWrong:
            return  # of another key: a log begins anew under it, and the witness looks at that
        if not known:
            raise ForeignHistory(
                f"{self._subject} says that this log was sealed otherwise than this database"
                " holds; it was put back or changed: restore the newest backup"
            )
        self._said = note


def _append(db: Db, head: Head, batch: Sequence[StoredFact]) -> None:
    """Put leaves behind those that are there, and each tile that is full into the level above."""
    hashes = [leaf_hash(stored.raw) for stored in batch]
    index = head.size
    for level in range(TOP_LEVEL):
        above: list[bytes] = []
        start = 0
        for n, many in _shares(index, len(hashes)):
            new = hashes[start : start + many]
            positions = (batch[start].position, batch[start + many - 1].position)
            tile = log_tables.read_tile(db, level, n) if (index + start) % WIDTH else b""
            tile += b"".join(new)
            log_tables.write_tile(db, level, n, tile, positions if level == 0 else None)
            if len(tile) == WIDTH * HASH_BYTES:
                above.append(root_of(split_tile(tile)))
            start += many
        if not above:
            return
        index >>= HEIGHT
        hashes = above


def _shares(index: int, count: int) -> Iterator[tuple[int, int]]:
    """Which tiles so many hashes from an index on go to, and how many to each."""
    end = index + count
    while index < end:
        many = min(end - index, WIDTH - index % WIDTH)
        yield index >> HEIGHT, many
        index += many


def _first(db: Db, level: int, n: int, width: int) -> bytes:
    return log_tables.read_tile(db, level, n)[: width * HASH_BYTES]
