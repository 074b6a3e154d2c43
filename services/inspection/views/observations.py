"""What supervisors have observed, what was answered, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import (
    ObservationAnswered,
    ObservationClosed,
    ObservationRecorded,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE observations (
    observation text PRIMARY KEY,
    unit text NOT NULL,
    observer text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    facts jsonb NOT NULL,
    papers jsonb NOT NULL,
    status text NOT NULL,
    recorded_at timestamptz NOT NULL,
    answer text,
    answered_by text,
    outcome text
);
CREATE INDEX observations_by_unit ON observations (unit, observation);
CREATE INDEX observations_by_observer ON observations (observer, observation);
"""

Status = Literal["recorded", "answered", "closed"]


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case ObservationRecorded() as it:
            db.execute(
                "INSERT INTO observations VALUES (%s, %s, %s, %s, %s, %s, %s, 'recorded', %s)",
                [
                    it.observation,
                    it.unit,
                    it.observer,
                    it.subject,
                    it.text,
                    Jsonb([each.model_dump(mode="json") for each in it.facts]),
                    Jsonb([each.model_dump(mode="json") for each in it.papers]),
                    fact.time,
                ],
            )
        case ObservationAnswered() as it:
            db.execute(
                "UPDATE observations SET status = 'answered', answer = %s, answered_by = %s"
                " WHERE observation = %s",
                [it.answer, it.by, it.observation],
            )
        case ObservationClosed() as it:
            db.execute(
                "UPDATE observations SET status = 'closed', outcome = %s WHERE observation = %s",
                [it.outcome, it.observation],
            )


VIEW = ViewDefinition(DDL, ("observations",), apply)


def observations(
    db: Db,
    *,
    units: Sequence[str] | None = None,
    observer: str | None = None,
    status: Status | None = None,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Observations after `cursor`, by id."""
    return db.execute(
        "SELECT * FROM observations WHERE observation > %(cursor)s"
        " AND (%(units)s::text[] IS NULL OR unit = ANY(%(units)s))"
        " AND (%(observer)s::text IS NULL OR observer = %(observer)s)"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " ORDER BY observation LIMIT %(limit)s",
        {
            "cursor": cursor,
            "units": None if units is None else list(units),
            "observer": observer,
            "status": status,
            "limit": limit,
        },
    ).fetchall()
