"""OCEL 2.0 as an SQLite file (ocel-standard.org, section 5): a table for each type, and six others.

The file is an export format. Facts go into it one after the other; memory stays flat.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from danvan.services.inspection.exports.events import ATTRIBUTES, Event, Leaf, events
from danvan.services.inspection.exports.ocel_things import THINGS, keep_things

_EVENTS = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE event_object (
    ocel_event_id TEXT REFERENCES event (ocel_id),
    ocel_object_id TEXT REFERENCES object (ocel_id),
    ocel_qualifier TEXT,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
"""
_ID = "ocel_id TEXT PRIMARY KEY REFERENCES {table} (ocel_id), ocel_time TIMESTAMP"
_SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "time": "TIMESTAMP"}
#: Things have no attributes that change; the standard dates what is always so to this moment.
_ALWAYS = "1970-01-01T00:00:00Z"


def write_ocel_sqlite(leaves: Iterable[Leaf], out: BinaryIO) -> None:
    """Write an SQLite database."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "log.sqlite")
        with closing(sqlite3.connect(path)) as db:
            db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {THINGS}")
            db.executescript(_EVENTS)
            log = _Log(db)
            for event in events(leaves):
                log.add(event)
            db.commit()
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)


class _Log:
    """The database while it is being written; makes the table of a type when it first occurs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._tables: set[str] = set()

    def add(self, event: Event) -> None:
        for id_, kind in keep_things(self._db, event):
            table = self._table("object", kind, "")
            self._db.execute(f"INSERT INTO {table} VALUES (?, ?, NULL)", (id_, _ALWAYS))
        table = self._table("event", event.activity, _COLUMNS)
        self._db.execute("INSERT INTO event VALUES (?, ?)", (event.id, event.activity))
        row = (event.id, event.time, *(event.attributes[name] for name in ATTRIBUTES))
        self._db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        self._db.executemany(
            "INSERT INTO event_object VALUES (?, ?, ?)",
            ((event.id, one.object, one.qualifier) for one in event.related),
        )

    def _table(self, what: str, type_: str, columns: str) -> str:
        """The table of an event's or thing's type. Its name keeps types apart that SQLite, which
        knows no capitals in names, would take for one: types are lowercase."""
        name = type_.replace("/", "__").replace("-", "_")
        table = f'"{what}_{name}"'
        if table not in self._tables:
            self._tables.add(table)
            more = columns or ', "ocel_changed_field" TEXT'
            self._db.execute(f"INSERT INTO {what}_map_type VALUES (?, ?)", (type_, name))
            self._db.execute(f"CREATE TABLE {table} ({_ID.format(table=what)}{more})")
        return table


_COLUMNS = "".join(f', "{name}" {_SQL_TYPES[type_]}' for name, type_ in ATTRIBUTES.items())
