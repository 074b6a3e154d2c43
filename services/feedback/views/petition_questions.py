"""The questions asked of the read tables of petitions; each goes by an index."""

from __future__ import annotations

from datetime import date, timedelta

from danvan.services.chassis.database import Db, Row

#: Days past the last day on time, by which the backlog is grouped: up to and including.
AGES = (10, 30, 90)


def petitions(db: Db, *, unit: str | None, state: str | None, cursor: str, limit: int) -> list[Row]:
    """Petitions after `cursor`, by id."""
    asked = {"unit": unit, "state": state}
    given = {name: value for name, value in asked.items() if value is not None}
    where = "".join(f" AND {name} = %({name})s" for name in given)
    return db.execute(
        f"SELECT * FROM petitions WHERE id > %(cursor)s{where} ORDER BY id LIMIT %(limit)s",
        given | {"cursor": cursor, "limit": limit},
    ).fetchall()


def petition(db: Db, id_: str) -> Row | None:
    """One petition with the clocks that run; None if there is none."""
    row = db.execute("SELECT * FROM petitions WHERE id = %s", [id_]).fetchone()
    if row is None:
        return None
    clocks = db.execute(
        "SELECT clock, scope, starts, due, alert_on, policy, overdue_on FROM petition_clocks"
        " WHERE petition = %s ORDER BY due, clock",
        [id_],
    )
    return row | {"clocks": clocks.fetchall()}


def followed(db: Db, code_sha256: str) -> Row | None:
    """The petition that a code follows; None if there is none."""
    row = db.execute(
        "SELECT petition FROM follow_codes WHERE code_sha256 = %s", [code_sha256]
    ).fetchone()
    return None if row is None else petition(db, row["petition"])


def clocks(
    db: Db, *, until: date, unit: str | None, after: tuple[date, str, str], limit: int
) -> list[Row]:
    """Clocks that have to be looked to by a day, the most urgent first. Overdue ones have
    `overdue_on`; `after` is the day, petition and clock of the last row before."""
    where = " AND unit = %(unit)s" if unit is not None else ""
    return db.execute(
        "SELECT *, alert_on || '~' || petition || '~' || clock AS cursor FROM petition_clocks"
        f" WHERE alert_on <= %(until)s{where}"
        " AND (alert_on, petition, clock) > (%(day)s::date, %(petition)s, %(clock)s)"
        " ORDER BY alert_on, petition, clock LIMIT %(limit)s",
        dict(zip(("day", "petition", "clock"), after, strict=True))
        | {"until": until, "unit": unit, "limit": limit},
    ).fetchall()


def ages(db: Db, day: date, unit: str | None) -> list[Row]:
    """Open cases by how long they are past their last day on a day, unit by unit."""
    limits = [day - timedelta(days=days) for days in AGES]
    return db.execute(
        "SELECT unit, sum(open) FILTER (WHERE due >= %(day)s)::int AS in_time,"
        f" sum(open) FILTER (WHERE due < %(day)s AND due >= %(a)s)::int AS to_{AGES[0]},"
        f" sum(open) FILTER (WHERE due < %(a)s AND due >= %(b)s)::int AS to_{AGES[1]},"
        f" sum(open) FILTER (WHERE due < %(b)s AND due >= %(c)s)::int AS to_{AGES[2]},"
        f" sum(open) FILTER (WHERE due < %(c)s)::int AS over_{AGES[2]}"
        f" FROM petition_ages WHERE open > 0{' AND unit = %(unit)s' if unit else ''}"
        " GROUP BY unit ORDER BY unit",
        {"day": day, "unit": unit} | dict(zip("abc", limits, strict=True)),
    ).fetchall()


def counts(db: Db, unit: str | None) -> list[Row]:
    """What each unit received, handled and still has, over all time."""
    return db.execute(
        "SELECT *, received + handed_in - handed_out - handled AS open FROM petition_counts"
        f"{' WHERE unit = %(unit)s' if unit else ''} ORDER BY unit",
        {"unit": unit},
    ).fetchall()


def overdue(db: Db, day: date) -> list[str]:
    """Petitions with a clock that has run out before a day and was not said to be overdue."""
    rows = db.execute(
        "SELECT DISTINCT petition FROM petition_clocks WHERE overdue_on IS NULL AND due < %s"
        " ORDER BY petition",
        [day],
    )
    return [row["petition"] for row in rows]


def orphans(db: Db, day: date) -> list[Row]:
    """Petitions, open and closed, whose unit is no more on a day, and who takes its place. Unit by
    unit (OFFSET 0 keeps it so): a plain join would read all petitions to find none."""
    return db.execute(
        "SELECT id, successor, reason FROM unit_successors AS gone CROSS JOIN LATERAL"
        " (SELECT id FROM petitions WHERE unit = gone.unit OFFSET 0) AS theirs"
        " WHERE effective <= %s ORDER BY id",
        [day],
    ).fetchall()
