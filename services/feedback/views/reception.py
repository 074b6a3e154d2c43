"""Sessions of citizen reception, visits, and what a month comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import (
    HeadReceptionMissed,
    ReceptionHeld,
    ReceptionKind,
    ReceptionMissed,
    ReceptionScheduled,
    VisitAnswered,
    VisitAnswerMissed,
    VisitReceived,
)
from danvan.contracts.plan import UnitKind
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE receptions (
    session text PRIMARY KEY,
    unit text NOT NULL,
    kind text NOT NULL,
    day date NOT NULL,
    posted_on date,
    posted_late boolean,
    held boolean NOT NULL DEFAULT false,
    in_person boolean,
    missed_on date
);
CREATE INDEX receptions_by_day ON receptions (day, session);
CREATE INDEX receptions_unheld ON receptions (day) WHERE NOT held AND missed_on IS NULL;
CREATE TABLE visits (
    id text PRIMARY KEY,
    unit text NOT NULL,
    visit text NOT NULL,
    session text NOT NULL,
    kind text NOT NULL,
    day date NOT NULL,
    people int NOT NULL,
    repeated boolean NOT NULL,
    large_group boolean NOT NULL,
    topic text,
    outcome text NOT NULL,
    petition text,
    answer_by date NOT NULL,
    answered_on date,
    on_time boolean,
    missed_on date
);
CREATE INDEX visits_by_session ON visits (session, id);
CREATE INDEX visits_by_day ON visits (day, unit);
CREATE INDEX visits_unanswered ON visits (answer_by)
    WHERE answered_on IS NULL AND missed_on IS NULL;
CREATE TABLE head_receptions_missed (
    unit text,
    month date,
    held int NOT NULL,
    wanted int NOT NULL,
    PRIMARY KEY (month, unit)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case ReceptionScheduled() as it:
            db.execute(
                "INSERT INTO receptions (session, unit, kind, day, posted_on, posted_late)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (session) DO UPDATE"
                " SET posted_on = excluded.posted_on, posted_late = excluded.posted_late",
                [it.session, it.unit, it.kind, it.day, it.posted_on, it.late],
            )
        case ReceptionHeld() as it:
            db.execute(
                "INSERT INTO receptions (session, unit, kind, day, held, in_person)"
                " VALUES (%s, %s, %s, %s, true, %s) ON CONFLICT (session) DO UPDATE"
                " SET held = true, in_person = excluded.in_person",
                [it.session, it.unit, it.kind, it.day, it.in_person],
            )
        case ReceptionMissed() as it:
            change = "UPDATE receptions SET missed_on = %s WHERE session = %s"
            db.execute(change, [it.noticed_on, it.session])
        case HeadReceptionMissed() as it:
            db.execute(
                "INSERT INTO head_receptions_missed VALUES (%s, %s, %s, %s)",
                [it.unit, it.month, it.held, it.wanted],
            )
        case VisitReceived() as it:
            db.execute(
                "INSERT INTO visits (id, unit, visit, session, kind, day, people, repeated,"
                " large_group, topic, outcome, petition, answer_by)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    f"{it.unit}.{it.visit}",
                    *(it.unit, it.visit, it.session, it.kind, it.day, it.people, it.repeated),
                    *(it.group, it.topic, it.outcome, it.petition, it.answer_by),
                ],
            )
        case VisitAnswered() as it:
            db.execute(
                "UPDATE visits SET answered_on = %s, on_time = %s WHERE id = %s",
                [it.answered_on, it.on_time, f"{it.unit}.{it.visit}"],
            )
        case VisitAnswerMissed() as it:
            change = "UPDATE visits SET missed_on = %s WHERE id = %s"
            db.execute(change, [it.day, f"{it.unit}.{it.visit}"])


VIEW = ViewDefinition(DDL, ("receptions", "visits", "head_receptions_missed"), apply)


def sessions(
    db: Db, *, unit: str | None, first: date, last: date, cursor: str, limit: int
) -> list[Row]:
    """Sessions on these days, after `cursor`."""
    return db.execute(
        "SELECT * FROM receptions WHERE day BETWEEN %(first)s AND %(last)s"
        " AND session > %(cursor)s AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " ORDER BY session LIMIT %(limit)s",
        {"first": first, "last": last, "unit": unit, "cursor": cursor, "limit": limit},
    ).fetchall()


def visits(db: Db, *, session: str, cursor: str, limit: int) -> list[Row]:
    """Visits at a session, after `cursor`."""
    return db.execute(
        "SELECT * FROM visits WHERE session = %s AND id > %s ORDER BY id LIMIT %s",
        [session, cursor, limit],
    ).fetchall()


def figures(db: Db, *, unit: str | None, first: date, last: date) -> list[Row]:
    """By kind of session: sessions announced late, held and missed; visits, people, matters brought
    for the first time and again; the same of large groups; results told on time and not."""
    days = {"first": first, "last": last, "unit": unit}
    held = db.execute(
        "SELECT kind, count(*) FILTER (WHERE held) AS held,"
        " count(*) FILTER (WHERE missed_on IS NOT NULL AND NOT held) AS missed,"
        " count(*) FILTER (WHERE posted_late) AS posted_late FROM receptions"
        " WHERE day BETWEEN %(first)s AND %(last)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s) GROUP BY kind ORDER BY kind",
        days,
    ).fetchall()
    received = db.execute(
        "SELECT kind, count(*) AS visits, sum(people)::int AS people,"
        " count(*) FILTER (WHERE NOT repeated) AS first_time,"
        " count(*) FILTER (WHERE repeated) AS repeated,"
        " count(*) FILTER (WHERE large_group) AS groups,"
        " coalesce(sum(people) FILTER (WHERE large_group), 0)::int AS group_people,"
        " count(*) FILTER (WHERE on_time) AS answered_on_time,"
        " count(*) FILTER (WHERE missed_on IS NOT NULL OR NOT on_time) AS answered_late"
        " FROM visits WHERE day BETWEEN %(first)s AND %(last)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s) GROUP BY kind",
        days,
    )
    by_kind = {row["kind"]: row for row in received}
    return [row | by_kind.get(row["kind"], {"visits": 0, "people": 0}) for row in held]


def heads_missed(db: Db, *, unit: str | None, first: date, last: date) -> list[Row]:
    """Months in which a head did not receive in person as often as the law asks."""
    return db.execute(
        "SELECT * FROM head_receptions_missed WHERE month BETWEEN %(first)s AND %(last)s"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s) ORDER BY month, unit",
        {"first": first, "last": last, "unit": unit},
    ).fetchall()


def unheld(db: Db, today: date) -> list[tuple[str, date, ReceptionKind]]:
    """Announced sessions that passed unheld and have not been marked yet."""
    rows = db.execute(
        "SELECT unit, day, kind FROM receptions WHERE day < %s AND NOT held AND missed_on IS NULL"
        " AND posted_on IS NOT NULL ORDER BY session",
        [today],
    )
    return [(row["unit"], row["day"], ReceptionKind(row["kind"])) for row in rows]


def unanswered(db: Db, today: date) -> list[str]:
    """Visits whose last day for the result passed and which have not been marked yet."""
    rows = db.execute(
        "SELECT id FROM visits WHERE answer_by < %s AND answered_on IS NULL AND missed_on IS NULL"
        " ORDER BY id",
        [today],
    )
    return [row["id"] for row in rows]


def days_of_heads(db: Db, month: date, kinds: Iterable[UnitKind]) -> list[tuple[str, int]]:
    """On how many days of a month each head received in person: the heads of units of these kinds
    that were there all month, and of those that had a head's session before."""
    rows = db.execute(
        "SELECT owing.unit, count(DISTINCT day) FILTER (WHERE held AND in_person) AS days FROM"
        " (SELECT unit FROM units WHERE kind = ANY(%(kinds)s) AND since <= %(month)s"
        " UNION SELECT unit FROM receptions WHERE kind = 'head' AND day < %(next)s) AS owing"
        " LEFT JOIN receptions AS r ON r.unit = owing.unit AND kind = 'head'"
        " AND day >= %(month)s AND day < %(next)s WHERE owing.unit NOT IN"
        " (SELECT unit FROM units WHERE ended < %(next)s) GROUP BY owing.unit ORDER BY owing.unit",
        {"kinds": list(kinds), "month": month, "next": (month + timedelta(days=31)).replace(day=1)},
    )
    return [(row["unit"], row["days"]) for row in rows]
