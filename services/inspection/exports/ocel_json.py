"""OCEL 2.0 as JSON (ocel-standard.org, section 7), written while the facts go by.

Things are remembered in a temporary database on disk, so that memory stays flat.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any, BinaryIO

from danvan.services.inspection.exports.events import ATTRIBUTES, Event, Leaf, events
from danvan.services.inspection.exports.ocel_things import THINGS, keep_things

_LINKS = """
SELECT ocel_id, ocel_type,
    (SELECT json_group_array(json_object('objectId', ocel_target_id, 'qualifier', ocel_qualifier))
     FROM object_object WHERE ocel_source_id = ocel_id)
FROM object ORDER BY rowid
"""


def write_ocel_json(leaves: Iterable[Leaf], out: BinaryIO) -> None:
    """Write one JSON document: events, things, and the types of both."""
    with closing(sqlite3.connect("")) as db:  # a database of its own, gone when closed
        db.executescript(THINGS)
        out.write(b'{"events":[')
        activities = _write(out, _events(db, leaves))
        out.write(b'],"objects":[')
        kinds = _write(out, _objects(db))
    types = {
        "eventTypes": [{"name": one, "attributes": _ATTRIBUTES} for one in sorted(activities)],
        "objectTypes": [{"name": one, "attributes": []} for one in sorted(kinds)],
    }
    out.write(b"]," + _json(types)[1:])


_ATTRIBUTES = [{"name": name, "type": type_} for name, type_ in ATTRIBUTES.items()]


def _events(db: sqlite3.Connection, leaves: Iterable[Leaf]) -> Iterator[dict[str, Any]]:
    for event in events(leaves):
        keep_things(db, event)
        yield _document(event)


def _document(event: Event) -> dict[str, Any]:
    """The schema of the standard wants all values as strings; their types stand with the type."""
    return {
        "id": event.id,
        "type": event.activity,
        "time": event.time,
        "attributes": [{"name": n, "value": str(v)} for n, v in event.attributes.items()],
        "relationships": [
            {"objectId": one.object, "qualifier": one.qualifier} for one in event.related
        ],
    }


def _objects(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for id_, type_, links in db.execute(_LINKS):
        yield {"id": id_, "type": type_, "attributes": [], "relationships": json.loads(links)}


def _write(out: BinaryIO, documents: Iterator[dict[str, Any]]) -> set[str]:
    """Write the members of an array, one a line; returns their types."""
    types: set[str] = set()
    for document in documents:
        out.write((b",\n" if types else b"\n") + _json(document))
        types.add(document["type"])
    return types


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
