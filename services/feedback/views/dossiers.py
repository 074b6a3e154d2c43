"""Dossiers: how each one stands, and sums by unit, procedure and day.

A fact is one statement. Open dossiers have indexes of their own and figures come from the sums,
so what is asked daily stays flat however many dossiers there were.
"""

from __future__ import annotations

from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import (
    DossierCompleted,
    DossierDelayAnnounced,
    DossierDelivered,
    DossierEscalated,
    DossierFact,
    DossierLate,
    DossierReady,
    DossierReceived,
    DossierRefused,
    DossierSupplementAsked,
    DossierWithdrawn,
    Timeliness,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

#: `bucket`: early, on-time, late; not-yet-due, overdue; withdrawn. `look_at`: the day at whose
#: start something may have passed.
DDL = """
CREATE TABLE dossiers (
    unit text NOT NULL,
    dossier text NOT NULL,
    procedure text NOT NULL,
    received_on date NOT NULL,
    online boolean NOT NULL,
    appointment date NOT NULL,
    promised date NOT NULL,
    status text NOT NULL,
    bucket text NOT NULL,
    supplement_late boolean,
    delays integer NOT NULL DEFAULT 0,
    late boolean NOT NULL DEFAULT false,
    escalated_on date,
    resolved_on date,
    closed_on date,
    look_at date,
    PRIMARY KEY (unit, dossier)
);
CREATE INDEX dossiers_to_look_at ON dossiers (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX dossiers_open ON dossiers (bucket, unit, dossier)
    WHERE bucket IN ('not-yet-due', 'overdue');
CREATE INDEX dossiers_escalated ON dossiers (unit, dossier) WHERE escalated_on IS NOT NULL;
CREATE TABLE dossier_days (
    unit text NOT NULL,
    procedure text NOT NULL,
    day date NOT NULL,
    received integer NOT NULL,
    online integer NOT NULL,
    early integer NOT NULL,
    on_time integer NOT NULL,
    late integer NOT NULL,
    turned_late integer NOT NULL,
    withdrawn integer NOT NULL,
    PRIMARY KEY (unit, procedure, day)
);
CREATE INDEX dossier_days_by_day ON dossier_days (day);
"""

SUMS = ("received", "online", "early", "on_time", "late", "turned_late", "withdrawn")
OPEN = "bucket IN ('not-yet-due', 'overdue')"
_INSERT = (
    "INSERT INTO dossiers (unit, dossier, procedure, received_on, online, appointment, promised,"
    " status, bucket, look_at) VALUES (%(unit)s, %(dossier)s, %(procedure)s, %(day)s, %(online)s,"
    " %(appointment)s, %(appointment)s, 'in-progress', 'not-yet-due', %(appointment)s + 1)"
)
_WHERE = "WHERE unit = %(unit)s AND dossier = %(dossier)s"
_LATE = (
    "UPDATE dossiers SET bucket = 'overdue', late = true, look_at = CASE"
    f" WHEN delays > 0 AND escalated_on IS NULL THEN promised + 1 END {_WHERE}"
)
_READY = (
    "UPDATE dossiers SET status = 'ready', bucket = %(bucket)s, resolved_on = %(day)s,"
    f" look_at = NULL {_WHERE}"
)
_CLOSE = (
    "UPDATE dossiers SET status = %(status)s, bucket = %(bucket)s, closed_on = %(day)s,"
    f" resolved_on = %(resolved_on)s, look_at = NULL {_WHERE}"
)
_SUPPLEMENT = (
    "UPDATE dossiers SET status = 'awaiting-supplement', supplement_late = %(late)s,"
    f" look_at = NULL {_WHERE}"
)
_COMPLETE = (
    "UPDATE dossiers SET status = 'in-progress', appointment = %(appointment)s,"
    " promised = CASE WHEN delays > 0 THEN greatest(promised, %(appointment)s)"
    " ELSE %(appointment)s END,"
    " look_at = CASE WHEN NOT late THEN %(appointment)s + 1 WHEN delays > 0 AND escalated_on IS"
    f" NULL THEN greatest(promised, %(appointment)s) + 1 END {_WHERE}"
)
_DELAY = (
    "UPDATE dossiers SET promised = %(new)s, delays = delays + 1,"
    f" look_at = CASE WHEN late THEN %(new)s + 1 ELSE look_at END {_WHERE}"
)
_ESCALATE = (
    "UPDATE dossiers SET escalated_on = %(day)s,"
    f" look_at = CASE WHEN NOT late THEN look_at END {_WHERE}"
)


def _counted(change: str, *sums: str) -> str:
    """The change of a dossier's row, and one more in these sums of its day, as one statement."""
    more = ", ".join("1" if name in sums else "0" for name in SUMS)
    adding = ", ".join(f"{name} = dossier_days.{name} + 1" for name in sums)
    return (
        f"WITH changed AS ({change}) INSERT INTO dossier_days"
        f" VALUES (%(unit)s, %(procedure)s, %(day)s, {more})"
        f" ON CONFLICT (unit, procedure, day) DO UPDATE SET {adding}"
    )


_RECEIVED = {
    online: _counted(_INSERT, "received", *["online"][: int(online)]) for online in (False, True)
}
_TURNED_LATE = _counted(_LATE, "turned_late")
_WITHDRAWN = _counted(_CLOSE, "withdrawn")
_RESOLVED = {
    change: {each: _counted(change, each.replace("-", "_")) for each in Timeliness}
    for change in (_READY, _CLOSE)
}


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    it = fact.data
    if not isinstance(it, DossierFact):
        return
    about = {"unit": it.unit, "dossier": it.dossier, "procedure": it.procedure}
    match it:
        case DossierReceived(received_on=day, online=online, appointment=due):
            more = {"day": day, "online": online, "appointment": due}
            db.execute(_RECEIVED[online], about | more)
        case DossierSupplementAsked():
            db.execute(_SUPPLEMENT, about | {"late": it.late})
        case DossierCompleted():
            db.execute(_COMPLETE, about | {"appointment": it.appointment})
        case DossierDelayAnnounced():
            db.execute(_DELAY, about | {"new": it.new_appointment})
        case DossierLate():
            db.execute(_TURNED_LATE, about | {"day": it.day})
        case DossierEscalated():
            db.execute(_ESCALATE, about | {"day": it.day})
        case DossierReady(ready_on=day, timeliness=how):
            db.execute(_RESOLVED[_READY][how], about | {"day": day, "bucket": how})
        case DossierDelivered() | DossierRefused() | DossierWithdrawn():
            _close(db, about, it)


def _close(
    db: Db, about: dict[str, str], fact: DossierDelivered | DossierRefused | DossierWithdrawn
) -> None:
    match fact:
        case DossierDelivered(delivered_on=day, ready_on=ready, timeliness=how):
            statement = _RESOLVED[_CLOSE][how] if ready is None else _CLOSE
            more = {"status": "delivered", "bucket": how, "day": day, "resolved_on": ready or day}
        case DossierRefused(refused_on=day, timeliness=how):
            statement = _RESOLVED[_CLOSE][how]
            more = {"status": "refused", "bucket": how, "day": day, "resolved_on": day}
        case DossierWithdrawn(withdrawn_on=day):
            statement = _WITHDRAWN
            more = {"status": "withdrawn", "bucket": "withdrawn", "day": day, "resolved_on": None}
    db.execute(statement, about | more)


VIEW = ViewDefinition(DDL, ("dossiers", "dossier_days"), apply)


def dossiers(
    db: Db,
    *,
    unit: str | None,
    bucket: str | None,
    escalated: bool,
    after: tuple[str, str],
    limit: int,
) -> list[Row]:
    """Dossiers after the pair of unit and code, by these; `bucket`: of the open ones only;
    `escalated`: only those that went to the head. `id` is the cursor."""
    return db.execute(
        "SELECT unit || '.' || dossier AS id, * FROM dossiers"
        " WHERE (unit, dossier) > (%(after_unit)s, %(after)s)"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        + (f" AND bucket = %(bucket)s AND {OPEN}" if bucket else "")
        + (" AND escalated_on IS NOT NULL" if escalated else "")
        + " ORDER BY unit, dossier LIMIT %(limit)s",
        {
            "after_unit": after[0],
            "after": after[1],
            "unit": unit,
            "bucket": bucket,
            "limit": limit,
        },
    ).fetchall()


def dossier(db: Db, unit: str, code: str) -> Row | None:
    """One dossier; None if there is none."""
    return db.execute(
        "SELECT * FROM dossiers WHERE unit = %s AND dossier = %s", [unit, code]
    ).fetchone()


def figures(db: Db, *, first: date, last: date, unit: str | None) -> list[Row]:
    """What happened from the first to the last day, by unit and procedure.

    `late`: resolved late; `turned_late`: the appointment passed on these days.
    """
    sums = ", ".join(f"sum({name})::integer AS {name}" for name in SUMS)
    return db.execute(
        f"SELECT unit, procedure, {sums} FROM dossier_days WHERE day BETWEEN %(first)s AND %(last)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " GROUP BY unit, procedure ORDER BY unit, procedure",
        {"first": first, "last": last, "unit": unit},
    ).fetchall()


def still_open(db: Db, *, unit: str | None) -> Row:
    """How many are open now: not yet due, and overdue."""
    row = db.execute(
        "SELECT count(*) FILTER (WHERE bucket = 'not-yet-due') AS not_yet_due,"
        f" count(*) FILTER (WHERE bucket = 'overdue') AS overdue FROM dossiers WHERE {OPEN}"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)",
        {"unit": unit},
    ).fetchone()
    assert row is not None
    return row


def to_look_at(db: Db, day: date) -> list[tuple[str, str]]:
    """Unit and code of the open dossiers whose appointment may have passed when a day begins."""
    rows = db.execute(
        "SELECT unit, dossier FROM dossiers WHERE look_at <= %s ORDER BY unit, dossier", [day]
    )
    return [(row["unit"], row["dossier"]) for row in rows]
