"""Units: their kind, since when there is one, and the day from which it is no more."""

from __future__ import annotations

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import UnitEnded, UnitKnown, UnitSucceeded
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE units (
    unit text PRIMARY KEY,
    kind text,
    since date,
    ended date
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case UnitKnown() as it:
            db.execute(
                "INSERT INTO units (unit, kind, since) VALUES (%s, %s, %s) ON CONFLICT (unit)"
                " DO UPDATE SET kind = excluded.kind, since = excluded.since",
                [it.unit, it.kind, it.effective],
            )
        case UnitEnded() | UnitSucceeded() as it:
            db.execute(
                "INSERT INTO units (unit, ended) VALUES (%s, %s)"
                " ON CONFLICT (unit) DO UPDATE SET ended = excluded.ended",
                [it.unit, it.effective],
            )


VIEW = ViewDefinition(DDL, ("units",), apply)
