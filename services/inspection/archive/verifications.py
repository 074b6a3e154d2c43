"""How the verification of each log stands: running, or what the last one found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from danvan.contracts.audit.problems import Problem
from danvan.services.chassis.database import Db, Row

#: One that has not been heard of for so long was broken off, and may be started anew.
SILENT = timedelta(seconds=30)


def begin(db: Db, service: str, now: datetime) -> bool:
    """Note that a verification begins; False if one is running."""
    found = db.execute(
        "INSERT INTO archive.verifications AS v (service, started, beat, done, size)"
        " VALUES (%(service)s, %(now)s, %(now)s, 0, 0) ON CONFLICT (service) DO UPDATE"
        " SET started = %(now)s, beat = %(now)s, finished = NULL, done = 0, size = 0,"
        " root = NULL, problems = '[]'"
        " WHERE v.finished IS NOT NULL OR v.beat < %(now)s - %(silent)s RETURNING service",
        {"service": service, "now": now, "silent": SILENT},
    )
    return found.fetchone() is not None


def go_on(db: Db, service: str, done: int, size: int, now: datetime) -> None:
    """So many leaves are done."""
    db.execute(
        "UPDATE archive.verifications SET done = %s, size = %s, beat = %s WHERE service = %s",
        [done, size, now, service],
    )


def end(
    db: Db, service: str, size: int, root: bytes, problems: Sequence[Problem], now: datetime
) -> None:
    """Note what was found."""
    found = [
        {"rule": one.rule, "leaf": one.leaf, "reason": one.reason.model_dump()} for one in problems
    ]
    db.execute(
        "UPDATE archive.verifications SET done = %(size)s, size = %(size)s, root = %(root)s,"
        " problems = %(problems)s, beat = %(now)s, finished = %(now)s WHERE service = %(service)s",
        {
            "service": service,
            "size": size,
            "root": root,
            "problems": Jsonb(found),
            "now": now,
        },
    )


def standing(db: Db, service: str, now: datetime) -> Row | None:
    """How it stands; None if there never was one. `broken_off`: it ended without a result."""
    row = db.execute(
        "SELECT started, beat, finished, done, size, encode(root, 'base64') AS root, problems"
        " FROM archive.verifications WHERE service = %s",
        [service],
    ).fetchone()
    if row is None:
        return None
    silent = now - row.pop("beat") > SILENT
    running = row["finished"] is None and not silent
    return {
        "service": service,
        "running": running,
        "broken_off": row["finished"] is None and silent,
        "sound": row["finished"] is not None and not row["problems"],
        **row,
    }
