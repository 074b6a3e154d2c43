"""XES (IEEE 1849-2016): a trace a case, its events by when they happened.

Facts come in the order of their logs, so they are sorted in a temporary database on disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from danvan.services.inspection.exports.events import ATTRIBUTES, Event, Leaf, events, kind_of

_EXTENSIONS = {
    "concept": "Concept",
    "time": "Time",
    "lifecycle": "Lifecycle",
    "org": "Organizational",
}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
{extensions}<classifier name="Activity" keys="concept:name"/>
"""
_XES_TYPES = {"string": "string", "integer": "int", "time": "date"}
_EVENTS = "CREATE TABLE event (kase TEXT, time TEXT, recorded TEXT, xml TEXT)"
_SORTED = "SELECT kase, xml FROM event ORDER BY kase, time, recorded, rowid"


def write_xes(leaves: Iterable[Leaf], out: BinaryIO) -> None:
    """Write the traces, by the id of their case."""
    out.write(_head().encode())
    with closing(sqlite3.connect("")) as db:  # a database of its own, gone when closed
        db.execute(_EVENTS)
        db.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", map(_row, events(leaves)))
        for case, rows in groupby(db.execute(_SORTED), lambda row: str(row[0])):
            out.write(f"<trace>{_string('concept:name', case)}".encode())
            out.write(f"{_string('kind', kind_of(case))}\n".encode())
            for _, xml in rows:
                out.write(xml.encode())
            out.write(b"</trace>\n")
    out.write(b"</log>\n")


def _head() -> str:
    extensions = "".join(
        f'<extension name="{name}" prefix="{prefix}"'
        f' uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for prefix, name in _EXTENSIONS.items()
    )
    return _HEAD.format(extensions=extensions)


def _row(event: Event) -> tuple[str, str, str, str]:
    return event.case, *event.order, f"<event>{''.join(_values(event))}</event>\n"


def _values(event: Event) -> Iterator[str]:
    """The resource is a role: who the person was is no matter of a process."""
    yield _string("concept:name", event.activity)
    yield _value("date", "time:timestamp", event.time)
    yield _string("lifecycle:transition", "complete")
    yield _string("org:resource", str(event.attributes["role"]))
    yield _string("org:group", str(event.attributes["unit"]))
    for name, type_ in ATTRIBUTES.items():
        yield _value(_XES_TYPES[type_], name, str(event.attributes[name]))


def _string(key: str, value: str) -> str:
    return _value("string", key, value)


def _value(tag: str, key: str, value: str) -> str:
    return f'<{tag} key="{key}" value={quoteattr(value)}/>'
