"""Tasks: how each one stands, what was said about it, which activities were held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.planning import (
    ActivityHeld,
    Evidence,
    TaskAccepted,
    TaskAmended,
    TaskAssigned,
    TaskDone,
    TaskEscalated,
    TaskHandedOver,
    TaskOverdue,
    TaskProgressed,
    TaskReturned,
    TaskTerms,
    TaskVerified,
    TaskWithdrawn,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE tasks (
    id text PRIMARY KEY,
    plan text NOT NULL,
    task text NOT NULL,
    clause text NOT NULL,
    unit text NOT NULL,
    period text,
    title text NOT NULL,
    kind text NOT NULL,
    supporting text[] NOT NULL,
    due date NOT NULL,
    due_provisional boolean NOT NULL,
    evidence_required boolean NOT NULL,
    status text NOT NULL,
    accepted_on date,
    done_on date,
    late boolean,
    verified_on date,
    overdue_on date,
    escalated_to text,
    escalation_level integer,
    look_again date
);
CREATE INDEX tasks_by_plan ON tasks (plan, id);
CREATE INDEX tasks_by_unit ON tasks (unit, id);
CREATE INDEX tasks_to_look_at ON tasks (look_again)
    WHERE status IN ('assigned', 'accepted', 'returned');
CREATE TABLE task_notes (
    position bigint PRIMARY KEY,
    id text NOT NULL,
    said text NOT NULL,
    day date NOT NULL,
    note text NOT NULL,
    evidence jsonb NOT NULL
);
CREATE INDEX task_notes_by_task ON task_notes (id, position);
CREATE TABLE activities (
    position bigint PRIMARY KEY,
    id text NOT NULL,
    plan text NOT NULL,
    unit text NOT NULL,
    form text NOT NULL,
    topic text NOT NULL,
    audience text NOT NULL,
    attendance integer NOT NULL,
    held_on date NOT NULL,
    evidence jsonb NOT NULL
);
CREATE INDEX activities_by_task ON activities (id, position);
"""

#: A task in one of these states has still to be done.
OPEN = "status IN ('assigned', 'accepted', 'returned')"


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case TaskAssigned() as it:
            _put(db, it)
        case TaskAmended() as it:
            _amend(db, it)
        case TaskAccepted() as it:
            _update(db, it.id, "status = 'accepted', accepted_on = %s", it.accepted_on)
        case TaskProgressed() as it:
            _note(db, position, it.id, "progressed", it.progressed_on, it.note, it.evidence)
        case ActivityHeld() as it:
            _held(db, position, it)
        case TaskDone() as it:
            _update(db, it.id, "status = 'done', done_on = %s, late = %s", it.done_on, it.late)
            _note(db, position, it.id, "done", it.done_on, it.note, it.evidence)
        case TaskVerified() as it:
            _update(db, it.id, "status = 'verified', verified_on = %s", it.verified_on)
            _note(db, position, it.id, "verified", it.verified_on, it.note)
        case TaskReturned() as it:
            _update(db, it.id, "status = 'returned', done_on = NULL, late = NULL")
            _note(db, position, it.id, "returned", it.returned_on, it.reason)
        case TaskOverdue() as it:
            _update(db, it.id, "overdue_on = %s, look_again = %s + 1", it.day, it.escalates_after)
        case TaskEscalated() as it:
            change = "escalated_to = %s, escalation_level = %s, look_again = %s + 1"
            _update(db, it.id, change, it.to.unit, it.level, it.escalates_after)
        case TaskHandedOver() as it:
            _update(db, it.id, "unit = %s", it.unit)
        case TaskWithdrawn() as it:
            _update(db, it.id, "status = 'withdrawn'")
            _note(db, position, it.id, "withdrawn", it.day, it.reason.vi)


def _put(db: Db, terms: TaskTerms) -> None:
    """A task as it begins, also when it was withdrawn before."""
    db.execute("DELETE FROM tasks WHERE id = %s", [terms.id])
    db.execute(
        "INSERT INTO tasks (id, plan, task, clause, unit, period, title, kind, supporting, due,"
        " due_provisional, evidence_required, status, look_again)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'assigned', %s + 1)",
        [
            terms.id,
            terms.plan,
            terms.task,
            terms.clause,
            terms.unit,
            terms.period,
            terms.title,
            terms.kind,
            list(terms.supporting),
            terms.due,
            terms.due_provisional,
            terms.evidence_required,
            terms.due,
        ],
    )


def _amend(db: Db, terms: TaskTerms) -> None:
    _update(
        db,
        terms.id,
        "clause = %s, title = %s, kind = %s, supporting = %s, due = %s, due_provisional = %s,"
        " evidence_required = %s, look_again = %s + 1,"
        " overdue_on = NULL, escalated_to = NULL, escalation_level = NULL",
        terms.clause,
        terms.title,
        terms.kind,
        list(terms.supporting),
        terms.due,
        terms.due_provisional,
        terms.evidence_required,
        terms.due,
    )


def _update(db: Db, id_: str, change: str, *values: object) -> None:
    db.execute(f"UPDATE tasks SET {change} WHERE id = %s", [*values, id_])


def _note(
    db: Db,
    position: int,
    id_: str,
    said: str,
    day: date,
    note: str,
    evidence: tuple[Evidence, ...] = (),
) -> None:
    db.execute(
        "INSERT INTO task_notes VALUES (%s, %s, %s, %s, %s, %s)",
        [position, id_, said, day, note, _files(evidence)],
    )


def _held(db: Db, position: int, fact: ActivityHeld) -> None:
    held = fact.activity
    db.execute(
        "INSERT INTO activities VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            position,
            fact.id,
            fact.plan,
            fact.unit,
            held.form,
            held.topic,
            held.audience,
            held.attendance,
            held.held_on,
            _files(held.evidence),
        ],
    )


def _files(evidence: tuple[Evidence, ...]) -> Jsonb:
    return Jsonb([file.model_dump(mode="json") for file in evidence])


VIEW = ViewDefinition(DDL, ("tasks", "task_notes", "activities"), apply)


def tasks(
    db: Db,
    *,
    plan: str | None = None,
    unit: str | None = None,
    clause: str | None = None,
    status: str | None = None,
    overdue: bool | None = None,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Tasks after `cursor`, by id. `overdue`: the due day passed while the task was open."""
    return db.execute(
        "SELECT * FROM tasks WHERE id > %s AND plan = coalesce(%s, plan)"
        " AND unit = coalesce(%s, unit) AND clause = coalesce(%s, clause)"
        " AND status = coalesce(%s, status) AND (%s::bool IS NULL OR (overdue_on IS NOT NULL) = %s)"
        " ORDER BY id LIMIT %s",
        [cursor, plan, unit, clause, status, overdue, overdue, limit],
    ).fetchall()


def task(db: Db, id_: str) -> Row | None:
    """One task with all that was said about it; None if there is none."""
    row = db.execute("SELECT * FROM tasks WHERE id = %s", [id_]).fetchone()
    if row is None:
        return None
    notes = db.execute(
        "SELECT said, day, note, evidence FROM task_notes WHERE id = %s ORDER BY position", [id_]
    )
    held = db.execute(
        "SELECT form, topic, audience, attendance, held_on, evidence FROM activities"
        " WHERE id = %s ORDER BY position",
        [id_],
    )
    return row | {"notes": notes.fetchall(), "activities": held.fetchall()}


def progress(db: Db, plan: str) -> list[Row]:
    """How many tasks of a plan stand how, clause by clause."""
    return db.execute(
        "SELECT clause, count(*) AS tasks,"
        " count(*) FILTER (WHERE status = 'verified') AS verified,"
        " count(*) FILTER (WHERE status IN ('done', 'verified')) AS done,"
        " count(*) FILTER (WHERE late) AS late,"
        f" count(*) FILTER (WHERE {OPEN}) AS open,"
        f" count(*) FILTER (WHERE {OPEN} AND overdue_on IS NOT NULL) AS overdue,"
        f" count(*) FILTER (WHERE {OPEN} AND escalated_to IS NOT NULL) AS escalated,"
        " count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn"
        " FROM tasks WHERE plan = %s GROUP BY clause ORDER BY clause",
        [plan],
    ).fetchall()


def open_tasks(db: Db, plan: str) -> tuple[str, ...]:
    """The ids of a plan's tasks that have still to be done."""
    return _ids(db, f"SELECT id FROM tasks WHERE plan = %s AND {OPEN} ORDER BY id", [plan])


def orphans(db: Db, day: date) -> tuple[str, ...]:
    """Open tasks whose unit is no more on a day."""
    return _ids(
        db,
        f"SELECT id FROM tasks JOIN units USING (unit) WHERE {OPEN} AND ended <= %s ORDER BY id",
        [day],
    )


def late(db: Db, day: date) -> tuple[str, ...]:
    """Open tasks that may pass a limit on a day: overdue, or still open though somebody above
    could be told."""
    return _ids(
        db,
        f"SELECT id FROM tasks t WHERE {OPEN} AND look_again <= %(day)s AND (overdue_on IS NULL OR"
        " (SELECT parent FROM unit_parents WHERE unit = coalesce(t.escalated_to, t.unit)"
        "  AND since <= %(day)s ORDER BY since DESC, position DESC LIMIT 1) IS NOT NULL)"
        " ORDER BY id",
        {"day": day},
    )


def known(db: Db, ids: list[str]) -> set[str]:
    """Which of these tasks were assigned."""
    return set(_ids(db, "SELECT id FROM tasks WHERE id = ANY(%s)", [ids]))


def _ids(
    db: Db, statement: str, values: Sequence[object] | Mapping[str, object]
) -> tuple[str, ...]:
    return tuple(row["id"] for row in db.execute(statement, values))
