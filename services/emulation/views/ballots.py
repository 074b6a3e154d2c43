"""Read tables of ballots. They hold no voter, and while a ballot is open nothing of its papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from danvan.contracts.base import Model
from danvan.contracts.emulation.ballots import (
    BallotClosed,
    BallotOpened,
    BallotResult,
    BallotsPublished,
    BallotTerms,
    BallotVoided,
    PapersCollected,
    PapersPeeled,
)
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE ballots (
    ballot text PRIMARY KEY,
    unit text NOT NULL,
    campaign text,
    title text NOT NULL,
    status text NOT NULL,
    opens timestamptz NOT NULL,
    closes timestamptz NOT NULL,
    electorate integer NOT NULL,
    terms jsonb NOT NULL,
    fingerprint text NOT NULL,
    policy jsonb NOT NULL,
    turnout integer,
    digest text,
    layers jsonb NOT NULL,
    papers jsonb,
    published jsonb,
    result jsonb,
    ground text,
    voided_order text,
    voided_on date
);
CREATE INDEX ballots_to_close ON ballots (closes) WHERE status = 'open';
"""

#: What everybody may know of a ballot. Its papers and its result have questions of their own.
_SHOWN = (
    "ballot, unit, campaign, title, status, opens, closes, electorate, fingerprint, terms, policy,"
    " turnout, digest, layers, ground, voided_order, voided_on"
)


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the table by one fact."""
    match fact.data:
        case BallotOpened() as it:
            _opened(db, it)
        case BallotClosed() as it:
            change = "status = 'counting', turnout = %s, digest = %s"
            _update(db, it.ballot, change, it.turnout, it.digest)
        case PapersCollected() as it:
            _update(db, it.ballot, "papers = %s", Jsonb(list(it.papers)))
        case PapersPeeled() as it:
            layer = _plain(it, exclude={"ballot", "unit", "papers"})
            change = "papers = %s, layers = layers || %s"
            _update(db, it.ballot, change, Jsonb(list(it.papers)), Jsonb([layer]))
        case BallotsPublished() as it:
            published = _plain(it, exclude={"ballot", "unit"})
            _update(db, it.ballot, "published = %s, papers = NULL", Jsonb(published))
        case BallotResult() as it:
            result = _plain(it, exclude={"ballot", "unit", "campaign"})
            _update(db, it.ballot, "status = 'counted', result = %s", Jsonb(result))
        case BallotVoided() as it:
            change = "status = 'voided', papers = NULL, ground = %s, voided_order = %s,"
            change += " voided_on = %s"
            _update(db, it.ballot, change, it.ground, it.order, it.voided_on)


def _opened(db: Db, fact: BallotOpened) -> None:
    terms = _plain(fact, include=set(BallotTerms.model_fields))
    db.execute(
        "INSERT INTO ballots (ballot, unit, campaign, title, status, opens, closes, electorate,"
        " terms, fingerprint, policy, layers)"
        " VALUES (%s, %s, %s, %s, 'open', %s, %s, %s, %s, %s, %s, '[]')",
        [
            fact.ballot,
            fact.unit,
            fact.campaign,
            fact.title,
            fact.opens,
            fact.closes,
            fact.electorate,
            Jsonb(terms),
            fact.fingerprint,
            Jsonb(_plain(fact.policy)),
        ],
    )


def _update(db: Db, ballot: str, change: str, *values: object) -> None:
    db.execute(f"UPDATE ballots SET {change} WHERE ballot = %s", [*values, ballot])


def _plain(
    model: Model, include: set[str] | None = None, exclude: set[str] | None = None
) -> dict[str, Any]:
    return model.model_dump(mode="json", include=include, exclude=exclude, exclude_none=True)


VIEW = ViewDefinition(DDL, ("ballots",), apply)


def ballots(
    db: Db, *, campaign: str | None = None, status: str | None = None, cursor: str, limit: int
) -> list[Row]:
    """Ballots after `cursor`, by id."""
    return db.execute(
        "SELECT ballot, unit, campaign, title, status, opens, closes, electorate, turnout"
        " FROM ballots WHERE ballot > %(cursor)s"
        " AND (%(campaign)s::text IS NULL OR campaign = %(campaign)s)"
        " AND status = coalesce(%(status)s, status) ORDER BY ballot LIMIT %(limit)s",
        {"cursor": cursor, "campaign": campaign, "status": status, "limit": limit},
    ).fetchall()


def ballot(db: Db, id_: str) -> Row | None:
    """One ballot: its terms, and how it stands."""
    return db.execute(f"SELECT {_SHOWN} FROM ballots WHERE ballot = %s", [id_]).fetchone()


def batch(db: Db, id_: str) -> Row | None:
    """The papers that wait for the next teller, and what was done to them so far."""
    return db.execute(
        "SELECT ballot, terms, digest, layers, papers FROM ballots"
        " WHERE ballot = %s AND papers IS NOT NULL",
        [id_],
    ).fetchone()


def published(db: Db, id_: str) -> dict[str, Any] | None:
    """All papers of a counted ballot and the result, with what a recount needs."""
    row = db.execute(
        f"SELECT {_SHOWN}, published, result FROM ballots"
        " WHERE ballot = %s AND published IS NOT NULL",
        [id_],
    ).fetchone()
    if row is None:
        return None
    terms, papers, result = row.pop("terms"), row.pop("published"), row.pop("result")
    listed = {
        "choices": [choice["id"] for choice in terms["choices"]],
        "most": terms["most"],
        "closed_digest": row.pop("digest"),
    }
    return {**row, **listed, **papers, "results": result["results"]}


def to_close(db: Db, at: datetime) -> tuple[str, ...]:
    """Open ballots whose time is over."""
    rows = db.execute(
        "SELECT ballot FROM ballots WHERE status = 'open' AND closes <= %s ORDER BY ballot", [at]
    )
    return tuple(row["ballot"] for row in rows)
