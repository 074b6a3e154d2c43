"""Questions about reports: lists, one with all its steps, what a day has to look at, the matrix."""

from __future__ import annotations

from collections import Counter
from datetime import date

from danvan.contracts.reporting import WaiverCause
from danvan.services.chassis.database import Db, Row

#: How a report stands in the compliance matrix: a report that was submitted counts by the time of
#: its first submission. `unit_name` is what the unit is called on the day of the question.
_STANDING = """
SELECT r.report, r.duty, r.plan, r.series, r.period, r.unit, r.status, r.last_day_on_time,
    r.overdue_on, r.attempt, r.first_received, r.last_received, r.late, r.waiver, d.title,
    COALESCE(
        (SELECT n.name FROM unit_names n WHERE n.unit = r.unit AND n.since <= %(today)s
         ORDER BY n.position DESC LIMIT 1), r.name) AS unit_name,
    (SELECT count(*) FROM report_steps s
     WHERE s.report = r.report AND s.step = 'report-returned') AS returns,
    CASE
        WHEN r.status IN ('waived', 'returned', 'awaited') THEN r.status
        WHEN r.status = 'overdue' THEN 'missing'
        WHEN r.late THEN 'late'
        ELSE 'on-time'
    END AS standing
FROM reports r JOIN duties d USING (duty)
"""
STANDINGS = ("on-time", "late", "returned", "missing", "waived", "awaited")


def reports(
    db: Db,
    *,
    today: date,
    plan: str | None = None,
    series: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    standing: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[Row]:
    """Reports by id, after one of them; all of them unless there is a limit."""
    return db.execute(
        f"SELECT * FROM ({_STANDING}) AS stands WHERE report > %(after)s"
        " AND (%(plan)s::text IS NULL OR plan = %(plan)s)"
        " AND (%(series)s::text IS NULL OR series = %(series)s)"
        " AND (%(period)s::text IS NULL OR period = %(period)s)"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " AND (%(standing)s::text IS NULL OR standing = %(standing)s)"
        " ORDER BY report LIMIT %(limit)s",
        {
            "today": today,
            "plan": plan,
            "series": series,
            "period": period,
            "unit": unit,
            "standing": standing,
            "after": after,
            "limit": limit,
        },
    ).fetchall()


def report(db: Db, id_: str, *, today: date) -> Row | None:
    """One report with all its steps in order; None if there is none of this id."""
    row = db.execute(
        f"{_STANDING} WHERE r.report = %(report)s", {"today": today, "report": id_}
    ).fetchone()
    if row is None:
        return None
    steps = db.execute(
        "SELECT version, step, attempt, fact, happened, actor, data FROM report_steps"
        " WHERE report = %s ORDER BY version",
        [id_],
    ).fetchall()
    return row | {"steps": steps}


def reports_to_look_at(db: Db, day: date) -> list[str]:
    """The reports that a new day may remind of, mark as overdue, or find without their unit."""
    rows = db.execute(
        "SELECT r.report FROM reports r JOIN duties d USING (duty)"
        " LEFT JOIN unit_ends e USING (unit)"
        " WHERE r.status IN ('awaited', 'overdue', 'returned') AND d.closed_on IS NULL"
        " AND (e.effective <= %(day)s OR r.status = 'awaited' AND (r.overdue_after < %(day)s"
        "  OR EXISTS (SELECT FROM unnest(r.remind_on) AS planned"
        "   WHERE planned > r.reminded AND planned <= %(day)s)))"
        " ORDER BY r.report",
        {"day": day},
    ).fetchall()
    return [row["report"] for row in rows]


def matrix(db: Db, plan: str, series: str | None, *, today: date) -> Row:
    """Units × periods: how each report of a plan stands, and how many stand in each way.

    What an amended plan no longer asks for is left out. `returned_ever` counts the reports that
    were returned at least once, whatever came of it.
    """
    periods = db.execute(
        "SELECT duty, series, period, title, last_day_on_time FROM duties WHERE plan = %(plan)s"
        " AND withdrawn IS NOT TRUE AND (%(series)s::text IS NULL OR series = %(series)s)"
        " ORDER BY last_day_on_time, duty",
        {"plan": plan, "series": series},
    ).fetchall()
    duties = {period["duty"] for period in periods}
    found = [
        row
        for row in reports(db, today=today, plan=plan, series=series)
        if row["duty"] in duties
        and (row["waiver"] or {}).get("cause") != WaiverCause.NO_LONGER_ASKED
    ]
    units: dict[str, Row] = {}
    for row in found:
        unit = units.setdefault(
            row["unit"], {"unit": row["unit"], "name": row["unit_name"], "cells": {}}
        )
        unit["cells"][row["duty"]] = {
            "report": row["report"],
            "standing": row["standing"],
            "first_received": row["first_received"],
            "last_received": row["last_received"],
            "returns": row["returns"],
        }
    counted = Counter(row["standing"] for row in found)
    counts = {standing.replace("-", "_"): counted[standing] for standing in STANDINGS}
    return {
        "plan": plan,
        "periods": periods,
        "units": sorted(units.values(), key=lambda unit: str(unit["unit"])),
        "counts": counts | {"returned_ever": sum(row["returns"] > 0 for row in found)},
    }
