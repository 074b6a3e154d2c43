"""What units said in their reports, beside what facts had said: asked of the steps of reports.

`recorded` is what the report began with: what facts counted for its data window, as known then.
"""

from __future__ import annotations

from typing import Any

from danvan.services.chassis.database import Db, Row

#: Every figure of every attempt. `size`: how far it is from what was recorded; less than nothing
#: where nobody had recorded anything.
_SAID = """
SELECT r.unit, r.plan, r.series, r.period, r.report, r.status, r.last_day_on_time, s.attempt,
    s.fact, s.happened, f->>'code' AS code, (f->>'value')::numeric AS value,
    (f->>'recorded')::numeric AS recorded,
    (f->>'value')::numeric - (f->>'recorded')::numeric AS difference,
    COALESCE(abs((f->>'value')::numeric - (f->>'recorded')::numeric), -1) AS size,
    f->>'reason' AS reason, s.attempt = r.attempt AS newest
FROM reports r
JOIN report_steps s ON s.report = r.report AND s.step IN ('report-submitted', 'report-corrected')
CROSS JOIN LATERAL jsonb_array_elements(s.data->'content'->'figures') AS f
WHERE (%(series)s::text IS NULL OR r.series = %(series)s)
    AND (%(period)s::text IS NULL OR r.period = %(period)s)
    AND (%(unit)s::text IS NULL OR r.unit = %(unit)s)
    AND (%(code)s::text IS NULL OR f->>'code' = %(code)s)
"""


def by_difference(
    db: Db,
    *,
    series: str | None,
    period: str | None,
    unit: str | None,
    code: str | None,
    after: str,
    limit: int,
) -> list[Row]:
    """The figures of each report's newest attempt, the farthest from what was recorded first.
    `after`: `cursor` of the last row before; "" before the first."""
    asked: dict[str, Any] = {"series": series, "period": period, "unit": unit, "code": code}
    size, report, last = after.split("~") if after else (None, "", "")
    return db.execute(
        "SELECT *, size || '~' || report || '~' || code AS cursor"
        f" FROM ({_SAID}) AS said WHERE newest AND (%(size)s::numeric IS NULL"
        "  OR (-size, report, code) > (-%(size)s::numeric, %(report)s, %(last)s))"
        " ORDER BY size DESC, report, code LIMIT %(limit)s",
        asked | {"size": size, "report": report, "last": last, "limit": limit},
    ).fetchall()


def over_time(
    db: Db, code: str, *, series: str | None, unit: str | None, after: str, limit: int
) -> list[Row]:
    """One indicator in every attempt of every report, unit by unit, in the order of the periods.
    `after`: `cursor` of the last row before; "" before the first."""
    asked: dict[str, Any] = {"series": series, "period": None, "unit": unit, "code": code}
    own, _, place = after.partition("~")
    return db.execute(
        "SELECT *, unit || '~' || place AS cursor FROM (SELECT *, last_day_on_time || '/' || report"
        f" || '/' || lpad(attempt::text, 6, '0') AS place FROM ({_SAID}) AS said) AS placed"
        " WHERE (unit, place) > (%(own)s, %(place)s) ORDER BY unit, place LIMIT %(limit)s",
        asked | {"own": own, "place": place, "limit": limit},
    ).fetchall()
