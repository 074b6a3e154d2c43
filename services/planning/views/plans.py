"""Plans: their documents, who gave an opinion, received and acknowledged, whose plan answers."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.plan import PlanDocument
from danvan.contracts.planning import (
    ChildPlanLinked,
    OpinionGiven,
    OpinionsAsked,
    PlanAcknowledged,
    PlanAmended,
    PlanClosed,
    PlanContent,
    PlanDistributed,
    PlanDrafted,
    PlanIssued,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE plans (
    plan text PRIMARY KEY,
    title text NOT NULL,
    title_en text NOT NULL,
    number text NOT NULL,
    agency text NOT NULL,
    year integer NOT NULL,
    parent text,
    answers text,
    status text NOT NULL,
    version integer NOT NULL,
    issued_on date,
    amended_on date,
    closed_on date,
    review text,
    document jsonb NOT NULL,
    warnings jsonb NOT NULL
);
CREATE TABLE plan_opinions (
    plan text NOT NULL,
    unit text NOT NULL,
    until date NOT NULL,
    given jsonb NOT NULL,
    PRIMARY KEY (plan, unit)
);
CREATE TABLE plan_recipients (
    plan text NOT NULL,
    unit text NOT NULL,
    version integer NOT NULL,
    distributed_on date,
    acknowledged_on date,
    PRIMARY KEY (plan, unit)
);
CREATE TABLE plan_assignments (
    plan text NOT NULL,
    task text NOT NULL,
    unit text NOT NULL,
    clause text NOT NULL,
    every text,
    PRIMARY KEY (plan, task, unit)
);
CREATE TABLE plan_children (
    plan text NOT NULL,
    clause text NOT NULL,
    child text NOT NULL,
    unit text NOT NULL,
    linked_on date NOT NULL,
    PRIMARY KEY (plan, child)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case PlanDrafted(document=document):
            _put(db, document, "draft", 0)
        case OpinionsAsked() as it:
            for unit in it.units:
                db.execute(
                    "INSERT INTO plan_opinions VALUES (%s, %s, %s, '[]')",
                    [it.plan, unit, it.until],
                )
        case OpinionGiven() as it:
            given = Jsonb([{"text": it.text, "given_on": it.given_on.isoformat()}])
            db.execute(
                "UPDATE plan_opinions SET given = given || %s WHERE plan = %s AND unit = %s",
                [given, it.plan, it.unit],
            )
        case PlanIssued() as it:
            _put_content(db, it)
            db.execute("UPDATE plans SET issued_on = %s WHERE plan = %s", [it.issued_on, it.plan])
        case PlanAmended() as it:
            _put_content(db, it)
            db.execute("UPDATE plans SET amended_on = %s WHERE plan = %s", [it.amended_on, it.plan])
        case PlanDistributed() as it:
            db.execute(
                "UPDATE plan_recipients SET distributed_on = %s WHERE plan = %s AND unit = ANY(%s)",
                [it.distributed_on, it.plan, list(it.units)],
            )
        case PlanAcknowledged() as it:
            db.execute(
                "UPDATE plan_recipients SET acknowledged_on = %s WHERE plan = %s AND unit = %s",
                [it.acknowledged_on, it.plan, it.unit],
            )
        case ChildPlanLinked() as it:
            db.execute(
                "INSERT INTO plan_children VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (plan, child) DO UPDATE"
                " SET clause = excluded.clause, linked_on = excluded.linked_on",
                [it.plan, it.clause, it.child, it.unit, it.linked_on],
            )
        case PlanClosed() as it:
            db.execute(
                "UPDATE plans SET status = 'closed', closed_on = %s, review = %s WHERE plan = %s",
                [it.closed_on, it.review, it.plan],
            )


def _put_content(db: Db, content: PlanContent) -> None:
    """A version in force: its recipients and assignments take the place of those before."""
    document, plan = content.document, content.plan
    _put(db, document, "in-force", content.version)
    warnings = Jsonb([w.model_dump(mode="json", exclude_none=True) for w in content.warnings])
    db.execute("UPDATE plans SET warnings = %s WHERE plan = %s", [warnings, plan])
    db.execute("DELETE FROM plan_recipients WHERE plan = %s", [plan])
    db.execute(
        "INSERT INTO plan_recipients SELECT %s, unit, %s, NULL, NULL FROM unnest(%s::text[]) unit",
        [plan, content.version, list(content.recipients)],
    )
    db.execute("DELETE FROM plan_assignments WHERE plan = %s", [plan])
    tasks = {task.id: task for task in document.tasks}
    for resolved in content.tasks:
        task = tasks[resolved.task]
        db.execute(
            "INSERT INTO plan_assignments SELECT %s, %s, unit, %s, %s FROM unnest(%s::text[]) unit",
            [plan, task.id, task.clause, task.every, list(resolved.units)],
        )


def _put(db: Db, document: PlanDocument, status: str, version: int) -> None:
    db.execute(
        "INSERT INTO plans (plan, title, title_en, number, agency, year, parent, answers, status,"
        " version, document, warnings)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '[]')"
        " ON CONFLICT (plan) DO UPDATE SET title = excluded.title, title_en = excluded.title_en,"
        " number = excluded.number, year = excluded.year, parent = excluded.parent,"
        " answers = excluded.answers, status = excluded.status, version = excluded.version,"
        " document = excluded.document",
        [
            document.plan,
            document.title,
            document.title_en,
            document.number,
            document.agency,
            document.year,
            document.parent,
            document.answers,
            status,
            version,
            Jsonb(document.model_dump(mode="json", exclude_none=True)),
        ],
    )


VIEW = ViewDefinition(
    DDL,
    ("plans", "plan_opinions", "plan_recipients", "plan_assignments", "plan_children"),
    apply,
)

SUMMARY = (
    "plan, title, title_en, number, agency, year, parent, answers, status, version, issued_on,"
    " amended_on, closed_on"
)


def plans(
    db: Db, *, status: str | None, agency: str | None, year: int | None, cursor: str, limit: int
) -> list[Row]:
    """Plans after `cursor`, by id."""
    return db.execute(
        f"SELECT {SUMMARY} FROM plans WHERE plan > %s AND status = coalesce(%s, status)"
        " AND agency = coalesce(%s, agency) AND year = coalesce(%s, year) ORDER BY plan LIMIT %s",
        [cursor, status, agency, year, limit],
    ).fetchall()


def plan(db: Db, id_: str) -> Row | None:
    """One plan, whole: its document, opinions, recipients, children; None if there is none."""
    row = db.execute("SELECT * FROM plans WHERE plan = %s", [id_]).fetchone()
    if row is None:
        return None
    opinions = db.execute(
        "SELECT unit, until, given FROM plan_opinions WHERE plan = %s ORDER BY unit", [id_]
    )
    recipients = db.execute(
        "SELECT unit, distributed_on, acknowledged_on FROM plan_recipients"
        " WHERE plan = %s ORDER BY unit",
        [id_],
    )
    return row | {
        "opinions": opinions.fetchall(),
        "recipients": recipients.fetchall(),
        "answers_by_clause": answers(db, id_, None),
    }


def answers(db: Db, plan: str, clause: str | None) -> list[Row]:
    """Which unit answers which clause with a plan of its own. `child` is null where a unit that
    has a task in the clause has none. Without `clause`: every clause that at least one unit
    answers."""
    return db.execute(
        "SELECT asked.clause, asked.unit, c.child, c.linked_on, p.status FROM ("
        "  SELECT clause, unit FROM plan_assignments WHERE plan = %(plan)s"
        "  UNION SELECT clause, unit FROM plan_children WHERE plan = %(plan)s"
        ") asked LEFT JOIN plan_children c"
        "  ON c.plan = %(plan)s AND c.clause = asked.clause AND c.unit = asked.unit"
        " LEFT JOIN plans p ON p.plan = c.child"
        " WHERE asked.clause = %(clause)s OR %(clause)s::text IS NULL AND asked.clause IN"
        "  (SELECT clause FROM plan_children WHERE plan = %(plan)s)"
        " ORDER BY asked.clause, asked.unit, c.child",
        {"plan": plan, "clause": clause},
    ).fetchall()


def recurring(db: Db) -> list[Row]:
    """The recurring tasks of all plans in force: plan, year, task, unit, every."""
    return db.execute(
        "SELECT a.plan, p.year, a.task, a.unit, a.every FROM plan_assignments a JOIN plans p"
        " USING (plan) WHERE p.status = 'in-force' AND a.every IS NOT NULL"
        " ORDER BY a.plan, a.task, a.unit"
    ).fetchall()
