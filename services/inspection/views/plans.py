"""Inspection plans as they stand, and which of their inspections have been decided."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import (
    InspectionPlanAmended,
    InspectionPlanDrafted,
    InspectionPlanIssued,
    PlannedInspections,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE inspection_plans (
    plan text PRIMARY KEY,
    year int NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    version int NOT NULL,
    number text,
    items jsonb NOT NULL
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case InspectionPlanDrafted() as it:
            db.execute(
                "INSERT INTO inspection_plans VALUES (%s, %s, %s, 'draft', 0, NULL, %s)"
                " ON CONFLICT (plan) DO UPDATE SET year = excluded.year, title = excluded.title,"
                " items = excluded.items",
                [it.plan, it.year, it.title, _items(it.items)],
            )
        case InspectionPlanIssued() as it:
            db.execute(
                "UPDATE inspection_plans SET status = 'issued', version = 1, number = %s"
                " WHERE plan = %s",
                [it.number, it.plan],
            )
        case InspectionPlanAmended() as it:
            db.execute(
                "UPDATE inspection_plans SET version = %s, number = %s, items = %s WHERE plan = %s",
                [it.version, it.number, _items(it.items), it.plan],
            )


def _items(items: PlannedInspections) -> Jsonb:
    return Jsonb([each.model_dump(mode="json") for each in items])


VIEW = ViewDefinition(DDL, ("inspection_plans",), apply)


def plans(db: Db, *, drafts: bool, cursor: str = "", limit: int) -> list[Row]:
    """Plans after `cursor`, by id."""
    return db.execute(
        "SELECT plan, year, title, status, version, number FROM inspection_plans"
        " WHERE plan > %s AND (%s OR status = 'issued') ORDER BY plan LIMIT %s",
        [cursor, drafts, limit],
    ).fetchall()


def plan(db: Db, id_: str, *, drafts: bool) -> Row | None:
    """One plan; each unit of each line with its inspection, or None while there is none. One that
    was cancelled does not count."""
    found = db.execute(
        "SELECT * FROM inspection_plans WHERE plan = %s AND (%s OR status = 'issued')",
        [id_, drafts],
    ).fetchone()
    if found is None:
        return None
    decided = {
        (row["item"], row["unit"]): row["inspection"]
        for row in db.execute(
            "SELECT item, unit, inspection FROM inspections WHERE plan = %s"
            " AND status <> 'cancelled'",
            [id_],
        )
    }
    for item in found["items"]:
        item["inspections"] = {unit: decided.get((item["item"], unit)) for unit in item["units"]}
    return found
