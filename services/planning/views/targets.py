"""Targets with their figures, and the corrective actions of missed ones."""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.planning import (
    CorrectiveActionDone,
    CorrectiveActionOpened,
    CorrectiveActionOverdue,
    CorrectiveActionPlanned,
    CorrectiveActionVerified,
    TargetAmended,
    TargetConcluded,
    TargetMissed,
    TargetSet,
    TargetTerms,
    TargetValued,
    TargetWithdrawn,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE targets (
    plan text NOT NULL,
    target text NOT NULL,
    clause text NOT NULL,
    title text NOT NULL,
    indicator text NOT NULL,
    comparison text NOT NULL,
    goal numeric NOT NULL,
    unit text NOT NULL,
    window_from date NOT NULL,
    window_until date NOT NULL,
    source text NOT NULL,
    accountable text NOT NULL,
    status text NOT NULL,
    missed_on date,
    concluded_on date,
    PRIMARY KEY (plan, target)
);
CREATE TABLE target_figures (
    plan text NOT NULL,
    target text NOT NULL,
    day date NOT NULL,
    value numeric NOT NULL,
    numerator bigint,
    denominator bigint,
    met boolean NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (plan, target, day)
);
CREATE TABLE corrective_actions (
    action text PRIMARY KEY,
    plan text NOT NULL,
    target text NOT NULL,
    cause text NOT NULL,
    accountable text NOT NULL,
    status text NOT NULL,
    opened_on date NOT NULL,
    measure text,
    owner text,
    due date,
    planned_on date,
    overdue_on date,
    done_on date,
    note text,
    late boolean,
    verified_on date
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case TargetSet() as it:
            for table in ("targets", "target_figures"):
                db.execute(
                    f"DELETE FROM {table} WHERE plan = %s AND target = %s", [it.plan, it.target]
                )
            _put(db, it)
        case TargetAmended() as it:
            _put(db, it)
        case TargetValued() as it:
            db.execute(
                "INSERT INTO target_figures VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (plan, target, day) DO UPDATE SET value = excluded.value,"
                " numerator = excluded.numerator, denominator = excluded.denominator,"
                " met = excluded.met, source = excluded.source",
                [
                    it.plan,
                    it.target,
                    it.day,
                    it.value,
                    it.numerator,
                    it.denominator,
                    it.met,
                    it.source,
                ],
            )
        case TargetMissed() as it:
            _update(db, it.plan, it.target, "missed_on = %s", it.day)
        case TargetConcluded() as it:
            change = "status = 'concluded', concluded_on = %s"
            _update(db, it.plan, it.target, change, it.day)
        case TargetWithdrawn() as it:
            _update(db, it.plan, it.target, "status = 'withdrawn'")
        case _:
            _apply_action(db, fact)


def _apply_action(db: Db, fact: Fact) -> None:
    match fact.data:
        case CorrectiveActionOpened() as it:
            db.execute(
                "INSERT INTO corrective_actions (action, plan, target, cause, accountable, status,"
                " opened_on) VALUES (%s, %s, %s, %s, %s, 'opened', %s)",
                [it.action, it.plan, it.target, it.cause, it.accountable, it.opened_on],
            )
        case CorrectiveActionPlanned() as it:
            change = (
                "status = 'planned', measure = %s, owner = %s, due = %s, planned_on = %s,"
                " overdue_on = NULL"
            )
            _change(db, it.action, change, it.measure, it.owner, it.due, it.planned_on)
        case CorrectiveActionOverdue() as it:
            _change(db, it.action, "status = 'overdue', overdue_on = %s", it.day)
        case CorrectiveActionDone() as it:
            change = "status = 'done', done_on = %s, note = %s, late = %s"
            _change(db, it.action, change, it.done_on, it.note, it.late)
        case CorrectiveActionVerified() as it:
            _change(db, it.action, "status = 'verified', verified_on = %s", it.verified_on)


def _put(db: Db, terms: TargetTerms) -> None:
    """A target as it is promised now."""
    db.execute(
        "INSERT INTO targets (plan, target, clause, title, indicator, comparison, goal, unit,"
        " window_from, window_until, source, accountable, status)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'running')"
        " ON CONFLICT (plan, target) DO UPDATE SET clause = excluded.clause,"
        " title = excluded.title, indicator = excluded.indicator,"
        " comparison = excluded.comparison, goal = excluded.goal, unit = excluded.unit,"
        " window_from = excluded.window_from, window_until = excluded.window_until,"
        " source = excluded.source, accountable = excluded.accountable,"
        " status = excluded.status, concluded_on = NULL",
        [
            terms.plan,
            terms.target,
            terms.clause,
            terms.title,
            terms.indicator,
            terms.comparison,
            terms.goal,
            terms.unit,
            terms.window.from_,
            terms.window.until,
            terms.source,
            terms.accountable,
        ],
    )


def _update(db: Db, plan: str, target: str, change: str, *values: object) -> None:
    db.execute(
        f"UPDATE targets SET {change} WHERE plan = %s AND target = %s", [*values, plan, target]
    )


def _change(db: Db, action: str, change: str, *values: object) -> None:
    db.execute(f"UPDATE corrective_actions SET {change} WHERE action = %s", [*values, action])


VIEW = ViewDefinition(DDL, ("targets", "target_figures", "corrective_actions"), apply)

#: A target with its latest figure; without one there are no figures yet.
STANDING = """
SELECT t.plan || '.' || t.target AS id, t.*,
    f.day, f.value, f.numerator, f.denominator, f.source AS figure_source,
    CASE WHEN f.met THEN 'met' WHEN NOT f.met THEN 'missed' ELSE 'no-figures' END AS outcome
FROM targets t LEFT JOIN LATERAL (
    SELECT * FROM target_figures WHERE plan = t.plan AND target = t.target
    ORDER BY day DESC LIMIT 1
) f ON true
"""


def targets(db: Db, plan: str | None, cursor: str = "", limit: int | None = None) -> list[Row]:
    """Targets after `cursor`, by id, each with its latest figure and how it stands."""
    return db.execute(
        f"{STANDING} WHERE t.plan || '.' || t.target > %s AND t.plan = coalesce(%s, t.plan)"
        " ORDER BY id LIMIT %s",
        [cursor, plan, limit],
    ).fetchall()


def target(db: Db, plan: str, id_: str) -> Row | None:
    """One target with all its figures, oldest first; None if there is none."""
    row = db.execute(f"{STANDING} WHERE t.plan = %s AND t.target = %s", [plan, id_]).fetchone()
    if row is None:
        return None
    figures = db.execute(
        "SELECT day, value, numerator, denominator, met, source FROM target_figures"
        " WHERE plan = %s AND target = %s ORDER BY day",
        [plan, id_],
    )
    return row | {"figures": figures.fetchall()}


def ended(db: Db, day: date) -> tuple[str, ...]:
    """Targets whose window is over on a day and which are not concluded."""
    rows = db.execute(
        "SELECT plan || '.' || target AS id FROM targets"
        " WHERE status = 'running' AND window_until < %s ORDER BY id",
        [day],
    )
    return tuple(row["id"] for row in rows)


def actions(
    db: Db, *, plan: str | None, unit: str | None, status: str | None, cursor: str, limit: int
) -> list[Row]:
    """Corrective actions after `cursor`, by id. `unit`: accountable for them, or their owner."""
    return db.execute(
        "SELECT * FROM corrective_actions WHERE action > %s AND plan = coalesce(%s, plan)"
        " AND (%s::text IS NULL OR %s IN (accountable, owner)) AND status = coalesce(%s, status)"
        " ORDER BY action LIMIT %s",
        [cursor, plan, unit, unit, status, limit],
    ).fetchall()


def action(db: Db, id_: str) -> Row | None:
    """One corrective action; None if there is none."""
    return db.execute("SELECT * FROM corrective_actions WHERE action = %s", [id_]).fetchone()


def overdue(db: Db, day: date) -> tuple[str, ...]:
    """Planned actions whose due day has passed on a day."""
    rows = db.execute(
        "SELECT action FROM corrective_actions WHERE status = 'planned' AND due < %s"
        " ORDER BY action",
        [day],
    )
    return tuple(row["action"] for row in rows)
