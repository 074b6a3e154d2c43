"""Surveys, and their answers as sums by unit, procedure and month: no single answer is kept here,
and nothing that was written freely."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import SurveyAnswered, SurveyClosed, SurveyOpened
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE surveys (
    survey text PRIMARY KEY,
    unit text NOT NULL,
    title text NOT NULL,
    form jsonb NOT NULL,
    opened_on date NOT NULL,
    until date NOT NULL,
    closed_on date,
    satisfied_from integer NOT NULL,
    smallest_group integer NOT NULL,
    policies jsonb NOT NULL
);
CREATE TABLE survey_groups (
    survey text NOT NULL,
    unit text NOT NULL,
    procedure text NOT NULL,
    month text NOT NULL,
    answers integer NOT NULL,
    satisfied integer NOT NULL,
    PRIMARY KEY (survey, unit, procedure, month)
);
CREATE TABLE survey_marks (
    survey text NOT NULL,
    unit text NOT NULL,
    procedure text NOT NULL,
    month text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    given integer NOT NULL,
    PRIMARY KEY (survey, unit, procedure, month, question, answer)
);
"""

#: What results are broken down by: one of them at a time, for two together would let a hidden
#: group be reckoned from the shown ones.
By = Literal["unit", "procedure", "month"]
_ANSWERED = (
    "WITH counted AS (INSERT INTO survey_groups AS g VALUES (%(survey)s, %(unit)s, %(procedure)s,"
    " %(month)s, 1, %(satisfied)s) ON CONFLICT (survey, unit, procedure, month) DO UPDATE"
    " SET answers = g.answers + 1, satisfied = g.satisfied + excluded.satisfied)"
    " INSERT INTO survey_marks AS m SELECT %(survey)s, %(unit)s, %(procedure)s, %(month)s,"
    " question, answer, 1 FROM unnest(%(questions)s::text[], %(answers)s::text[])"
    " AS given (question, answer) ON CONFLICT (survey, unit, procedure, month, question, answer)"
    " DO UPDATE SET given = m.given + 1"
)


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case SurveyAnswered() as it:
            _count(db, it)
        case SurveyOpened() as it:
            form = it.form.model_dump(mode="json", by_alias=True, exclude_none=True)
            policies = [row.model_dump(mode="json", exclude_none=True) for row in it.policies]
            db.execute(
                "INSERT INTO surveys VALUES (%s, %s, %s, %s, %s, %s, NULL, %s, %s, %s)",
                [
                    it.survey,
                    it.unit,
                    it.form.title.vi,
                    Jsonb(form),
                    it.opened_on,
                    it.form.frame.window.until,
                    it.satisfied_from,
                    it.smallest_group,
                    Jsonb(policies),
                ],
            )
        case SurveyClosed() as it:
            change = "UPDATE surveys SET closed_on = %s WHERE survey = %s"
            db.execute(change, [it.closed_on, it.survey])


def _count(db: Db, fact: SurveyAnswered) -> None:
    shown = [each for each in fact.answers if each.text is None]
    values: dict[str, Any] = {
        "survey": fact.survey,
        "unit": fact.unit,
        "procedure": fact.procedure or "",
        "month": f"{fact.day:%Y-%m}",
        "satisfied": int(fact.satisfied),
        "questions": [each.question for each in shown],
        "answers": [str(each.mark or each.choice) for each in shown],
    }
    db.execute(_ANSWERED, values)


VIEW = ViewDefinition(DDL, ("surveys", "survey_groups", "survey_marks"), apply)


def surveys(db: Db, *, cursor: str, limit: int) -> list[Row]:
    """Surveys after `cursor`, by id, without their forms."""
    return db.execute(
        "SELECT survey, unit, title, opened_on, until, closed_on FROM surveys WHERE survey > %s"
        " ORDER BY survey LIMIT %s",
        [cursor, limit],
    ).fetchall()


def survey(db: Db, id_: str) -> Row | None:
    """One survey with its form; None if there is none."""
    return db.execute("SELECT * FROM surveys WHERE survey = %s", [id_]).fetchone()


def groups(db: Db, id_: str, by: By) -> list[Row]:
    """All groups of a survey's answers, small ones too: `name`, `answers`, `satisfied`."""
    return db.execute(
        f"SELECT {by} AS name, sum(answers)::integer AS answers,"
        " sum(satisfied)::integer AS satisfied"
        f" FROM survey_groups WHERE survey = %s GROUP BY {by} ORDER BY {by}",
        [id_],
    ).fetchall()


def marks(db: Db, id_: str, by: By) -> list[Row]:
    """How often each answer was given to each question in each group, small ones too."""
    return db.execute(
        f"SELECT {by} AS name, question, answer, sum(given)::integer AS given FROM survey_marks"
        f" WHERE survey = %s GROUP BY {by}, question, answer ORDER BY {by}, question, answer",
        [id_],
    ).fetchall()


def ended(db: Db, day: date) -> tuple[str, ...]:
    """Open surveys whose days are over when a day begins."""
    rows = db.execute(
        "SELECT survey FROM surveys WHERE until < %s AND closed_on IS NULL ORDER BY survey", [day]
    )
    return tuple(row["survey"] for row in rows)
