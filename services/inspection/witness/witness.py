"""One watched log: what it says now has to go on from what it said before.

A new checkpoint, the leaves up to it and our cosignature are kept in one transaction, after all of
it has been checked; so a crash at any point repeats the same step. What is wrong is raised as an
alarm before anything is kept, and the log is not followed any further.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.cosignature import cosign
from danvan.contracts.audit.merkle import (
    ProofWrong,
    leaf_hashes,
    root_of,
    verify_consistency,
)
from danvan.contracts.audit.notes import KeyUnknown, NoteWrong, Signer
from danvan.contracts.audit.said import CLOCK_TOLERANCE
from danvan.contracts.audit.tiles import HEIGHT, WIDTH, Tree, partial_width, split_tile
from danvan.services.chassis.database import Database, Db
from danvan.services.inspection.archive import keeping
from danvan.services.inspection.archive.keeping import Kept
from danvan.services.inspection.settings import WatchedLog
from danvan.services.inspection.witness import findings
from danvan.services.inspection.witness.findings import Found
from danvan.services.inspection.witness.peaks import Peaks
from danvan.services.inspection.witness.source import HttpLog

#: That a log was looked at is written down at least so often.
NOTED_EVERY = timedelta(seconds=5)

#: What a column of the archive can hold.
MAX_SIZE = 2**63 - 1
#: A note is a few hundred bytes; of one that is not, so much is evidence enough.
MAX_EVIDENCE = 1 << 16

#: Raises an alarm: what was found, the checkpoint that is kept, the note that was offered.
Alarm = Callable[[Found, Kept | None, bytes | None], None]


class Witness:
    """Watches one log. Used by one thread at a time; two witnesses by mistake take turns."""

    def __init__(
        self,
        log: WatchedLog,
        source: HttpLog,
        database: Database,
        signer: Signer,
        alarm: Alarm,
        now: Callable[[], datetime],
        *,
        archives: bool,
    ) -> None:
        """`archives`: whether the leaves are kept, too, which takes a token to read them with."""
        self.log = log
        self.source = source
        self.archives = archives
        self._database = database
        self._signer = signer
        self._alarm = alarm
        self._now = now
        self._others: dict[int, int | None] = {}
        self._noted: tuple[int, datetime] | None = None
        self._next_bundle = 0

    def look(self) -> int:
        """Read the newest checkpoint and keep what it brings; how far the log is kept then.

        Raises:
            LogAway: if the log can't be read.
        """
        offered = self.source.checkpoint()
        with self._database.connection() as db:
            kept = keeping.newest(db, self.log.service)
        try:
            head = self._read(offered, kept)
            self._note_look(head.size if head else 0)
            if head is not None and (kept is None or head.size > kept.size):
                return self._take_in(head, offered, kept)
        except Found as found:
            self._alarm(found, kept, offered)
        return kept.size if kept else 0

    def patrol(self, bundles: int) -> None:
        """Hold the next bundles of the log, and the tiles over them, against the archive.

        Raises:
            LogAway: if the log can't be read.
        """
        with self._database.connection() as db:
            kept = keeping.newest(db, self.log.service)
            size = min(kept.size if kept else 0, keeping.size(db, self.log.service))
            for _ in range(bundles):
                if self._next_bundle * WIDTH >= size:
                    self._next_bundle = 0
                    return
                for found in self._compare(db, self._next_bundle, size):
                    self._alarm(found, kept, None)
                self._next_bundle += 1

    def alarm(self, found: Found, kept: Kept | None) -> None:
        """Raise an alarm about this log."""
        self._alarm(found, kept, None)

    def _read(self, offered: bytes, kept: Kept | None) -> Checkpoint | None:
        """The checkpoint that is offered, if it can follow on the one that is kept."""
        if not offered:
            if kept is not None:
                raise findings.shrank(kept.size, 0)
            return None
        try:
            head = open_checkpoint(offered.decode(), [self.log.vkey])
        except KeyUnknown as error:
            raise findings.key_wrong(str(error)) from error
        except (NoteWrong, UnicodeDecodeError) as error:
            raise findings.signature_wrong(str(error)) from error
        if head.size > MAX_SIZE:
            raise findings.signature_wrong("no log is so long")
        if kept is not None:
            if head.size < kept.size:
                raise findings.shrank(kept.size, head.size)
            if head.size == kept.size and head.root != kept.root:
                raise self._forked(kept)
        return head

    def _take_in(self, head: Checkpoint, offered: bytes, kept: Kept | None) -> int:
        """Check what a longer log says, and keep it."""
        tree = Tree(head.size, self.source.tile)
        self._check_tiles(tree, head, kept)
        now, note = self._now(), offered.decode()
        if kept is not None and int(now.timestamp()) < int(kept.seen.timestamp()):
            raise findings.clock_set_back(None)
        with self._database.transaction() as db:
            keeping.lock(db, self.log.service)
            if keeping.newest(db, self.log.service) != kept:
                return head.size  # another process of ours was faster
            if self.archives:
                self._archive(db, head, tree, kept)
            cosigned = cosign(note, self._signer, int(now.timestamp()))
            fresh = Kept(head.size, head.root, note, cosigned, now)
            keeping.keep_checkpoint(db, self.log.service, fresh)
        return head.size

    def _check_tiles(self, tree: Tree, head: Checkpoint, kept: Kept | None) -> None:
        """The tiles lead to the signed root, and from the one that is kept."""
        first = kept.size if kept else 0
        try:
            if tree.root() != head.root:
                leaf = self._first_other(first)
                at = first if leaf is None else leaf
                raise findings.tile_changed(0, at >> HEIGHT, head.size, at)
            if kept is not None:
                proof = tree.consistency(kept.size)
                verify_consistency(kept.size, head.size, proof, kept.root, head.root)
        except ValueError as error:  # a tile is too short
            raise findings.tile_changed(0, first >> HEIGHT, head.size, first) from error
        except ProofWrong as error:
            assert kept is not None, "only consistency is proved"
            raise self._inconsistent(tree, kept) from error

    def _archive(self, db: Db, head: Checkpoint, tree: Tree, kept: Kept | None) -> None:
        """Keep all leaves up to the checkpoint, if the tree over them is the one it signs."""
        have = keeping.size(db, self.log.service)
        peaks = self._peaks(db, have)
        latest = keeping.last_recorded(db, self.log.service)
        for n in range(have >> HEIGHT, -(-head.size // WIDTH)):
            width = partial_width(head.size, 0, n)
            entries = self.source.entries(n, width)[:width]
            hashes = leaf_hashes(entries)
            sealed = split_tile(self.source.tile(0, n, width))
            if len(sealed) < width:
                raise findings.tile_changed(0, n, head.size, n * WIDTH + len(sealed))
            if (wrong := findings.first_difference(n * WIDTH, sealed, hashes)) is not None:
                raise wrong
            new = max(0, have - n * WIDTH)
            peaks.add(hashes[new:])
            recorded = keeping.add(db, self.log.service, n * WIDTH + new, entries[new:])
            for leaf, at in enumerate(recorded, n * WIDTH + new):
                if at is not None and latest is not None and latest - at > CLOCK_TOLERANCE:
                    self._alarm(findings.clock_set_back(leaf), kept, None)
                latest = at or latest
        if peaks.root() != head.root:
            raise self._first_wrong_bundle(db, have, tree)

    def _peaks(self, db: Db, size: int) -> Peaks:
        """The tree over the leaves that are kept: from the log's tiles if they lead to the root
        that we know, else from our own bytes."""
        known = keeping.newest(db, self.log.service, size)
        if known is not None:
            try:
                peaks = Peaks.of(Tree(size, self.source.tile))
                if peaks.root() == known.root:
                    return peaks
            except ValueError:
                pass  # a tile is missing: whoever compares it says so
        peaks = Peaks()
        for first in range(0, size, WIDTH):
            peaks.add(leaf_hashes(keeping.leaves(db, self.log.service, first, WIDTH)))
        return peaks

    def _first_wrong_bundle(self, db: Db, have: int, tree: Tree) -> Found:
        """Bundle and tile agree, and the tree above them does not: both were changed."""
        for n in range(have >> HEIGHT, tree.size >> HEIGHT):
            mine = leaf_hashes(keeping.leaves(db, self.log.service, n * WIDTH, WIDTH))
            if root_of(mine) != tree.hash_of(n * WIDTH, (n + 1) * WIDTH):
                return findings.entry_changed(max(have, n * WIDTH))
        return findings.tile_changed(1, have >> 2 * HEIGHT, tree.size, have)

    def _compare(self, db: Db, n: int, size: int) -> list[Found]:
        """What of a bundle and the tiles over it is not as it was."""
        width = partial_width(size, 0, n)
        mine = keeping.leaves(db, self.log.service, n * WIDTH, width)
        found = findings.first_difference(n * WIDTH, mine, self.source.entries(n, width)[:width])
        changed = self._compare_tiles(leaf_hashes(mine), n, size)
        return [each for each in (found, changed) if each is not None]

    def _compare_tiles(self, hashes: Sequence[bytes], n: int, size: int) -> Found | None:
        """Each tile over a bundle, as far as the bundle is the last below it."""
        tile = split_tile(self.source.tile(0, n, len(hashes)))
        if (wrong := findings.first_difference(n * WIDTH, hashes, tile)) is not None:
            assert wrong.leaf is not None, "it has a place"
            return findings.tile_changed(0, n, size, wrong.leaf)
        level, index = 0, n
        while len(tile) == WIDTH:
            root, level = root_of(tile), level + 1
            above, at = divmod(index, WIDTH)
            tile = split_tile(self.source.tile(level, above, partial_width(size, level, above)))
            if tile[at : at + 1] != [root]:
                return findings.tile_changed(level, above, size, index << HEIGHT * level)
            if at + 1 < WIDTH:
                return None
            index = above
        return None

    def _inconsistent(self, tree: Tree, kept: Kept) -> Found:
        """The tiles don't lead from the root that is kept to the signed one: unless one of them was
        changed alone, the log is another."""
        n = kept.size >> HEIGHT
        if n < tree.size >> HEIGHT:
            tile = split_tile(self.source.tile(0, n, WIDTH))
            if root_of(tile) != tree.hash_of(n * WIDTH, (n + 1) * WIDTH):
                return findings.tile_changed(0, n, tree.size, kept.size)
        return self._forked(kept)

    def _forked(self, kept: Kept) -> Found:
        """The log has another history."""
        return findings.forked(kept.size, self._first_other(kept.size))

    def _first_other(self, size: int) -> int | None:
        """The first of our leaves whose hash the log has otherwise. It is looked for once: until
        the log is put right, every look asks for it."""
        if size not in self._others:
            self._others[size] = self._find_other(size) if self.archives else None
        return self._others[size]

    def _find_other(self, size: int) -> int | None:
        with self._database.connection() as db:
            for n in range(-(-size // WIDTH)):
                width = partial_width(size, 0, n)
                mine = leaf_hashes(keeping.leaves(db, self.log.service, n * WIDTH, width))
                theirs = split_tile(self.source.tile(0, n, width))
                wrong = findings.first_difference(n * WIDTH, mine, theirs)
                if wrong is not None:
                    return wrong.leaf
        return None

    def _note_look(self, size: int) -> None:
        now = self._now()
        if self._noted is None or self._noted[0] != size or now - self._noted[1] >= NOTED_EVERY:
            with self._database.connection() as db:
                keeping.note_look(db, self.log.service, size, now)
            self._noted = (size, now)


def in_base64(note: bytes | None) -> str | None:
    """A note as evidence."""
    return base64.b64encode(note[:MAX_EVIDENCE]).decode() if note else None
