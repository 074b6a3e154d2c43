"""Duties: what is owed, by when, and how far it has come."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.reporting import DutyAmended, DutyClosed, DutyOpened, DutyTerms
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE duties (
    duty text PRIMARY KEY,
    plan text NOT NULL,
    series text NOT NULL,
    period text NOT NULL,
    title text NOT NULL,
    series_title text NOT NULL,
    last_day_on_time date NOT NULL,
    closed_on date,
    withdrawn boolean,
    terms jsonb NOT NULL
);
CREATE INDEX duties_by_plan ON duties (plan, last_day_on_time, duty);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Keep the duties as their facts say."""
    match fact.data:
        case DutyOpened() | DutyAmended() as terms:
            db.execute(
                "INSERT INTO duties VALUES (%s, %s, %s, %s, %s, %s, %s, NULL, NULL, %s)"
                " ON CONFLICT (duty) DO UPDATE SET title = EXCLUDED.title,"
                " series_title = EXCLUDED.series_title,"
                " last_day_on_time = EXCLUDED.last_day_on_time,"
                " closed_on = NULL, withdrawn = NULL, terms = EXCLUDED.terms",
                [
                    terms.duty,
                    terms.plan,
                    terms.series,
                    terms.period,
                    terms.title,
                    terms.series_title,
                    terms.last_day_on_time,
                    DutyTerms(**dict(terms)).model_dump_json(exclude_none=True),
                ],
            )
        case DutyClosed(duty=duty, closed_on=closed_on, withdrawn=withdrawn):
            db.execute(
                "UPDATE duties SET closed_on = %s, withdrawn = %s WHERE duty = %s",
                [closed_on, withdrawn, duty],
            )


VIEW = ViewDefinition(DDL, ("duties",), apply)


def duties(db: Db, *, plan: str | None, unit: str | None, after: str, limit: int) -> list[Row]:
    """Duties by id, after one of them; `unit`: only those that it owes or owed."""
    return db.execute(
        "SELECT duty, plan, series, period, title, series_title, last_day_on_time, closed_on,"
        " withdrawn FROM duties d WHERE duty > %(after)s"
        " AND (%(plan)s::text IS NULL OR plan = %(plan)s)"
        " AND (%(unit)s::text IS NULL OR EXISTS"
        "  (SELECT FROM reports r WHERE r.duty = d.duty AND r.unit = %(unit)s))"
        " ORDER BY duty LIMIT %(limit)s",
        {"plan": plan, "unit": unit, "after": after, "limit": limit},
    ).fetchall()


def terms_of(db: Db, duty: str) -> DutyTerms | None:
    """What a duty asks for; None if there is none of this id."""
    row = db.execute("SELECT terms FROM duties WHERE duty = %s", [duty]).fetchone()
    return None if row is None else DutyTerms.model_validate(row["terms"])
