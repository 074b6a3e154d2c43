"""What counts for or against units, and who has taken the place of those that are no more."""

from __future__ import annotations

from datetime import date

from danvan.contracts import emulation as facts
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE matters (
    position bigint PRIMARY KEY,
    unit text NOT NULL,
    matter text NOT NULL,
    about text NOT NULL,
    fact text NOT NULL,
    day date NOT NULL,
    cleared_on date
);
CREATE INDEX matters_by_unit ON matters (unit, about);
CREATE TABLE disciplines (
    unit text NOT NULL,
    decision text NOT NULL,
    disciplined_on date NOT NULL,
    lifted_on date,
    lifted_by text,
    PRIMARY KEY (unit, decision)
);
CREATE TABLE successions (
    unit text PRIMARY KEY,
    effective date NOT NULL,
    successors text[] NOT NULL
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case facts.MatterNoted() as it:
            db.execute(
                "INSERT INTO matters VALUES (%s, %s, %s, %s, %s, %s)",
                [position, it.unit, it.matter, it.about, it.fact, it.day],
            )
        case facts.MatterCleared() as it:
            db.execute(
                "UPDATE matters SET cleared_on = %s WHERE unit = %s AND about = %s",
                [it.day, it.unit, it.about],
            )
        case facts.UnitDisciplined() as it:
            db.execute(
                "INSERT INTO disciplines VALUES (%s, %s, %s)",
                [it.unit, it.order, it.disciplined_on],
            )
        case facts.DisciplineLifted() as it:
            db.execute(
                "UPDATE disciplines SET lifted_on = %s, lifted_by = %s"
                " WHERE unit = %s AND decision = %s",
                [it.lifted_on, it.by, it.unit, it.order],
            )
        case facts.UnitSucceeded() as it:
            db.execute(
                "INSERT INTO successions VALUES (%s, %s, %s) ON CONFLICT (unit) DO UPDATE"
                " SET effective = excluded.effective, successors = excluded.successors",
                [it.unit, it.effective, list(it.successors)],
            )


VIEW = ViewDefinition(DDL, ("matters", "disciplines", "successions"), apply)


def predecessors(db: Db, unit: str, day: date) -> tuple[str, ...]:
    """The units that a unit has taken the place of by a day, and those that these had, by id."""
    rows = db.execute(
        "WITH RECURSIVE line (unit) AS (SELECT %(unit)s::text UNION"
        " SELECT s.unit FROM successions s JOIN line ON line.unit = ANY(s.successors)"
        " WHERE s.effective <= %(day)s)"
        " SELECT unit FROM line WHERE unit <> %(unit)s ORDER BY unit",
        {"unit": unit, "day": day},
    )
    return tuple(row["unit"] for row in rows)


def standing(db: Db, unit: str, day: date) -> Row:
    """What is known of a unit on a day; of one never heard of, nothing. What is known of its
    predecessors counts for it, too."""
    matters = db.execute(
        "SELECT matter, about, fact, day, cleared_on FROM matters WHERE unit = %s"
        " ORDER BY position",
        [unit],
    )
    disciplines = db.execute(
        "SELECT decision, disciplined_on, lifted_on, lifted_by FROM disciplines WHERE unit = %s"
        " ORDER BY disciplined_on, decision",
        [unit],
    )
    succeeded = db.execute("SELECT effective, successors FROM successions WHERE unit = %s", [unit])
    return {
        "unit": unit,
        "matters": matters.fetchall(),
        "disciplines": disciplines.fetchall(),
        "succeeded": succeeded.fetchone(),
        "predecessors": predecessors(db, unit, day),
    }
