"""Councils: who sits in them and how far they are. No score stands here before the closing, and
never whose it was."""

from __future__ import annotations

from datetime import date

from danvan.contracts import emulation as facts
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.views import ViewDefinition
from danvan.services.emulation.views.campaigns import OVER

DDL = """
CREATE TABLE councils (
    campaign text PRIMARY KEY,
    unit text NOT NULL,
    members integer NOT NULL,
    needed integer NOT NULL,
    decision text NOT NULL,
    seated_on date NOT NULL,
    extended_until date,
    extended_by text,
    extended_because text,
    lapsed_on date,
    closed_on date,
    present integer,
    scored integer
);
CREATE TABLE council_members (
    campaign text NOT NULL,
    person text NOT NULL,
    unit text NOT NULL,
    chair boolean NOT NULL,
    PRIMARY KEY (campaign, person)
);
CREATE TABLE council_papers (
    campaign text NOT NULL,
    nomination text NOT NULL,
    person text NOT NULL,
    PRIMARY KEY (campaign, nomination, person)
);
CREATE TABLE council_conflicts (
    campaign text NOT NULL,
    nomination text NOT NULL,
    person text NOT NULL,
    ground text NOT NULL,
    PRIMARY KEY (campaign, nomination, person)
);
"""


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case facts.CouncilAppointed() as it:
            db.execute("DELETE FROM council_members WHERE campaign = %s", [it.campaign])
            for member in it.members:
                db.execute(
                    "INSERT INTO council_members VALUES (%s, %s, %s, %s)",
                    [it.campaign, member.person, member.unit, member.person == it.chair],
                )
        case facts.CouncilSeated() as it:
            db.execute(
                "INSERT INTO councils VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (campaign)"
                " DO UPDATE SET members = excluded.members, needed = excluded.needed,"
                " decision = excluded.decision, seated_on = excluded.seated_on",
                [it.campaign, it.unit, it.members, it.needed, it.order, it.seated_on],
            )
        case facts.ScoreSealed() as it:
            db.execute(
                "INSERT INTO council_papers VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [it.campaign, it.nomination, it.person],
            )
        case facts.ConflictDeclared() as it:
            db.execute(
                "INSERT INTO council_conflicts VALUES (%s, %s, %s, %s)",
                [it.campaign, it.nomination, it.person, it.ground],
            )
        case facts.ScoringExtended() as it:
            db.execute(
                "UPDATE councils SET extended_until = %s, extended_by = %s, extended_because = %s"
                " WHERE campaign = %s",
                [it.until, it.order, it.reason, it.campaign],
            )
        case facts.ScoringLapsed() as it:
            db.execute(
                "UPDATE councils SET lapsed_on = %s WHERE campaign = %s",
                [it.lapsed_on, it.campaign],
            )
        case facts.ScoringClosed() as it:
            db.execute(
                "UPDATE councils SET closed_on = %s, present = %s, scored = %s WHERE campaign = %s",
                [it.closed_on, it.present, it.scored, it.campaign],
            )


TABLES = ("councils", "council_members", "council_papers", "council_conflicts")
VIEW = ViewDefinition(DDL, TABLES, apply)


def council(db: Db, campaign: str) -> Row | None:
    """A council, its members, and how many have scored what; None if there is none."""
    row = db.execute("SELECT * FROM councils WHERE campaign = %s", [campaign]).fetchone()
    if row is None:
        return None
    members = db.execute(
        "SELECT person, unit, chair FROM council_members WHERE campaign = %s ORDER BY person",
        [campaign],
    )
    papers = db.execute(
        "SELECT nomination, count(*) AS papers FROM council_papers WHERE campaign = %s"
        " GROUP BY nomination ORDER BY nomination",
        [campaign],
    )
    conflicts = db.execute(
        "SELECT nomination, person, ground FROM council_conflicts WHERE campaign = %s"
        " ORDER BY nomination, person",
        [campaign],
    )
    return row | {
        "sits": members.fetchall(),
        "papers": papers.fetchall(),
        "conflicts": conflicts.fetchall(),
    }


def unopened(db: Db, day: date) -> list[str]:
    """The campaigns that are over, and whose scores nobody has opened."""
    rows = db.execute(
        "SELECT s.campaign FROM councils s JOIN campaigns c USING (campaign)"
        f" WHERE s.closed_on IS NULL AND s.lapsed_on IS NULL AND {OVER} ORDER BY s.campaign",
        [day],
    )
    return [row["campaign"] for row in rows]


def to_score(db: Db, campaign: str, person: str) -> list[Row]:
    """The shortlisted nominations that a member has to score, and whether they have: not those of
    the member's own unit, nor those for which they have declared a conflict of interest."""
    return db.execute(
        "SELECT n.nomination, n.kind, n.title, n.subject, n.achievement, n.unit,"
        " p.person IS NOT NULL AS scored"
        " FROM nominations n JOIN council_members m ON m.campaign = n.campaign"
        " LEFT JOIN council_papers p ON p.nomination = n.nomination AND p.person = m.person"
        " LEFT JOIN council_conflicts c ON c.nomination = n.nomination AND c.person = m.person"
        " WHERE n.campaign = %s AND m.person = %s AND n.status = 'shortlisted'"
        " AND n.unit <> m.unit AND c.person IS NULL ORDER BY n.nomination",
        [campaign, person],
    ).fetchall()
