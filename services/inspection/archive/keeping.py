"""Puts leaves and checkpoints into the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from danvan.services.chassis.database import Db

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _fit(words: str) -> str:
    """As much as a column and its index hold: nobody hides a fact behind a long word."""
    return words.replace("\0", "")[:500]


def _near(moment: datetime) -> datetime:
    """The nearest time that every reader of the columns can count with."""
    return min(max(moment, FIRST), LAST)


Words = Annotated[str, AfterValidator(_fit)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
_COLUMNS = "stream, type, id, time, recorded, version, actor, role, unit, correlation, causation"
_NOTHING = (None,) * len(_COLUMNS.split(","))


class _Fact(BaseModel):
    """What the columns are read from. A leaf that is no fact is kept all the same."""

    subject: Words
    type: Words
    id: Words
    time: Moment
    recordedtime: Moment
    version: Annotated[int, Field(ge=0, lt=2**31)]
    actor: Words | None = None
    actorrole: Words | None = None
    onbehalfof: Words | None = None
    correlationid: Words | None = None
    causationid: Words | None = None
    data: dict[str, Any]

    @property
    def unit(self) -> str | None:
        """The unit that it was done for, or that the fact is about."""
        about = self.data.get("unit")
        return self.onbehalfof or (_fit(about) if isinstance(about, str) else None)


@dataclass(frozen=True)
class Kept:
    """A checkpoint that was witnessed: as the log signed it, and with our cosignature."""

    size: int
    root: bytes
    note: str
    cosigned: str
    seen: datetime


def add(db: Db, service: str, first: int, leaves: Sequence[bytes]) -> list[datetime | None]:
    """Keep leaves from number `first` on; answers when each was recorded."""
    recorded: list[datetime | None] = []
    insert = f"COPY archive.entries (service, index, raw, {_COLUMNS}) FROM STDIN"
    with db.cursor() as cursor, cursor.copy(insert) as copy:
        for index, raw in enumerate(leaves, first):
            fact = _read(raw)
            recorded.append(fact.recordedtime if fact else None)
            copy.write_row((service, index, raw, *(_columns(fact) if fact else _NOTHING)))
    return recorded


def keep_checkpoint(db: Db, service: str, kept: Kept) -> None:
    """Keep a checkpoint; its leaves are there, unless entries aren't kept at all."""
    db.execute(
        "INSERT INTO archive.checkpoints VALUES (%s, %s, %s, %s, %s, %s)",
        [service, kept.size, kept.root, kept.note, kept.cosigned, kept.seen],
    )


def lock(db: Db, service: str) -> None:
    """Nobody else keeps anything of this log until the transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(hashtext('archive'), hashtext(%s))", [service])


def newest(db: Db, service: str, size: int | None = None) -> Kept | None:
    """The newest checkpoint that was witnessed, or that of a size."""
    rows = checkpoints(db, service, 1, before=None if size is None else size + 1)
    return rows[0] if rows and size in (None, rows[0].size) else None


def checkpoints(db: Db, service: str, limit: int, *, before: int | None = None) -> list[Kept]:
    """Witnessed checkpoints of less than a size, the newest first."""
    rows = db.execute(
        "SELECT size, root, note, cosigned, seen FROM archive.checkpoints"
        " WHERE service = %(service)s AND (%(before)s::bigint IS NULL OR size < %(before)s)"
        " ORDER BY size DESC LIMIT %(limit)s",
        {"service": service, "before": before, "limit": limit},
    )
    return [Kept(**row | {"root": bytes(row["root"])}) for row in rows]


def size(db: Db, service: str) -> int:
    """How many leaves are kept: all up to there."""
    query = "SELECT max(index) AS last FROM archive.entries WHERE service = %s"
    row = db.execute(query, [service]).fetchone()
    return row["last"] + 1 if row and row["last"] is not None else 0


def leaves(db: Db, service: str, first: int, count: int) -> list[bytes]:
    """Kept leaves, in order."""
    rows = db.execute(
        "SELECT raw FROM archive.entries WHERE service = %s AND index >= %s AND index < %s"
        " ORDER BY index",
        [service, first, first + count],
        prepare=True,
    )
    return [bytes(row["raw"]) for row in rows]


def last_recorded(db: Db, service: str) -> datetime | None:
    """When the newest kept leaf was recorded."""
    row = db.execute(
        "SELECT recorded FROM archive.entries WHERE service = %s ORDER BY index DESC LIMIT 1",
        [service],
    ).fetchone()
    return row["recorded"] if row else None


def note_look(db: Db, service: str, size: int, at: datetime) -> None:
    """Remember when a log was last read, and how long it said it was."""
    db.execute(
        "INSERT INTO archive.looks VALUES (%s, %s, %s) ON CONFLICT (service)"
        " DO UPDATE SET looked = excluded.looked, size = excluded.size",
        [service, at, size],
    )


def looks(db: Db) -> dict[str, tuple[datetime, int]]:
    """When each log was last read, and how long it said it was."""
    rows = db.execute("SELECT * FROM archive.looks")
    return {row["service"]: (row["looked"], row["size"]) for row in rows}


def _read(raw: bytes) -> _Fact | None:
    try:
        return _Fact.model_validate_json(raw)
    except ValidationError:
        return None


def _columns(fact: _Fact) -> Iterable[Any]:
    return (
        fact.subject,
        fact.type,
        fact.id,
        fact.time,
        fact.recordedtime,
        fact.version,
        fact.actor,
        fact.actorrole,
        fact.unit,
        fact.correlationid,
        fact.causationid,
    )
