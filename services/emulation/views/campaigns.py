"""Campaigns: what each one asks, by which terms it is run, and whether it is on."""

from __future__ import annotations

from psycopg.types.json import Jsonb

from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation import CampaignAmended, CampaignClosed, CampaignLaunched
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE campaigns (
    campaign text PRIMARY KEY,
    unit text NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    launched_on date NOT NULL,
    document jsonb NOT NULL,
    policies jsonb NOT NULL,
    closed_on date,
    review text
);
CREATE TABLE campaign_amendments (
    position bigint PRIMARY KEY,
    campaign text NOT NULL,
    amended_on date NOT NULL,
    reason text NOT NULL
);
"""

#: Of a campaign `c`: nothing more is decided in it on a day.
OVER = "(c.status = 'closed' OR (c.document -> 'calendar' ->> 'recognise_until')::date < %s)"


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case CampaignLaunched() as it:
            db.execute(
                "INSERT INTO campaigns VALUES (%s, %s, %s, 'running', %s, %s, %s)",
                [
                    it.campaign,
                    it.unit,
                    it.document.title,
                    it.launched_on,
                    _json(it.document),
                    Jsonb([row.model_dump(mode="json") for row in it.policies]),
                ],
            )
        case CampaignAmended() as it:
            db.execute(
                "UPDATE campaigns SET title = %s, document = %s WHERE campaign = %s",
                [it.document.title, _json(it.document), it.campaign],
            )
            db.execute(
                "INSERT INTO campaign_amendments VALUES (%s, %s, %s, %s)",
                [position, it.campaign, it.amended_on, it.reason],
            )
        case CampaignClosed() as it:
            db.execute(
                "UPDATE campaigns SET status = 'closed', closed_on = %s, review = %s"
                " WHERE campaign = %s",
                [it.closed_on, it.review, it.campaign],
            )


def _json(document: CampaignDocument) -> Jsonb:
    return Jsonb(document.model_dump(mode="json"))


VIEW = ViewDefinition(DDL, ("campaigns", "campaign_amendments"), apply)


def campaigns(db: Db, *, status: str | None = None, cursor: str = "", limit: int) -> list[Row]:
    """Campaigns after `cursor`, by id, without their documents."""
    return db.execute(
        "SELECT campaign, unit, title, status, launched_on, closed_on,"
        " document -> 'calendar' AS calendar FROM campaigns"
        " WHERE campaign > %s AND status = coalesce(%s, status) ORDER BY campaign LIMIT %s",
        [cursor, status, limit],
    ).fetchall()


def campaign(db: Db, id_: str) -> Row | None:
    """One campaign with its document, its terms and its amendments; None if there is none."""
    row = db.execute("SELECT * FROM campaigns WHERE campaign = %s", [id_]).fetchone()
    if row is None:
        return None
    amended = db.execute(
        "SELECT amended_on, reason FROM campaign_amendments WHERE campaign = %s ORDER BY position",
        [id_],
    ).fetchall()
    return row | {"amendments": amended}
