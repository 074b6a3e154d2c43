"""What feedback has counted over all units, and which figures of targets follow from it."""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback.indicators import SHARES
from danvan.contracts.planning import CountsHeard
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE counts (
    code text NOT NULL,
    day date NOT NULL,
    counted_on date NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (code, day, counted_on)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Add up, over all units."""
    match fact.data:
        case CountsHeard() as heard:
            with db.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO counts VALUES (%s, %s, %s, %s)"
                    " ON CONFLICT (code, day, counted_on)"
                    " DO UPDATE SET amount = counts.amount + excluded.amount",
                    [
                        (count.code, heard.day, heard.counted_on, count.amount)
                        for count in heard.counts
                    ],
                )


VIEW = ViewDefinition(DDL, ("counts",), apply)

_NEW_FIGURES = """
WITH daily AS (
    SELECT day, sum(amount) FILTER (WHERE code = ANY(%(part)s)) AS part,
        sum(amount) FILTER (WHERE code = ANY(%(whole)s)) AS whole
    FROM counts WHERE day BETWEEN %(window_from)s AND %(window_until)s AND counted_on < %(day)s
    AND code = ANY(%(codes)s) GROUP BY day
), running AS (
    SELECT day, coalesce(sum(part) OVER sofar, 0)::bigint AS numerator,
        coalesce(sum(whole) OVER sofar, 0)::bigint AS denominator
    FROM daily WINDOW sofar AS (ORDER BY day)
)
SELECT %(plan)s || '.' || %(target)s AS target, %(indicator)s AS indicator, running.*
FROM running LEFT JOIN target_figures f
    ON f.plan = %(plan)s AND f.target = %(target)s AND f.day = running.day
WHERE running.denominator > 0 AND (f.numerator, f.denominator)
    IS DISTINCT FROM (running.numerator, running.denominator)
ORDER BY running.day DESC
"""


def new_figures(db: Db, day: date) -> list[Row]:
    """The shares that targets promise, at the end of each day that had counts and from the window's
    first day on, where they are not the target's figures yet; of each target the newest first.

    What was counted on `day` itself waits, for not all of it may have come.
    """
    promised = db.execute(
        "SELECT plan, target, indicator, window_from, window_until FROM targets"
        " WHERE source = 'feedback' AND status <> 'withdrawn' AND indicator = ANY(%s)"
        " ORDER BY plan, target",
        [list(SHARES)],
    ).fetchall()
    found = []
    for row in promised:
        part, whole = (list(codes) for codes in SHARES[row["indicator"]])
        asked = row | {"part": part, "whole": whole, "codes": part + whole, "day": day}
        found += db.execute(_NEW_FIGURES, asked).fetchall()
    return found
