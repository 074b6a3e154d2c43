"""Questions to the archive. Rows have `service`, `index` and `raw`, the bytes as they were sealed.

Answers come through a cursor at the server, so that a year's facts need no memory; whoever asks
reads them, or closes the answer, before the connection is given back.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg.sql import SQL, Composable

from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.database import Db, Row
from danvan.services.inspection.archive.tables import CODE, NAME

#: Rows that are fetched at once.
FETCH = 1000
_HAPPENED, _SEALED = SQL("time, service, index"), SQL("service, index")


def case(db: Db, correlation: str) -> Generator[Row, None, None]:
    """Everything that belongs to a case, in the order in which it was recorded."""
    return _ask(
        db,
        [SQL("correlation = %(correlation)s")],
        SQL("recorded, service, index"),
        {"correlation": correlation},
    )


def of_unit(
    db: Db, unit: str, since: date | None, until: date | None
) -> Generator[Row, None, None]:
    """Everything a unit did, or that was done about it, in a period, as it happened. The days are
    local ones, both included; None leaves that end open."""
    where, values = _chosen(unit=unit, since=since, until=until)
    return _ask(db, where, _HAPPENED, values)


def stream(db: Db, service: str, stream: str) -> Generator[Row, None, None]:
    """The facts of one stream, in order."""
    where = [SQL("service = %(service)s"), SQL("stream = %(stream)s")]
    return _ask(db, where, SQL("index"), {"service": service, "stream": stream})


def facts(
    db: Db,
    *,
    service: str | None = None,
    types: Sequence[str] = (),
    case: str | None = None,
    unit: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Generator[tuple[str, int, bytes], None, None]:
    """(service, index, raw) of the facts that are wanted, log after log in sealed order. A leaf
    that is no fact is left out."""
    where, values = _chosen(unit=unit, since=since, until=until)
    where = [*where, SQL("type IS NOT NULL")]
    if case is not None:
        where, values = [*where, SQL("correlation = %(case)s")], {**values, "case": case}
    if service is not None:
        where, values = [*where, SQL("service = %(service)s")], {**values, "service": service}
    if types:
        where, values = [*where, SQL("type = ANY(%(types)s)")], {**values, "types": list(types)}
    for row in _ask(db, where, _SEALED, values):
        yield row["service"], row["index"], row["raw"]


def search(db: Db, text: str) -> Generator[Row, None, None]:
    """Facts by their id or case, or by how their stream begins, or what is behind its kind, or its
    last part: the code of a petition without its unit. The newest first."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    where = SQL("(id = %(text)s OR correlation = %(text)s OR stream LIKE %(start)s OR {} OR {})")
    found = where.format(*(SQL(f"{part} LIKE %(start)s") for part in (NAME, CODE)))
    return _ask(
        db,
        [found],
        SQL("recorded DESC, service, index"),
        {"text": text, "start": f"{literal}%"},
    )


def _chosen(
    *, unit: str | None, since: date | None, until: date | None
) -> tuple[list[Composable], dict[str, Any]]:
    where: list[Composable] = []
    values: dict[str, Any] = {}
    if unit is not None:
        where.append(SQL("unit = %(unit)s"))
        values["unit"] = unit
    if since is not None:
        where.append(SQL("time >= %(since)s"))
        values["since"] = _midnight(since)
    if until is not None:
        where.append(SQL("time < %(until)s"))
        values["until"] = _midnight(until + timedelta(days=1))
    return where, values


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)


def _ask(
    db: Db, where: Sequence[Composable], order: Composable, values: Mapping[str, Any]
) -> Generator[Row, None, None]:
    query = SQL("SELECT service, index, raw FROM archive.entries WHERE {} ORDER BY {}").format(
        SQL(" AND ").join(where) if where else SQL("true"), order
    )
    with db.transaction(), db.cursor(name="archive") as cursor:
        # Planned for all of the answer: for its first rows, one would walk the whole archive.
        db.execute("SET LOCAL cursor_tuple_fraction = 1")
        cursor.itersize = FETCH
        cursor.execute(query, values)
        for row in cursor:
            yield row | {"raw": bytes(row["raw"])}
