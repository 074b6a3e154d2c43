"""The questions asked of the read tables of nominations."""

from __future__ import annotations

from datetime import date

from danvan.services.chassis.database import Db, Row
from danvan.services.emulation.views.campaigns import OVER

#: What everybody who reads may know.
_SHOWN = (
    "nomination, campaign, unit, kind, title, parent, status, made_on, self_score, votes, share,"
    " rank, score, confirmed, comments_until, levels, declined_level, praised_on, revoked_on,"
    " lapsed_on, lapse_ground"
)


def nominations(
    db: Db,
    *,
    campaign: str | None = None,
    unit: str | None = None,
    kind: str | None = None,
    status: str | None = None,
    level: str | None = None,
    cursor: str = "",
    limit: int,
) -> list[Row]:
    """Nominations after `cursor`, by id, without names. `level`: recognised at it."""
    return db.execute(
        f"SELECT {_SHOWN} FROM nominations WHERE nomination > %s"
        " AND campaign = coalesce(%s, campaign) AND unit = coalesce(%s, unit)"
        " AND kind = coalesce(%s, kind) AND status = coalesce(%s, status)"
        " AND (%s::text IS NULL OR %s = ANY(levels)) ORDER BY nomination LIMIT %s",
        [cursor, campaign, unit, kind, status, level, level, limit],
    ).fetchall()


def nomination(db: Db, id_: str, *, whole: bool) -> Row | None:
    """One nomination; None if there is none. `whole`: with names, evidence and notes."""
    row = db.execute("SELECT * FROM nominations WHERE nomination = %s", [id_]).fetchone()
    if row is None:
        return None
    del row["position"]
    row["recognitions"] = _of(db, "level, decision, recognised_on, policies", "recognitions", id_)
    if not whole:
        return {name: it for name, it in row.items() if name not in ("subject", "achievement")}
    row["evidence"] = _of(db, "criterion, name, sha256, added_on", "nomination_evidence", id_)
    row["notes"] = _of(db, "about, text, by_unit, evidence, noted_on", "nomination_notes", id_)
    return row


def _of(db: Db, columns: str, table: str, id_: str) -> list[Row]:
    return db.execute(
        f"SELECT {columns} FROM {table} WHERE nomination = %s ORDER BY position", [id_]
    ).fetchall()


def earlier(db: Db, id_: str) -> tuple[str, ...]:
    """The other nominations of the same kind that its unit made before it in the campaign and has
    not withdrawn."""
    rows = db.execute(
        "SELECT e.nomination FROM nominations e JOIN nominations n USING (campaign, unit, kind)"
        " WHERE n.nomination = %s AND e.position < n.position AND e.status <> 'withdrawn'"
        " ORDER BY e.position",
        [id_],
    )
    return tuple(row["nomination"] for row in rows)


def shortlisted(db: Db, campaign: str) -> tuple[str, ...]:
    """The nominations of a campaign that are up for honour."""
    rows = db.execute(
        "SELECT nomination FROM nominations WHERE campaign = %s AND status = 'shortlisted'"
        " ORDER BY nomination",
        [campaign],
    )
    return tuple(row["nomination"] for row in rows)


def undecided(db: Db, day: date) -> list[tuple[str, str]]:
    """Nominations on which nothing was decided before their campaign was over, with that one."""
    rows = db.execute(
        "SELECT n.nomination, n.campaign FROM nominations n JOIN campaigns c USING (campaign)"
        f" WHERE n.status IN ('made', 'eligible', 'shortlisted') AND {OVER} ORDER BY n.nomination",
        [day],
    )
    return [(row["nomination"], row["campaign"]) for row in rows]


def orphans(db: Db, day: date) -> list[tuple[str, str]]:
    """Nominations whose unit is no more on a day, with that unit."""
    rows = db.execute(
        "SELECT n.nomination, n.unit FROM nominations n JOIN successions s USING (unit)"
        " WHERE s.effective <= %s AND n.status NOT IN ('withdrawn', 'revoked')"
        " ORDER BY n.nomination",
        [day],
    )
    return [(row["nomination"], row["unit"]) for row in rows]
