"""Read tables: made from facts, many facts and their position in one transaction, and replaceable.

A view definition is pure of time: the same facts give the same rows. The tables live in the schema
`views` with their position and the definition's fingerprint; a changed definition is built beside
the live one and takes its place when it has caught up. Readers never wait for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.sql import SQL, Identifier

from danvan.contracts.catalogue import UnknownType
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Database, Db
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA, Journal

LIVE, SCRATCH, GONE = "views", "views_next", "views_gone"
BATCH = 1000
#: Key of the advisory lock of whoever makes tables.
MAKING_KEY = 878_2024

Apply = Callable[[Db, Fact, int], None]


@dataclass(frozen=True)
class ViewDefinition:
    """The read tables of a service.

    `ddl` creates the tables (unqualified names). `apply(db, fact, position)` changes them for one
    fact. `revision` is raised by hand when `apply` changes its meaning.
    """

    ddl: str
    tables: tuple[str, ...]
    apply: Apply
    revision: int = 1

    @property
    def fingerprint(self) -> str:
        """Changes whenever the tables have to be built anew."""
        return hashlib.sha256(f"{self.revision}\n{self.ddl}".encode()).hexdigest()

    def __add__(self, other: ViewDefinition) -> ViewDefinition:
        """Both sets of tables, kept together."""

        def apply(db: Db, fact: Fact, position: int) -> None:
            self.apply(db, fact, position)
            other.apply(db, fact, position)

        return ViewDefinition(
            self.ddl + other.ddl,
            self.tables + other.tables,
            apply,
            self.revision * 1000 + other.revision,
        )


class OtherRelease(UnknownType):
    """The live tables have the form of another release, which keeps them up."""


class Views:
    """The read tables of one service, kept up with its journal. Safe between threads.

    Whoever applies facts holds the lock on the position's row, so two workers take turns.
    """

    def __init__(self, database: Database, journal: Journal, definition: ViewDefinition) -> None:
        self._database = database
        self._journal = journal
        self._definition = definition

    def prepare(self) -> None:
        """Create the tables; where they exist in another form, build them anew and swap."""
        with self._alone():
            with self._database.transaction() as db:
                found = _fingerprint(db)
                if found is None:
                    self._create(db, LIVE)
            if found not in (None, self._definition.fingerprint):
                self._replace()

    def catch_up(self) -> int:
        """Apply all facts that are there; returns the position reached.

        Raises:
            OtherRelease: if the tables have the form of another release.
        """
        position, head = self._ends()
        if position >= head:
            return position
        while True:
            with self._database.transaction() as db:
                # Not to wait for the disk: what a crash takes back is applied again.
                db.execute("SET LOCAL synchronous_commit TO off")
                applied, position = self._apply(db, LIVE)
            if applied < BATCH:
                return position

    def position(self) -> int:
        """The position up to which the tables hold."""
        with self._database.connection() as db:
            return _place(db, LIVE)[0]

    def _ends(self) -> tuple[int, int]:
        """How far the tables hold, and the newest fact."""
        statement = SQL("SELECT position, (SELECT max(notification_id) FROM {}) AS head FROM {}")
        facts, place = Identifier(SCHEMA, FACTS_TABLE), Identifier(LIVE, "position")
        with self._database.connection() as db:
            row = db.execute(statement.format(facts, place)).fetchone()
        assert row is not None, "the position table always has its one row"
        return row["position"], row["head"] or 0

    def rebuild(self) -> int:
        """Build the tables anew beside the live ones, then swap. Reading goes on meanwhile."""
        with self._alone():
            return self._replace()

    def compare(self) -> str | None:
        """Build the tables anew from the facts and compare them with the live ones.

        Returns:
            None if they are equal, else a sentence that names the first difference.
        """
        with self._alone():
            self._build_scratch()
            with self._database.transaction() as db:
                _place(db, LIVE, lock=True)
                self._apply_all(db, LIVE)
                self._apply_all(db, SCRATCH)
                difference = self._first_difference(db)
                _drop(db, SCRATCH)
        return difference

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time makes tables, whatever process it is in."""
        with self._database.connection() as db:
            db.execute("SELECT pg_advisory_lock(%s)", [MAKING_KEY])
            try:
                yield
            finally:
                db.execute("SELECT pg_advisory_unlock(%s)", [MAKING_KEY])

    def _replace(self) -> int:
        self._build_scratch()
        with self._database.transaction() as db:
            # The live tables stand still until the swap. Who wants to apply facts waits for the
            # table and not for its row: by then the name means the new one.
            table = Identifier(LIVE, "position")
            db.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
            position = self._apply_all(db, SCRATCH)
            for name, new in ((LIVE, GONE), (SCRATCH, LIVE)):
                statement = SQL("ALTER SCHEMA {} RENAME TO {}")
                db.execute(statement.format(Identifier(name), Identifier(new)))
        with self._database.connection() as db:
            _drop(db, GONE)  # when the last one has read it
        return position

    def _build_scratch(self) -> None:
        with self._database.transaction() as db:
            for left in (GONE, SCRATCH):
                _drop(db, left)
            self._create(db, SCRATCH)
        applied = BATCH
        while applied == BATCH:
            with self._database.transaction() as db:
                applied, _ = self._apply(db, SCRATCH)

    def _apply_all(self, db: Db, schema: str) -> int:
        applied, position = BATCH, 0
        while applied == BATCH:
            applied, position = self._apply(db, schema)
        return position

    def _apply(self, db: Db, schema: str) -> tuple[int, int]:
        """Apply the next facts inside the given transaction: how many, and the position then."""
        position, fingerprint = _place(db, schema, lock=True)
        if fingerprint != self._definition.fingerprint:
            raise OtherRelease(f"the tables in {schema} have the form of another release")
        batch = self._journal.read(position, BATCH)
        if batch:
            position = batch[-1].position
            if schema != LIVE:
                _enter(db, schema)
            for stored in batch:
                self._definition.apply(db, stored.read(), stored.position)
            db.execute("UPDATE position SET position = %s", [position])
            if schema != LIVE:
                _enter(db, LIVE)
        return len(batch), position

    def _create(self, db: Db, schema: str) -> None:
        db.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        _enter(db, schema)
        db.execute("CREATE TABLE position (position bigint NOT NULL, fingerprint text NOT NULL)")
        db.execute("INSERT INTO position VALUES (0, %s)", [self._definition.fingerprint])
        db.execute(self._definition.ddl.encode())
        _enter(db, LIVE)

    def _first_difference(self, db: Db) -> str | None:
        for table in self._definition.tables:
            live, scratch = Identifier(LIVE, table), Identifier(SCRATCH, table)
            for this, other, where in ((live, scratch, "live"), (scratch, live, "rebuilt")):
                row = db.execute(
                    SQL("TABLE {} EXCEPT ALL TABLE {} ORDER BY 1 LIMIT 1").format(this, other)
                ).fetchone()
                if row is not None:
                    return f"table {table}: only the {where} one has {row}"
        return None


def _enter(db: Db, schema: str) -> None:
    db.execute(SQL("SET LOCAL search_path TO {}").format(Identifier(schema)))


def _place(db: Db, schema: str, *, lock: bool = False) -> tuple[int, str]:
    """How far the tables are, and of what form."""
    statement = SQL("SELECT position, fingerprint FROM {}" + (" FOR UPDATE" if lock else ""))
    row = db.execute(statement.format(Identifier(schema, "position"))).fetchone()
    assert row is not None, "the position table always has its one row"
    return int(row["position"]), str(row["fingerprint"])


def _drop(db: Db, schema: str) -> None:
    db.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


def _fingerprint(db: Db) -> str | None:
    found = db.execute("SELECT to_regclass(%s) AS it", [f"{LIVE}.position"]).fetchone()
    return None if found is None or found["it"] is None else _place(db, LIVE)[1]
