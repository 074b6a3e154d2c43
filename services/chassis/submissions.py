"""The read table of what units submitted and what became of it; every service has it."""

from __future__ import annotations

from typing import Any

from danvan.contracts.envelope import Fact
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE submissions (
    position bigint PRIMARY KEY,
    sender text NOT NULL,
    submission text NOT NULL,
    submission_type text,
    status text NOT NULL,
    rule text,
    received timestamptz NOT NULL,
    recorded timestamptz NOT NULL,
    outcome jsonb NOT NULL
);
CREATE INDEX submissions_by_sender ON submissions (sender, position);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Add one row an outcome."""
    outcome = fact.data
    if not isinstance(outcome, SubmissionAccepted | SubmissionRefused):
        return
    rule = outcome.rule if isinstance(outcome, SubmissionRefused) else None
    db.execute(
        "INSERT INTO submissions VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            position,
            outcome.sender,
            outcome.submission,
            outcome.submission_type,
            "accepted" if rule is None else "refused",
            rule,
            outcome.received,
            fact.recordedtime,
            outcome.model_dump_json(exclude={"raw"}, exclude_none=True),
        ],
    )


SUBMISSIONS_VIEW = ViewDefinition(DDL, ("submissions",), apply)


def submissions_of(db: Db, sender: str, after: int, limit: int) -> list[dict[str, Any]]:
    """What a unit submitted, oldest first, after a position."""
    return db.execute(
        "SELECT position, submission, submission_type, status, rule, received, recorded, outcome"
        " FROM submissions WHERE sender = %s AND position > %s ORDER BY position LIMIT %s",
        [sender, after, limit],
    ).fetchall()
