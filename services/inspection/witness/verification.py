"""Verifies all that is kept of one log against what the log publishes, and says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.problems import Problem
from danvan.contracts.audit.tiles import WIDTH
from danvan.contracts.audit.verify import verify_log
from danvan.contracts.base import Text
from danvan.services.chassis.database import Database, Db
from danvan.services.inspection.archive import keeping, verifications
from danvan.services.inspection.witness.findings import Found, first_difference
from danvan.services.inspection.witness.source import HttpLog, LogAway
from danvan.services.inspection.witness.witness import Witness

#: Progress is written down so often.
TOLD_EVERY = timedelta(seconds=0.5)


class _BothCopies:
    """Our leaves under the log's own tiles; remembers the first leaf that the log has otherwise."""

    def __init__(self, db: Db, service: str, log: HttpLog, note: bytes) -> None:
        self.found: Found | None = None
        self._db = db
        self._service = service
        self._log = log
        self._note = note

    def checkpoint(self) -> bytes:
        """The checkpoint that we have cosigned last."""
        return self._note

    def tile(self, level: int, n: int, width: int) -> bytes:
        """As the log publishes it."""
        return self._log.tile(level, n, width)

    def entries(self, n: int, width: int) -> list[bytes]:
        """As we keep them."""
        mine = keeping.leaves(self._db, self._service, n * WIDTH, width)
        theirs = self._log.entries(n, width)[:width]
        self.found = self.found or first_difference(n * WIDTH, mine, theirs)
        return mine


def verify(
    witness: Witness, database: Database, signer: Signer, now: Callable[[], datetime]
) -> None:
    """Verify one log, whose verification has begun, to its end, and close its source.

    What is wrong is an alarm, too: the first of it.
    """
    service, told = witness.log.service, now()

    def tell(done: int, size: int) -> None:
        nonlocal told
        if now() - told >= TOLD_EVERY:
            told = now()
            with database.connection() as other:
                verifications.go_on(other, service, done, size, told)

    problems: list[Problem] = []
    size, root = 0, b""
    with closing(witness.source), database.connection() as db:
        try:
            witness.look()
            kept = keeping.newest(db, service)
            note = kept.cosigned.encode() if kept else b""
            both = _BothCopies(db, service, witness.source, note)
            report = verify_log(both, witness.log.vkey, [cosigner_vkey(signer)], tell, facts=True)
            size, root, problems = report.size, report.root, list(report.problems)
            if (found := both.found) is not None:
                problems.insert(0, Problem(found.rule, found.leaf, found.reason))
            # A witness whose key is new has not cosigned what it kept before.
            alarming = [one for one in problems if not one.rule.startswith("cosignature-")]
            for first in alarming[:1]:
                said = first.reason
                witness.alarm(Found(first.rule, first.leaf, said.vi, said.en), kept)
        except LogAway as error:
            vi = f"Không đọc được nhật ký ({error}); hãy thử lại khi dịch vụ chạy."
            en = f"The log can't be read ({error}); try again when the service runs."
            problems.append(Problem("log-away", None, Text(vi=vi, en=en)))
        verifications.end(db, service, size, root, problems, now())
