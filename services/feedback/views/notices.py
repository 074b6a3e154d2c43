"""Procedures that can be read."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import ProcedurePublished, ProcedureUnpublished
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE notices (
    id text PRIMARY KEY,
    unit text NOT NULL,
    procedure text NOT NULL,
    title_vi text NOT NULL,
    title_en text NOT NULL,
    places text[] NOT NULL,
    working_days int NOT NULL,
    online boolean NOT NULL,
    published_on date NOT NULL,
    version int NOT NULL
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case ProcedurePublished() as it:
            db.execute(
                "INSERT INTO notices VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET title_vi = excluded.title_vi,"
                " title_en = excluded.title_en, places = excluded.places,"
                " working_days = excluded.working_days, online = excluded.online,"
                " published_on = excluded.published_on, version = excluded.version",
                [
                    f"{it.unit}.{it.procedure}",
                    *(it.unit, it.procedure, it.title.vi, it.title.en),
                    [str(place) for place in it.places],
                    *(it.working_days, it.online, it.published_on, it.version),
                ],
            )
        case ProcedureUnpublished() as it:
            db.execute("DELETE FROM notices WHERE id = %s", [f"{it.unit}.{it.procedure}"])


VIEW = ViewDefinition(DDL, ("notices",), apply)


def notices(db: Db, *, unit: str | None, cursor: str, limit: int) -> list[Row]:
    """Procedures that can be read, after `cursor`."""
    return db.execute(
        "SELECT * FROM notices WHERE id > %(cursor)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s) ORDER BY id LIMIT %(limit)s",
        {"unit": unit, "cursor": cursor, "limit": limit},
    ).fetchall()
