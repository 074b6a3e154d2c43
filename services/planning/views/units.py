"""Units over time, and the keys of their software."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Payload, Text
from danvan.contracts.envelope import Fact
from danvan.contracts.planning import (
    NamedUnit,
    UnitClosed,
    UnitCredentialRegistered,
    UnitCredentialRevoked,
    UnitMerged,
    UnitMoved,
    UnitOpened,
    UnitRenamed,
    UnitSplit,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE units (
    unit text PRIMARY KEY,
    kind text NOT NULL,
    opened date NOT NULL,
    formed_from text[] NOT NULL,
    ended date,
    ending text,
    successors text[] NOT NULL
);
CREATE TABLE unit_names (
    unit text NOT NULL,
    since date NOT NULL,
    position bigint NOT NULL,
    vi text NOT NULL,
    en text NOT NULL,
    PRIMARY KEY (unit, since, position)
);
CREATE TABLE unit_parents (
    unit text NOT NULL,
    since date NOT NULL,
    position bigint NOT NULL,
    parent text,
    PRIMARY KEY (unit, since, position)
);
CREATE TABLE credentials (
    public_key text PRIMARY KEY,
    unit text NOT NULL,
    name text NOT NULL,
    registered timestamptz NOT NULL,
    revoked timestamptz,
    reason text
);
"""

#: The units of a day with the name and parent they have then. Of two changes on one day the later
#: recorded one counts.
ON_DAY = """
SELECT u.unit, u.kind, u.opened, u.formed_from, u.ended, u.ending, u.successors,
       n.vi AS name_vi, n.en AS name_en, p.parent
FROM units u
CROSS JOIN LATERAL (
    SELECT vi, en FROM unit_names WHERE unit = u.unit AND since <= %(day)s
    ORDER BY since DESC, position DESC LIMIT 1
) n
CROSS JOIN LATERAL (
    SELECT parent FROM unit_parents WHERE unit = u.unit AND since <= %(day)s
    ORDER BY since DESC, position DESC LIMIT 1
) p
WHERE u.opened <= %(day)s AND (u.ended IS NULL OR u.ended > %(day)s)
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case UnitOpened() as it:
            db.execute(
                "INSERT INTO units VALUES (%s, %s, %s, %s, NULL, NULL, '{}')",
                [it.unit, it.kind, it.effective, list(it.formed_from)],
            )
            _name(db, it.unit, it.effective, position, it.name)
            _parent(db, it.unit, it.effective, position, it.parent)
        case UnitRenamed() as it:
            _name(db, it.unit, it.effective, position, it.name)
        case UnitMoved() as it:
            _parent(db, it.unit, it.effective, position, it.parent)
        case UnitMerged() | UnitSplit() | UnitClosed() as it:
            ending, successors = _ending(it)
            db.execute(
                "UPDATE units SET ended = %s, ending = %s, successors = %s WHERE unit = %s",
                [it.effective, ending, successors, it.unit],
            )
        case UnitCredentialRegistered() as it:
            db.execute(
                "INSERT INTO credentials VALUES (%s, %s, %s, %s)",
                [it.public_key, it.unit, it.name, fact.time],
            )
        case UnitCredentialRevoked() as it:
            db.execute(
                "UPDATE credentials SET revoked = %s, reason = %s WHERE public_key = %s",
                [fact.time, it.reason, it.public_key],
            )


def _name(db: Db, unit: str, since: date, position: int, name: Text) -> None:
    db.execute(
        "INSERT INTO unit_names VALUES (%s, %s, %s, %s, %s)",
        [unit, since, position, name.vi, name.en],
    )


def _parent(db: Db, unit: str, since: date, position: int, parent: str | None) -> None:
    db.execute("INSERT INTO unit_parents VALUES (%s, %s, %s, %s)", [unit, since, position, parent])


def _ending(fact: Payload) -> tuple[str, list[str]]:
    match fact:
        case UnitMerged(into=heir):
            return "merged", [heir.unit]
        case UnitSplit(into=parts):
            return "split", [part.unit for part in parts]
        case _:
            return "closed", []


VIEW = ViewDefinition(DDL, ("units", "unit_names", "unit_parents", "credentials"), apply)


def units_on(db: Db, day: date, cursor: str = "", limit: int | None = None) -> list[Row]:
    """The units after `cursor` that are open on a day, by id."""
    return db.execute(
        f"{ON_DAY} AND u.unit > %(cursor)s ORDER BY u.unit LIMIT %(limit)s",
        {"day": day, "cursor": cursor, "limit": limit},
    ).fetchall()


def named_units(db: Db, day: date) -> tuple[NamedUnit, ...]:
    """The units that are open on a day, as plans resolve parties among them."""
    return tuple(
        NamedUnit(
            unit=row["unit"], kind=row["kind"], name=Text(vi=row["name_vi"], en=row["name_en"])
        )
        for row in units_on(db, day)
    )


def units_below(db: Db, unit: str, day: date, *, but: Sequence[str] = ()) -> tuple[str, ...]:
    """The units that stand directly below one on a day, but for those named."""
    return tuple(
        row["unit"] for row in units_on(db, day) if row["parent"] == unit and row["unit"] not in but
    )


def unit_history(db: Db, unit: str) -> Row | None:
    """A unit with all its names and parents; None if there never was one."""
    row = db.execute("SELECT * FROM units WHERE unit = %s", [unit]).fetchone()
    if row is None:
        return None
    names = db.execute(
        "SELECT since, vi, en FROM unit_names WHERE unit = %s ORDER BY since, position", [unit]
    ).fetchall()
    parents = db.execute(
        "SELECT since, parent FROM unit_parents WHERE unit = %s ORDER BY since, position", [unit]
    ).fetchall()
    return row | {"names": names, "parents": parents}


def credentials(db: Db, unit: str | None, cursor: str, limit: int) -> list[Row]:
    """Keys after `cursor`, of one unit or of all, revoked ones included."""
    return db.execute(
        "SELECT * FROM credentials WHERE public_key > %s AND unit = coalesce(%s, unit)"
        " ORDER BY public_key LIMIT %s",
        [cursor, unit, limit],
    ).fetchall()
