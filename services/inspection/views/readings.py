"""Who opened which file, when, in which role and why."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import FileOpened
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE readings (
    position bigint PRIMARY KEY,
    kind text NOT NULL,
    file text NOT NULL,
    reason text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    unit text,
    at timestamptz NOT NULL
);
CREATE INDEX readings_by_file ON readings (kind, file, position);
CREATE INDEX readings_by_actor ON readings (actor, position);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Add one row a reading."""
    match fact.data:
        case FileOpened() as it:
            db.execute(
                "INSERT INTO readings VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    position,
                    it.kind,
                    it.file,
                    it.reason,
                    fact.actor,
                    fact.actorrole,
                    fact.onbehalfof,
                    fact.time,
                ],
            )


VIEW = ViewDefinition(DDL, ("readings",), apply)


def readings(
    db: Db,
    *,
    kind: str | None = None,
    file: str | None = None,
    actor: str | None = None,
    cursor: int = 0,
    limit: int,
) -> list[Row]:
    """Readings after `cursor`, oldest first."""
    return db.execute(
        "SELECT * FROM readings WHERE position > %(cursor)s"
        " AND (%(kind)s::text IS NULL OR kind = %(kind)s)"
        " AND (%(file)s::text IS NULL OR file = %(file)s)"
        " AND (%(actor)s::text IS NULL OR actor = %(actor)s) ORDER BY position LIMIT %(limit)s",
        {"kind": kind, "file": file, "actor": actor, "cursor": cursor, "limit": limit},
    ).fetchall()
