"""What was counted for units, day by day, and how far the counting has come."""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import DayCountTaken, UnitDayCounted
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE counts (
    unit text NOT NULL,
    day date NOT NULL,
    code text NOT NULL,
    amount integer NOT NULL,
    PRIMARY KEY (unit, day, code)
);
CREATE INDEX counts_by_day ON counts (day);
CREATE TABLE day_counts (
    up_to bigint PRIMARY KEY,
    day date NOT NULL
);
"""

_ADD = (
    "INSERT INTO counts AS c SELECT %s, %s, code, amount"
    " FROM unnest(%s::text[], %s::integer[]) AS more (code, amount)"
    " ON CONFLICT (unit, day, code) DO UPDATE SET amount = c.amount + excluded.amount"
)


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case UnitDayCounted() as it:
            codes, amounts = [c.code for c in it.counts], [c.amount for c in it.counts]
            db.execute(_ADD, [it.unit, it.day, codes, amounts])
        case DayCountTaken() as it:
            db.execute(
                "INSERT INTO day_counts VALUES (%s, %s) ON CONFLICT (up_to)"
                " DO UPDATE SET day = greatest(day_counts.day, excluded.day)",
                [it.up_to, it.day],
            )


VIEW = ViewDefinition(DDL, ("counts", "day_counts"), apply)


def counts(db: Db, *, first: date, last: date, unit: str | None) -> list[Row]:
    """What happened from the first to the last day, by unit and code."""
    return db.execute(
        "SELECT unit, code, sum(amount)::integer AS amount FROM counts"
        " WHERE day BETWEEN %(first)s AND %(last)s AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " GROUP BY unit, code ORDER BY unit, code",
        {"first": first, "last": last, "unit": unit},
    ).fetchall()


def by_day(db: Db, *, first: date, last: date, unit: str) -> list[Row]:
    """What happened in one unit, day by day."""
    return db.execute(
        "SELECT day, code, amount FROM counts WHERE unit = %s AND day BETWEEN %s AND %s"
        " ORDER BY day, code",
        [unit, first, last],
    ).fetchall()


def counted_up_to(db: Db) -> int:
    """The journal's position up to which everything was counted; 0 before the first count."""
    row = db.execute("SELECT max(up_to) AS up_to FROM day_counts").fetchone()
    return int(row["up_to"] or 0) if row else 0
