"""Consolidations in all their versions, and the way back from a figure to what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.envelope import Fact
from danvan.contracts.reporting import (
    ConsolidationContent,
    ConsolidationMade,
    ConsolidationRevised,
)
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition
from danvan.services.reporting.views.figures import recorded_figures

DDL = """
CREATE TABLE consolidations (
    duty text NOT NULL,
    version integer NOT NULL,
    plan text NOT NULL,
    day date NOT NULL,
    fact text NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (duty, version)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """One row a version."""
    match fact.data:
        case ConsolidationMade() | ConsolidationRevised() as content:
            db.execute(
                "INSERT INTO consolidations VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    content.duty,
                    content.version,
                    content.plan,
                    content.day,
                    fact.id,
                    content.model_dump_json(exclude_none=True),
                ],
            )


VIEW = ViewDefinition(DDL, ("consolidations",), apply)


def consolidations(db: Db, plan: str | None, after: str, limit: int) -> list[Row]:
    """The newest version of each consolidation, by duty, after one of them."""
    return db.execute(
        "SELECT DISTINCT ON (duty) duty, plan, version, day,"
        " jsonb_array_length(content -> 'sources') AS reports,"
        " jsonb_array_length(content -> 'missing') AS missing FROM consolidations"
        " WHERE duty > %(after)s AND (%(plan)s::text IS NULL OR plan = %(plan)s)"
        " ORDER BY duty, version DESC LIMIT %(limit)s",
        {"plan": plan, "after": after, "limit": limit},
    ).fetchall()


def consolidation(db: Db, duty: str, version: int | None = None) -> ConsolidationContent | None:
    """A version of a consolidation, the newest unless one is named; None if there is none."""
    row = db.execute(
        "SELECT content FROM consolidations WHERE duty = %(duty)s"
        " AND (%(version)s::integer IS NULL OR version = %(version)s)"
        " ORDER BY version DESC LIMIT 1",
        {"duty": duty, "version": version},
    ).fetchone()
    return None if row is None else ConsolidationContent.model_validate(row["content"])


def versions(db: Db, duty: str) -> list[Row]:
    """All versions of a consolidation: the fact that holds each, and what moved in it."""
    return db.execute(
        "SELECT version, day, fact, content -> 'changed' AS changed, content -> 'moved' AS moved"
        " FROM consolidations WHERE duty = %s ORDER BY version",
        [duty],
    ).fetchall()


def lineage(
    db: Db,
    content: ConsolidationContent,
    code: str,
    made_of: tuple[Sequence[str], date, date] | None,
) -> list[Row]:
    """What each source says for an indicator, in which report, attempt and fact, and what facts of
    other services record for it. `made_of`: under which codes, from one day to another."""
    rows = db.execute(
        "SELECT unit, report, attempt, fact, figure FROM"
        f" {_SOURCES} CROSS JOIN LATERAL jsonb_array_elements(data -> 'content' -> 'figures')"
        " AS f (figure) WHERE f.figure ->> 'code' = %(code)s ORDER BY place",
        _sources(content) | {"code": code},
    ).fetchall()
    causes = []
    if made_of is not None:
        codes, first, last = made_of
        units = [row["unit"] for row in rows]
        causes = recorded_figures(db, units, first=first, last=last, codes=codes)
    return [row | {"recorded": [c for c in causes if c["unit"] == row["unit"]]} for row in rows]


def narratives(db: Db, content: ConsolidationContent) -> list[Row]:
    """What each source says in each narrative section, in the order of the sources."""
    return db.execute(
        "SELECT section ->> 'id' AS section, unit, section ->> 'text' AS text FROM"
        f" {_SOURCES} CROSS JOIN LATERAL jsonb_array_elements(data -> 'content' -> 'sections')"
        " AS t (section) ORDER BY place",
        _sources(content),
    ).fetchall()


#: The attempts that went into a consolidation, each with the step that holds what it says.
_SOURCES = """
    unnest(%(units)s::text[], %(facts)s::text[]) WITH ORDINALITY AS source (unit, fact, place)
    JOIN report_steps s USING (fact)
"""


def _sources(content: ConsolidationContent) -> dict[str, list[str]]:
    return {
        "units": [source.unit for source in content.sources],
        "facts": [source.fact for source in content.sources],
    }
