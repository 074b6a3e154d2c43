"""Who has taken the place of units that are no more."""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import UnitSucceeded
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE successions (
    unit text PRIMARY KEY,
    effective date NOT NULL,
    successors text[] NOT NULL
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case UnitSucceeded() as it:
            db.execute(
                "INSERT INTO successions VALUES (%s, %s, %s) ON CONFLICT (unit) DO UPDATE"
                " SET effective = excluded.effective, successors = excluded.successors",
                [it.unit, it.effective, list(it.successors)],
            )


VIEW = ViewDefinition(DDL, ("successions",), apply)


def line(db: Db, unit: str, day: date) -> list[str]:
    """A unit, and those that it has taken the place of by a day, and those that these had."""
    rows = db.execute(
        "WITH RECURSIVE line (unit) AS (SELECT %(unit)s::text UNION"
        " SELECT s.unit FROM successions s JOIN line ON line.unit = ANY(s.successors)"
        " WHERE s.effective <= %(day)s) SELECT unit FROM line ORDER BY unit",
        {"unit": unit, "day": day},
    )
    return [row["unit"] for row in rows]
