"""Inspections: where each stands, and the last day of the step that runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from danvan.contracts import inspection as facts
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE inspections (
    inspection text PRIMARY KEY,
    unit text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    number text NOT NULL,
    leader text NOT NULL,
    members text[] NOT NULL,
    plan text,
    item text,
    extraordinary text,
    decided_on date NOT NULL,
    status text NOT NULL,
    was text,
    due_step text,
    due_on date,
    due_missed boolean NOT NULL DEFAULT false,
    late_steps text[] NOT NULL DEFAULT '{}',
    halted_because text,
    opened_on date,
    ended_on date,
    drafted_on date,
    concluded_on date,
    conclusion_number text,
    summary text,
    published_on date,
    published_where text,
    display_until date,
    closed_on date
);
CREATE INDEX inspections_by_unit ON inspections (unit, inspection);
CREATE INDEX inspections_by_plan ON inspections (plan, item);
CREATE INDEX inspections_due ON inspections (due_on) WHERE NOT due_missed;
"""

Status = Literal[
    "decided",
    "working",
    "reporting",
    "concluding",
    "concluded",
    "closed",
    "suspended",
    "cancelled",
]


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case facts.InspectionDecided() as it:
            _decided(db, it)
        case facts.StepOverdue() as it:
            db.execute(
                "UPDATE inspections SET late_steps = late_steps || %s::text,"
                " due_missed = due_missed OR coalesce(due_step, '') = %s WHERE inspection = %s",
                [it.step, it.step, it.inspection],
            )
        case facts.InspectionSuspended() as it:
            db.execute(
                "UPDATE inspections SET was = status, status = 'suspended', halted_because = %s"
                " WHERE inspection = %s",
                [it.reason, it.inspection],
            )
        case facts.InspectionResumed() as it:
            db.execute(
                "UPDATE inspections SET status = was, was = NULL, halted_because = NULL,"
                " due_on = %s WHERE inspection = %s",
                [it.due and it.due.day, it.inspection],
            )
        case facts.AboutInspection() as it:
            _set(db, it.inspection, _changed(it))


def _decided(db: Db, it: facts.InspectionDecided) -> None:
    planned = it.planned
    db.execute(
        "INSERT INTO inspections (inspection, unit, kind, subject, first, last, number, leader,"
        " members, plan, item, extraordinary, decided_on, status)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'decided')",
        [
            it.inspection,
            it.unit,
            it.kind,
            it.subject,
            it.first,
            it.last,
            it.number,
            it.leader,
            list(it.members),
            planned and planned.plan,
            planned and planned.item,
            it.extraordinary,
            it.decided_on,
        ],
    )


def _changed(fact: facts.AboutInspection) -> dict[str, Any]:
    """The columns that a fact sets."""
    match fact:
        case facts.InspectionOpened() as it:
            return {"status": "working", "opened_on": it.opened_on} | _due(it.due)
        case facts.InspectionExtended() as it:
            return _due(it.due)
        case facts.FieldworkEnded() as it:
            return {"status": "reporting", "ended_on": it.ended_on} | _due(it.due)
        case facts.ConclusionDrafted() as it:
            return {"status": "concluding", "drafted_on": it.drafted_on} | _due(it.due)
        case facts.InspectionConcluded() as it:
            return {
                "status": "concluded",
                "concluded_on": it.concluded_on,
                "conclusion_number": it.number,
                "summary": it.summary,
            } | _due(it.due)
        case facts.ConclusionPublished() as it:
            return {
                "published_on": it.published_on,
                "published_where": it.where,
                "display_until": it.until,
            } | _due(None)
        case facts.InspectionCancelled() as it:
            return {"status": "cancelled", "halted_because": it.reason} | _due(None)
        case facts.InspectionClosed() as it:
            return {"status": "closed", "closed_on": it.closed_on}
        case _:
            return {}


def _due(due: facts.Due | None) -> dict[str, Any]:
    return {
        "due_step": due and due.step,
        "due_on": due and due.day,
        "due_missed": False,
    }


def _set(db: Db, inspection: str, changed: dict[str, Any]) -> None:
    if changed:
        columns = ", ".join(f"{name} = %s" for name in changed)
        db.execute(
            f"UPDATE inspections SET {columns} WHERE inspection = %s",
            [*changed.values(), inspection],
        )


VIEW = ViewDefinition(DDL, ("inspections",), apply)


def inspections(
    db: Db,
    *,
    units: Sequence[str] | None = None,
    status: Status | None = None,
    late: bool = False,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Inspections after `cursor`, by id; `late`: those of which a step was overdue."""
    return db.execute(
        "SELECT * FROM inspections WHERE inspection > %(cursor)s"
        " AND (%(units)s::text[] IS NULL OR unit = ANY(%(units)s))"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (NOT %(late)s OR late_steps <> '{}') ORDER BY inspection LIMIT %(limit)s",
        {
            "cursor": cursor,
            "units": None if units is None else list(units),
            "status": status,
            "late": late,
            "limit": limit,
        },
    ).fetchall()


def inspection(db: Db, id_: str) -> Row | None:
    """One inspection."""
    return db.execute("SELECT * FROM inspections WHERE inspection = %s", [id_]).fetchone()


def passed(db: Db, day: date) -> tuple[str, ...]:
    """Inspections with something whose last day has passed when a day begins, not marked yet."""
    rows = db.execute(
        "SELECT inspection FROM inspections WHERE due_on < %(day)s AND NOT due_missed"
        " AND status <> 'suspended' UNION"
        " SELECT inspection FROM recommendations WHERE due_on < %(day)s AND status = 'open'"
        " AND overdue_on IS NULL ORDER BY inspection",
        {"day": day},
    )
    return tuple(row["inspection"] for row in rows)
