"""The tables of a service's sealed log: tiles, how far they reach, and what was signed.

Stored format: C2SP tlog-tiles, height 8. A tile only ever grows, so nothing that was sealed
changes; a trigger holds the owner to that, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg.sql import SQL, Identifier

from danvan.contracts.audit.tiles import HEIGHT, WIDTH
from danvan.services.chassis.database import Db
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA

#: `tiles.first` and `last` are the positions in the journal of a level-0 tile's leaves.
LOG_TABLES = """
CREATE SCHEMA IF NOT EXISTS sealed;
CREATE TABLE IF NOT EXISTS sealed.tiles (
    level smallint NOT NULL, n bigint NOT NULL, hashes bytea NOT NULL,
    first bigint, last bigint, PRIMARY KEY (level, n));
ALTER TABLE sealed.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS sealed.head (size bigint NOT NULL, position bigint NOT NULL);
INSERT INTO sealed.head SELECT 0, 0 WHERE NOT EXISTS (SELECT FROM sealed.head);
CREATE TABLE IF NOT EXISTS sealed.checkpoints (size bigint PRIMARY KEY, note text NOT NULL);
CREATE OR REPLACE FUNCTION sealed.only_grow() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF substring(NEW.hashes FOR octet_length(OLD.hashes)) <> OLD.hashes
        OR (NEW.level, NEW.n) <> (OLD.level, OLD.n) OR NEW.first IS DISTINCT FROM OLD.first THEN
        RAISE EXCEPTION 'a tile of the sealed log may only grow'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $body$;
CREATE OR REPLACE FUNCTION sealed.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the sealed log is append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $body$;
CREATE OR REPLACE TRIGGER only_grow BEFORE UPDATE ON sealed.tiles
    FOR EACH ROW EXECUTE FUNCTION sealed.only_grow();
CREATE OR REPLACE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON sealed.tiles
    FOR EACH STATEMENT EXECUTE FUNCTION sealed.refuse_change();
CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION sealed.refuse_change();
ALTER TABLE sealed.tiles ENABLE ALWAYS TRIGGER only_grow;
ALTER TABLE sealed.tiles ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE sealed.checkpoints ENABLE ALWAYS TRIGGER refuse_change;
GRANT USAGE ON SCHEMA sealed TO {role};
GRANT SELECT, INSERT, UPDATE ON sealed.tiles TO {role};
GRANT SELECT, UPDATE ON sealed.head TO {role};
GRANT SELECT, INSERT ON sealed.checkpoints TO {role};
"""
_FACTS = Identifier(SCHEMA, FACTS_TABLE)


@dataclass(frozen=True)
class Head:
    """How far the log reaches: so many leaves, up to this position in the journal."""

    size: int
    position: int


def read_head(db: Db, *, lock: bool = False) -> Head:
    """How far the log reaches; locked, nobody else seals meanwhile."""
    row = db.execute(f"SELECT size, position FROM sealed.head{' FOR UPDATE' * lock}").fetchone()
    assert row is not None, "migrate makes the one row"
    return Head(row["size"], row["position"])


def write_head(db: Db, head: Head) -> None:
    """The log reaches so far now."""
    db.execute("UPDATE sealed.head SET size = %s, position = %s", [head.size, head.position])


def read_tile(db: Db, level: int, n: int) -> bytes:
    """The hashes of a tile, one after the other; empty where there is none."""
    query = "SELECT hashes FROM sealed.tiles WHERE level = %s AND n = %s"
    row = db.execute(query, [level, n], prepare=True).fetchone()
    return bytes(row["hashes"]) if row else b""


def write_tile(
    db: Db, level: int, n: int, hashes: bytes, positions: tuple[int, int] | None = None
) -> None:
    """Store what a tile has grown to; `positions` are those of the first and last new leaf."""
    first, last = positions or (None, None)
    db.execute(
        "INSERT INTO sealed.tiles VALUES (%s, %s, %s, %s, %s) ON CONFLICT (level, n)"
        " DO UPDATE SET hashes = excluded.hashes, last = excluded.last",
        [level, n, hashes, first, last],
        prepare=True,
    )


def read_entries(db: Db, n: int, width: int = WIDTH) -> list[bytes]:
    """The stored bytes behind the first leaves of a level-0 tile, as the journal has them now. They
    begin behind the tile before, so that what was slipped in between is not passed over."""
    statement = SQL(
        "SELECT state FROM {facts}, sealed.tiles WHERE level = 0 AND n = %(n)s"
        " AND notification_id > coalesce("
        "(SELECT last FROM sealed.tiles WHERE level = 0 AND n = %(n)s - 1), 0)"
        " AND notification_id <= last ORDER BY notification_id LIMIT %(width)s"
    )
    asked = {"n": n, "width": width}
    rows = db.execute(statement.format(facts=_FACTS), asked).fetchall()
    return [bytes(row["state"]) for row in rows]


def read_entry(db: Db, index: int) -> bytes | None:
    """The stored bytes of one leaf; None where there is none."""
    found = read_entries(db, index >> HEIGHT)
    return found[index % WIDTH] if index % WIDTH < len(found) else None


def read_checkpoint(db: Db, size: int | None = None) -> str | None:
    """The newest signed checkpoint, or that of a size."""
    where = "" if size is None else "WHERE size = %(size)s"
    query = f"SELECT note FROM sealed.checkpoints {where} ORDER BY size DESC LIMIT 1"
    row = db.execute(query, {"size": size}).fetchone()
    return str(row["note"]) if row else None


def keep_checkpoint(db: Db, size: int, note: str) -> None:
    """Store a signed checkpoint; the first of a size stays."""
    insert = "INSERT INTO sealed.checkpoints VALUES (%s, %s) ON CONFLICT DO NOTHING"
    db.execute(insert, [size, note])
