"""Which cases there are to hold against their procedure; their facts are read elsewhere."""

from __future__ import annotations

from datetime import date

from danvan.contracts.procedure import Procedure
from danvan.services.chassis.database import Db


def petitions_of(
    db: Db,
    procedure: Procedure,
    *,
    unit: str | None,
    since: date | None,
    until: date | None,
    cursor: str,
    limit: int,
) -> list[str]:
    """Ids of the petitions of a procedure, received on these days, after `cursor`."""
    rows = db.execute(
        "SELECT id FROM petitions WHERE id > %(cursor)s"
        " AND petition_class IS NOT DISTINCT FROM %(class)s"
        " AND (%(stage)s::text IS NULL OR stage = %(stage)s)"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " AND (%(since)s::date IS NULL OR received >= %(since)s)"
        " AND (%(until)s::date IS NULL OR received <= %(until)s)"
        " ORDER BY id LIMIT %(limit)s",
        {
            "class": None if procedure.case == "submission" else procedure.case.value,
            "stage": procedure.stage,
            "unit": unit,
            "since": since,
            "until": until,
            "cursor": cursor,
            "limit": limit,
        },
    ).fetchall()
    return [row["id"] for row in rows]


def dossiers_of(
    db: Db,
    *,
    unit: str | None,
    since: date | None,
    until: date | None,
    cursor: str,
    limit: int,
) -> list[str]:
    """Ids of the dossiers that were received on these days, after `cursor`."""
    after_unit, _, after_code = cursor.partition(".")
    rows = db.execute(
        "SELECT unit || '.' || dossier AS id FROM dossiers"
        " WHERE (unit, dossier) > (%(after_unit)s, %(after_code)s)"
        " AND (%(unit)s::text IS NULL OR unit = %(unit)s)"
        " AND (%(since)s::date IS NULL OR received_on >= %(since)s)"
        " AND (%(until)s::date IS NULL OR received_on <= %(until)s)"
        " ORDER BY unit, dossier LIMIT %(limit)s",
        {
            "after_unit": after_unit,
            "after_code": after_code,
            "unit": unit,
            "since": since,
            "until": until,
            "limit": limit,
        },
    ).fetchall()
    return [row["id"] for row in rows]
