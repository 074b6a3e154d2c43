"""Nominations: how each one stands, what shows it, what was said of it.

Some are of persons: `subject`, `achievement`, evidence and notes are for those who may know them.
"""

from __future__ import annotations

from psycopg.types.json import Jsonb

from danvan.contracts import emulation as facts
from danvan.contracts.base import Model
from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Db
from danvan.services.chassis.views import ViewDefinition

DDL = """
CREATE TABLE nominations (
    nomination text PRIMARY KEY,
    position bigint NOT NULL,
    campaign text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    title text,
    parent text,
    status text NOT NULL,
    made_on date NOT NULL,
    subject text,
    achievement text,
    period text,
    self_score numeric,
    self_scores jsonb,
    answers jsonb,
    judged_on date,
    shortlisted_on date,
    ballot text,
    votes integer,
    share numeric,
    rank integer,
    score numeric,
    means jsonb,
    scored_by integer,
    excluded integer,
    confirmed boolean,
    visited_on date,
    published_on date,
    comments_until date,
    comments_until_provisional boolean,
    levels text[] NOT NULL DEFAULT '{}',
    recognised_on date,
    declined_level text,
    shortfalls text[],
    praised_on date,
    praise text,
    revoked_on date,
    revocation_ground text,
    lapsed_on date,
    lapse_ground text
);
CREATE INDEX nominations_by_campaign ON nominations (campaign, nomination);
CREATE INDEX nominations_by_unit ON nominations (unit, nomination);
CREATE INDEX nominations_by_parent ON nominations (parent) WHERE parent IS NOT NULL;
CREATE TABLE nomination_evidence (
    position bigint PRIMARY KEY,
    nomination text NOT NULL,
    criterion text,
    name text NOT NULL,
    sha256 text NOT NULL,
    added_on date NOT NULL
);
CREATE INDEX nomination_evidence_of ON nomination_evidence (nomination, position);
CREATE TABLE nomination_notes (
    position bigint PRIMARY KEY,
    nomination text NOT NULL,
    about text NOT NULL,
    text text NOT NULL,
    by_unit text,
    evidence jsonb NOT NULL,
    noted_on date NOT NULL
);
CREATE INDEX nomination_notes_of ON nomination_notes (nomination, position);
CREATE TABLE recognitions (
    position bigint PRIMARY KEY,
    nomination text NOT NULL,
    level text NOT NULL,
    decision text NOT NULL,
    recognised_on date NOT NULL,
    policies jsonb NOT NULL
);
CREATE INDEX recognitions_of ON recognitions (nomination, position);
"""

TABLES = ("nominations", "nomination_evidence", "nomination_notes", "recognitions")


def apply(db: Db, fact: Fact, position: int) -> None:
    """Change the tables by one fact."""
    match fact.data:
        case facts.NominationMade() as it:
            db.execute(
                "INSERT INTO nominations (nomination, position, campaign, unit, kind, title,"
                " parent, status, made_on) VALUES (%s, %s, %s, %s, %s, %s, %s, 'made', %s)",
                [
                    *(it.nomination, position, it.campaign, it.unit, it.kind),
                    *(it.title, it.parent, it.made_on),
                ],
            )
        case facts.NominationEvidenceAdded(evidence=file) as it:
            db.execute(
                "INSERT INTO nomination_evidence VALUES (%s, %s, %s, %s, %s, %s)",
                [position, it.nomination, it.criterion, file.name, file.sha256, it.added_on],
            )
        case facts.NominationNoted() as it:
            db.execute(
                "INSERT INTO nomination_notes VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    *(position, it.nomination, it.about, it.text, it.by),
                    *(_json(it.evidence), it.noted_on),
                ],
            )
        case facts.NominationFact() as it:
            _prepared(db, it)
            _judged(db, it)
            _honoured(db, it, position)


def _prepared(db: Db, fact: facts.NominationFact) -> None:
    """What happens before the vote."""
    match fact:
        case facts.NomineeNamed() as it:
            change = "subject = %s, achievement = %s, period = %s"
            _update(db, it, change, it.subject, it.achievement, it.period)
        case facts.NominationSelfScored() as it:
            _update(db, it, "self_score = %s, self_scores = %s", it.total, _json(it.scores))
        case facts.EligibilityJudged() as it:
            status = "eligible" if it.eligible else "ineligible"
            change = "status = %s, answers = %s, judged_on = %s"
            _update(db, it, change, status, _json(it.answers), it.judged_on)
        case facts.NominationShortlisted() as it:
            _update(db, it, "status = 'shortlisted', shortlisted_on = %s", it.shortlisted_on)
        case facts.NominationWithdrawn() as it:
            _update(db, it, "status = 'withdrawn'")
        case facts.NominationLapsed() as it:
            change = "status = 'lapsed', lapsed_on = %s, lapse_ground = %s"
            _update(db, it, change, it.lapsed_on, it.ground)
        case facts.NominationMoved() as it:
            _update(db, it, "unit = %s", it.unit)


def _judged(db: Db, fact: facts.NominationFact) -> None:
    """What is found out about a shortlisted one."""
    match fact:
        case facts.NominationVoted() as it:
            change = "ballot = %s, votes = %s, share = %s, rank = %s"
            _update(db, it, change, it.ballot, it.votes, it.share, it.rank)
        case facts.NominationVotesVoided() as it:
            _update(db, it, "ballot = NULL, votes = NULL, share = NULL, rank = NULL")
        case facts.CouncilScored() as it:
            change = "score = %s, means = %s, scored_by = %s, excluded = %s"
            _update(db, it, change, it.total, _json(it.means), it.members, it.excluded)
        case facts.SiteVerified() as it:
            _update(db, it, "confirmed = %s, visited_on = %s", it.confirmed, it.visited_on)
        case facts.NominationPublished() as it:
            change = "published_on = %s, comments_until = %s, comments_until_provisional = %s"
            _update(db, it, change, it.published_on, it.comments_until, it.provisional)


def _honoured(db: Db, fact: facts.NominationFact, position: int) -> None:
    """What becomes of it."""
    match fact:
        case facts.RecognitionFact() as it:
            change = "status = 'recognised', levels = levels || %s::text, recognised_on = %s"
            _update(db, it, change, it.level, it.recognised_on)
            db.execute(
                "INSERT INTO recognitions VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    *(position, it.nomination, it.level, it.order),
                    *(it.recognised_on, _json(it.policies)),
                ],
            )
        case facts.NominationDeclined() as it:
            change = (
                "status = CASE levels WHEN '{}' THEN 'declined' ELSE status END,"
                " declined_level = %s, shortfalls = %s"
            )
            _update(db, it, change, it.level, list(it.shortfalls))
        case facts.NominationPraised() as it:
            _update(db, it, "praised_on = %s, praise = %s", it.praised_on, it.form)
        case facts.GoodDeedPraised() as it:
            change = "status = 'praised', praised_on = %s, praise = %s"
            _update(db, it, change, it.praised_on, it.form)
        case facts.RecognitionRevoked() as it:
            change = (
                "status = CASE WHEN %s THEN 'revoked' ELSE status END, revoked_on = %s,"
                " revocation_ground = %s, levels = array(SELECT level FROM unnest(levels) AS level"
                " WHERE level <> ALL(%s))"
            )
            _update(db, it, change, it.whole, it.revoked_on, it.ground, list(it.levels))


def _update(db: Db, fact: facts.NominationFact, change: str, *values: object) -> None:
    db.execute(f"UPDATE nominations SET {change} WHERE nomination = %s", [*values, fact.nomination])


def _json(models: tuple[Model, ...]) -> Jsonb:
    return Jsonb([each.model_dump(mode="json") for each in models])


VIEW = ViewDefinition(DDL, TABLES, apply)
