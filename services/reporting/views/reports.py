"""The read tables of reports: how each one stands, all its steps with their times, units' names.

The questions asked of them stand in `standings`.
"""

from __future__ import annotations

from typing import Any

from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from danvan.contracts.envelope import Fact
from danvan.contracts.reporting import (
    ReportAccepted,
    ReportConsolidated,
    ReportCorrected,
    ReportFact,
    ReportOpened,
    ReportOverdue,
    ReportReminded,
    ReportRescheduled,
    ReportReturned,
    ReportSchedule,
    ReportSubmitted,
    ReportWaived,
    UnitEnded,
    UnitNamed,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE reports (
    report text PRIMARY KEY,
    duty text NOT NULL,
    plan text NOT NULL,
    series text NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    name jsonb NOT NULL,
    status text NOT NULL,
    last_day_on_time date NOT NULL,
    overdue_after date NOT NULL,
    remind_on date[] NOT NULL,
    reminded date NOT NULL,
    overdue_on date,
    attempt integer NOT NULL DEFAULT 0,
    first_received timestamptz,
    last_received timestamptz,
    late boolean,
    waiver jsonb
);
CREATE INDEX reports_by_duty ON reports (duty, unit);
CREATE INDEX reports_by_unit ON reports (unit, report);
CREATE INDEX reports_to_look_at ON reports (status)
    WHERE status IN ('awaited', 'overdue', 'returned');
CREATE TABLE report_steps (
    report text NOT NULL,
    version integer NOT NULL,
    step text NOT NULL,
    attempt integer,
    fact text NOT NULL,
    happened timestamptz NOT NULL,
    actor text,
    data jsonb NOT NULL,
    PRIMARY KEY (report, version)
);
CREATE UNIQUE INDEX report_steps_by_fact ON report_steps (fact);
CREATE TABLE unit_names (
    unit text NOT NULL,
    since date NOT NULL,
    name jsonb NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX unit_names_by_unit ON unit_names (unit, since, position);
CREATE TABLE unit_ends (
    unit text PRIMARY KEY,
    effective date NOT NULL,
    successors jsonb NOT NULL
);
"""
TABLES = ("reports", "report_steps", "unit_names", "unit_ends")


def apply(db: Db, fact: Fact, position: int) -> None:
    """Every fact of a report is a step of it, and may change how it stands."""
    data = fact.data
    match data:
        case ReportFact():
            _step(db, fact, data)
            _report(db, data)
        case UnitNamed():
            db.execute(
                "INSERT INTO unit_names VALUES (%s, %s, %s, %s)",
                [data.unit, data.since, data.name.model_dump_json(), position],
            )
        case UnitEnded():
            db.execute(
                "INSERT INTO unit_ends VALUES (%s, %s, %s) ON CONFLICT (unit) DO UPDATE"
                " SET effective = EXCLUDED.effective, successors = EXCLUDED.successors",
                [data.unit, data.effective, Jsonb([s.model_dump() for s in data.successors])],
            )


def _step(db: Db, fact: Fact, data: ReportFact) -> None:
    db.execute(
        "INSERT INTO report_steps VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            data.report,
            fact.version,
            fact.type.split(".")[2],
            getattr(data, "attempt", None),
            fact.id,
            fact.time,
            fact.actor,
            data.model_dump_json(exclude_none=True),
        ],
    )


def _report(db: Db, data: ReportFact) -> None:
    match data:
        case ReportOpened():
            _open(db, data)
        case ReportRescheduled():
            _set(db, data, status="awaited", overdue_on=None, **_days(data))
        case ReportReminded(day=day):
            _set(db, data, reminded=day)
        case ReportOverdue(day=day):
            _set(db, data, status="overdue", overdue_on=day)
        case ReportSubmitted():
            _set(
                db,
                data,
                status="under-review",
                attempt=data.attempt,
                first_received=data.first_received,
                last_received=data.received,
                late=data.late,
            )
        case ReportReturned():
            _set(db, data, status="returned")
        case ReportAccepted():
            _set(db, data, status="accepted")
        case ReportCorrected():
            _set(
                db,
                data,
                status="accepted",
                attempt=data.attempt,
                last_received=data.received,
            )
        case ReportConsolidated():
            _set(db, data, status="consolidated")
        case ReportWaived():
            _set(db, data, status="waived", waiver=data.model_dump_json(exclude_none=True))


def _open(db: Db, data: ReportOpened) -> None:
    """A report that was left out by one version of a plan may come back with another."""
    db.execute(
        "INSERT INTO reports (report, duty, plan, series, period, unit, name, status, reminded,"
        " last_day_on_time, overdue_after, remind_on)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, 'awaited', %s, %s, %s, %s)"
        " ON CONFLICT (report) DO UPDATE SET status = 'awaited', reminded = EXCLUDED.reminded,"
        " last_day_on_time = EXCLUDED.last_day_on_time, overdue_after = EXCLUDED.overdue_after,"
        " remind_on = EXCLUDED.remind_on, overdue_on = NULL, waiver = NULL",
        [
            data.report,
            data.duty,
            data.plan,
            data.series,
            data.period,
            data.unit,
            data.name.model_dump_json(),
            data.opened_on,
            *_days(data).values(),
        ],
    )


def _days(data: ReportSchedule) -> dict[str, Any]:
    return {
        "last_day_on_time": data.last_day_on_time,
        "overdue_after": data.overdue_after,
        "remind_on": list(data.remind_on),
    }


def _set(db: Db, data: ReportFact, **columns: Any) -> None:
    changes = SQL(", ").join(SQL("{} = %s").format(Identifier(name)) for name in columns)
    statement = SQL("UPDATE reports SET {} WHERE report = %s").format(changes)
    db.execute(statement, [*columns.values(), data.report])


VIEW = ViewDefinition(DDL, TABLES, apply)
