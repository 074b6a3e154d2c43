"""Alarms about watched logs, and what inspectors have said to them."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.inspection import LogAlarmAnswered, LogAlarmRaised
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE alarms (
    alarm text PRIMARY KEY,
    position bigint NOT NULL,
    log text NOT NULL,
    rule text NOT NULL,
    leaf bigint,
    size bigint NOT NULL,
    reason_vi text NOT NULL,
    reason_en text NOT NULL,
    raised timestamptz NOT NULL,
    answer text,
    answered_by text,
    answered timestamptz
);
CREATE INDEX alarms_by_position ON alarms (position);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Add an alarm, or the answer to one."""
    match fact.data:
        case LogAlarmRaised() as it:
            reason = it.reason
            values = [it.alarm, position, it.log, it.rule, it.leaf, it.size, reason.vi, reason.en]
            db.execute(
                "INSERT INTO alarms VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [*values, fact.time],
            )
        case LogAlarmAnswered(alarm=alarm, answer=answer):
            db.execute(
                "UPDATE alarms SET answer = %s, answered_by = %s, answered = %s WHERE alarm = %s",
                [answer, fact.actor, fact.time, alarm],
            )


VIEW = ViewDefinition(DDL, ("alarms",), apply)


def alarms(
    db: Db, *, log: str | None = None, unanswered: bool = False, cursor: int = 0, limit: int
) -> list[Row]:
    """Alarms after `cursor`, oldest first."""
    return db.execute(
        "SELECT * FROM alarms WHERE position > %(cursor)s"
        " AND (%(log)s::text IS NULL OR log = %(log)s)"
        " AND (NOT %(unanswered)s OR answer IS NULL) ORDER BY position LIMIT %(limit)s",
        {"log": log, "unanswered": unanswered, "cursor": cursor, "limit": limit},
    ).fetchall()


def unanswered(db: Db) -> dict[str, int]:
    """How many alarms of each log wait for an answer."""
    rows = db.execute("SELECT log, count(*) AS n FROM alarms WHERE answer IS NULL GROUP BY log")
    return {row["log"]: row["n"] for row in rows}
