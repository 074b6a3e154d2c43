"""Fills a feedback store with copies, made in the store, of petitions that the service recorded.

A copy has the example's facts and rows under ids of its own. It was never published: the relay
finds its place by the last message of FACTS, so the last copy's last fact is published here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from danvan.contracts import subjects
from danvan.contracts.catalogue import entry_of
from danvan.contracts.entry import Audience
from danvan.contracts.feedback import FollowCodeIssued
from danvan.services.chassis.journal import Journal, StoredFact
from tests.support.engines import Broker, Database

#: The copies belong to so many units, in turn.
UNITS = 20
#: One copy: its number, and what stands in its facts and rows where the example has its own.
_COPIES = """
    SELECT number, petition, unit, encode(sha256(petition::bytea), 'hex') AS code
    FROM (SELECT number, unit, unit || '.d-' || lpad(number::text, 36, '0') AS petition
        FROM (SELECT number, format('don-vi-%%s', lpad((number %% {units})::text, 2, '0')) AS unit
            FROM generate_series(%(first)s::int, %(last)s::int) AS number) AS units) AS petitions
"""
_FACTS = """
    INSERT INTO journal.facts (originator_id, originator_version, topic, state)
    SELECT 'petition/' || petition, version, (%(types)s::text[])[version],
        convert_to(format((%(shapes)s::text[])[version], petition, unit, code, uuidv7()), 'UTF8')
    FROM (SELECT *, generate_series(1, cardinality(%(types)s::text[])) AS version
        FROM ({copies}) AS copies) AS facts
"""
#: Tables with rows of each petition, and the column that says of which.
_OF_PETITIONS = {"petitions": "id", "petition_clocks": "petition", "follow_codes": "petition"}
#: Columns in which a copy's rows differ from the example's.
_OWN = {"id": "petition", "petition": "petition", "unit": "unit", "code_sha256": "code"}
_ROWS = """
    INSERT INTO views.{table} ({columns}) SELECT {values}
    FROM views.{table} AS example CROSS JOIN ({copies}) AS copy
    WHERE example.{key} = %(example)s
"""
#: Tables with sums of each unit, and their keys.
_OF_UNITS = {"petition_counts": ("unit",), "petition_ages": ("unit", "due")}
_SUMS = """
    INSERT INTO views.{table} AS sums ({columns}) SELECT {values}
    FROM views.{table} AS example
    CROSS JOIN (SELECT unit, count(*) AS copies FROM ({copies}) AS copies GROUP BY unit) AS copy
    WHERE example.unit = %(unit)s
    ON CONFLICT ({keys}) DO UPDATE SET {sums}
"""


@dataclass(frozen=True)
class Example:
    """A real petition to copy. Its unit has no other one, so the unit's sums are its doing."""

    petition: str
    unit: str
    facts: tuple[StoredFact, ...]

    @property
    def shapes(self) -> list[str]:
        """Its facts, with places for what is a copy's own: petition, unit, code, id."""
        [code] = [
            said.code_sha256
            for fact in self.facts
            if isinstance(said := fact.read().data, FollowCodeIssued)
        ]
        return [
            fact.raw.decode()
            .replace("%", "%%")
            .replace(self.petition, "%1$s")
            .replace(self.unit, "%2$s")
            .replace(code, "%3$s")
            .replace(fact.id, "%4$s")
            for fact in self.facts
        ]


def example(journal: Journal, petition: str) -> Example:
    """A petition that was recorded."""
    stream = f"petition/{petition}"
    return Example(petition, petition.partition(".")[0], tuple(journal.load([stream])[stream]))


def petition_of(number: int) -> str:
    """The id of a copy."""
    return f"don-vi-{number % UNITS:02}.d-{number:036}"


def copy(database: Database, example: Example, first: int, count: int) -> None:
    """Add so many copies, with numbers from `first` on. No service may run on the database, and
    its read tables must be up to date."""
    known = {
        "first": first,
        "last": first + count - 1,
        "types": [fact.type for fact in example.facts],
        "shapes": example.shapes,
        "example": example.petition,
        "unit": example.unit,
    }
    with psycopg.connect(database.dsn()) as db:
        copies = SQL(_COPIES).format(units=UNITS)
        db.execute(SQL(_FACTS).format(copies=copies), known)
        for table in _OF_PETITIONS:
            db.execute(_rows(db, table, copies), known)
        for table in _OF_UNITS:
            db.execute(_sums(db, table, copies), known)
        db.execute(
            "UPDATE views.position SET position = (SELECT max(notification_id) FROM journal.facts)"
        )


def settle(database: Database) -> None:
    """Let the store rest after so much writing, as one does that has grown over years."""
    with psycopg.connect(database.dsn(), autocommit=True) as db:
        db.execute("VACUUM (ANALYZE)")
        db.execute("CHECKPOINT")


async def publish_head(database: Database, broker: Broker) -> None:
    """End FACTS with the journal's last fact, in the form in which the relay publishes it."""
    journal = Journal(database.dsn())
    [head] = journal.read(journal.head() - 1, 1)
    journal.close()
    public = entry_of(head.type).audience is Audience.PUBLIC
    headers = {subjects.MSG_ID_HEADER: head.id, subjects.POSITION_HEADER: str(head.position)}
    client = await broker.connect()
    subject = subjects.fact_subject(head.type, public=public)
    await client.jetstream().publish(subject, head.raw, headers=headers)
    await client.close()


def _rows(db: Connection, table: str, copies: Composed) -> Composed:
    columns = _columns(db, table)
    values = [
        Identifier("copy", _OWN[name]) if name in _OWN else Identifier("example", name)
        for name in columns
    ]
    return SQL(_ROWS).format(
        table=Identifier(table),
        columns=_listed(columns),
        values=SQL(", ").join(values),
        copies=copies,
        key=Identifier(_OF_PETITIONS[table]),
    )


def _sums(db: Connection, table: str, copies: Composed) -> Composed:
    columns, keys = _columns(db, table), _OF_UNITS[table]
    more = [name for name in columns if name not in keys]
    values = [
        Identifier("copy" if name == "unit" else "example", name)
        + (SQL("") if name in keys else SQL(" * copies"))
        for name in columns
    ]
    return SQL(_SUMS).format(
        table=Identifier(table),
        columns=_listed(columns),
        values=SQL(", ").join(values),
        copies=copies,
        keys=_listed(keys),
        sums=SQL(", ").join(
            SQL("{0} = sums.{0} + excluded.{0}").format(Identifier(name)) for name in more
        ),
    )


def _columns(db: Connection, table: str) -> list[str]:
    described = db.execute(SQL("SELECT * FROM {} LIMIT 0").format(Identifier("views", table)))
    return [column.name for column in described.description or ()]


def _listed(names: Sequence[str]) -> Composed:
    return SQL(", ").join(map(Identifier, names))
