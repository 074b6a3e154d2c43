"""Findings with what the unit says to them, and recommendations with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from psycopg.types.json import Jsonb

from danvan.contracts import inspection as facts
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE findings (
    inspection text NOT NULL,
    finding text NOT NULL,
    unit text NOT NULL,
    what text NOT NULL,
    breaks text NOT NULL,
    evidence jsonb NOT NULL,
    found_at timestamptz NOT NULL,
    explanation text,
    explained_by text,
    papers jsonb NOT NULL DEFAULT '[]',
    upheld boolean,
    PRIMARY KEY (inspection, finding)
);
CREATE TABLE recommendations (
    inspection text NOT NULL,
    recommendation text NOT NULL,
    unit text NOT NULL,
    what text NOT NULL,
    due_on date NOT NULL,
    status text NOT NULL DEFAULT 'open',
    done_on date,
    done_by text,
    on_time boolean,
    evidence jsonb,
    returned text,
    overdue_on date,
    confirmed_on date,
    PRIMARY KEY (inspection, recommendation)
);
CREATE INDEX recommendations_by_unit ON recommendations (unit, due_on);
CREATE INDEX recommendations_open ON recommendations (due_on) WHERE status = 'open';
"""

#: `open`: the unit has not said yet that it is done, or was sent back; `overdue`: its day passed,
#: whatever came of it.
Status = Literal["open", "overdue", "done", "confirmed"]
_STATUS: dict[Status, str] = {
    "open": "status = 'open'",
    "overdue": "overdue_on IS NOT NULL",
    "done": "status = 'done'",
    "confirmed": "status = 'confirmed'",
}


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case facts.FindingMade() as it:
            db.execute(
                "INSERT INTO findings VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    it.inspection,
                    it.finding,
                    it.unit,
                    it.what,
                    it.breaks,
                    Jsonb(it.evidence.model_dump(mode="json")),
                    fact.time,
                ],
            )
        case facts.FindingExplained() as it:
            papers = Jsonb([each.model_dump(mode="json") for each in it.papers])
            db.execute(
                "UPDATE findings SET explanation = %s, explained_by = %s, papers = %s"
                " WHERE inspection = %s AND finding = %s",
                [it.explanation, it.by, papers, it.inspection, it.finding],
            )
        case facts.InspectionConcluded() as it:
            _conclude(db, it)
        case facts.AboutInspection() as it:
            _follow(db, it)


def _conclude(db: Db, it: facts.InspectionConcluded) -> None:
    db.execute(
        "UPDATE findings SET upheld = (finding = ANY(%s)) WHERE inspection = %s",
        [list(it.findings), it.inspection],
    )
    for each in it.recommendations:
        db.execute(
            "INSERT INTO recommendations VALUES (%s, %s, %s, %s, %s)",
            [it.inspection, each.recommendation, it.unit, each.what, each.due_on],
        )


def _follow(db: Db, fact: facts.AboutInspection) -> None:
    match fact:
        case facts.RecommendationDone() as it:
            evidence = Jsonb(it.evidence.model_dump(mode="json"))
            changed = "status = 'done', done_on = %s, done_by = %s, on_time = %s, evidence = %s"
            values = [it.done_on, it.by, it.on_time, evidence]
        case facts.RecommendationReturned() as it:
            changed, values = "status = 'open', returned = %s", [it.reason]
        case facts.RecommendationConfirmed() as it:
            changed, values = "status = 'confirmed', confirmed_on = %s", [it.confirmed_on]
        case facts.RecommendationOverdue() as it:
            changed, values = "overdue_on = %s", [it.day]
        case _:
            return
    db.execute(
        f"UPDATE recommendations SET {changed} WHERE inspection = %s AND recommendation = %s",
        [*values, it.inspection, it.recommendation],
    )


VIEW = ViewDefinition(DDL, ("findings", "recommendations"), apply)


def findings(db: Db, inspection: str, *, before_conclusion: bool) -> list[Row]:
    """The findings of an inspection; without `before_conclusion`, those that were upheld."""
    return db.execute(
        "SELECT * FROM findings WHERE inspection = %s AND (%s OR upheld) ORDER BY finding",
        [inspection, before_conclusion],
    ).fetchall()


def of_inspection(db: Db, inspection: str) -> list[Row]:
    """The recommendations of an inspection, by due day."""
    return db.execute(
        "SELECT * FROM recommendations WHERE inspection = %s ORDER BY due_on, recommendation",
        [inspection],
    ).fetchall()


def recommendations(
    db: Db,
    *,
    units: Sequence[str] | None = None,
    status: Status | None = None,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Recommendations after `cursor`, by inspection and id, joined by `/` as `key`."""
    condition = f" AND {_STATUS[status]}" if status else ""
    return db.execute(
        "SELECT inspection || '/' || recommendation AS key, * FROM recommendations"
        " WHERE inspection || '/' || recommendation > %(cursor)s"
        f" AND (%(units)s::text[] IS NULL OR unit = ANY(%(units)s)){condition}"
        " ORDER BY key LIMIT %(limit)s",
        {"cursor": cursor, "units": None if units is None else list(units), "limit": limit},
    ).fetchall()
