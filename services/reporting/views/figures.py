"""Recorded amounts of units, each with the fact it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.reporting import FiguresRecorded
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE figures (
    position bigint NOT NULL,
    unit text NOT NULL,
    code text NOT NULL,
    day date NOT NULL,
    amount numeric NOT NULL,
    cause text NOT NULL,
    cause_type text NOT NULL
);
CREATE INDEX figures_by_unit ON figures (unit, code, day);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """One row a code."""
    match fact.data:
        case FiguresRecorded() as recorded:
            with db.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO figures VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [
                        (
                            position,
                            recorded.unit,
                            figure.code,
                            recorded.day,
                            figure.amount,
                            recorded.cause,
                            recorded.cause_type,
                        )
                        for figure in recorded.figures
                    ],
                )


VIEW = ViewDefinition(DDL, ("figures",), apply)


def recorded_figures(
    db: Db, units: Sequence[str], *, first: date, last: date, codes: Sequence[str] | None = None
) -> list[Row]:
    """What counted for units on these days, both included, with the fact behind each amount."""
    return db.execute(
        "SELECT unit, code, day, amount, cause, cause_type FROM figures"
        " WHERE unit = ANY(%(units)s) AND day BETWEEN %(first)s AND %(last)s"
        " AND (%(codes)s::text[] IS NULL OR code = ANY(%(codes)s))"
        " ORDER BY unit, code, day, position",
        {
            "units": list(units),
            "first": first,
            "last": last,
            "codes": None if codes is None else list(codes),
        },
    ).fetchall()
