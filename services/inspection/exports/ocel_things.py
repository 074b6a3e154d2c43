"""The things (objects) of an OCEL 2.0 log and how they belong together: the two tables that both of
its forms need, laid out as the standard's relational form has them."""

from __future__ import annotations

import sqlite3

from danvan.services.inspection.exports.events import ON_BEHALF_OF, Event

THINGS = """
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE object_object (
    ocel_source_id TEXT REFERENCES object (ocel_id),
    ocel_target_id TEXT REFERENCES object (ocel_id),
    ocel_qualifier TEXT,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


def keep_things(db: sqlite3.Connection, event: Event) -> list[tuple[str, str]]:
    """Remember what the event is about; returns the new things, as id and type. The thing that the
    fact was recorded for comes first, and belongs to the others."""
    new = [
        (one.object, one.kind)
        for one in event.related
        if db.execute("INSERT OR IGNORE INTO object VALUES (?, ?)", (one.object, one.kind)).rowcount
    ]
    subject, *others = event.related
    for one in others:
        if one.qualifier != ON_BEHALF_OF:
            link = (subject.object, one.object, one.qualifier)
            db.execute("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)", link)
    return new
