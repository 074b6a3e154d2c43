"""Facts and submissions of nominations, from the making to the shortlist.

A public fact names no person and quotes nothing said about one: names, files and reasons stand in
internal facts.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Offered, Payload, Prose, Sha256, Slug
from danvan.contracts.campaign import NominationKind
from danvan.contracts.planning.tasks import Evidence

#: The name that a unit gives its nomination. Shorter than other names, so that the id of an
#: adoption, `<campaign>.<unit>.<name>.<unit>`, never gets longer than it may.
NominationName = Annotated[Slug, Field(max_length=45)]
#: `<campaign>.<unit that made it>.<name that the unit gave it>`; it stays when a successor takes
#: the nomination over.
NominationId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9-]+$", max_length=200)
]
#: The time in which something was achieved: `2023`, `2023-h1` or `2023-q4`.
AchievementPeriod = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-(h[12]|q[1-4]))?$"), Field(examples=["2023"])
]
#: From 0 to 100.
Score = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class CriterionScore(Model):
    """How well a criterion is met."""

    criterion: Slug
    score: Score


class NominationFact(Payload):
    """Which nomination, in which campaign, of which unit now."""

    nomination: NominationId
    campaign: Slug
    unit: Slug
    kind: NominationKind


class NominationMade(NominationFact):
    """A unit nominates. `title` is absent where a person is nominated. `parent`: the recognised
    model that this one is a variant of."""

    made_on: date
    title: Line | None = None
    parent: NominationId | None = None


class NomineeNamed(NominationFact):
    """Who or what is nominated and for which achievement. `key`: the same for the same subject,
    achievement and period, so that nothing is rewarded twice."""

    subject: Line
    achievement: Prose
    period: AchievementPeriod
    key: Sha256


class NominationEvidenceAdded(NominationFact):
    """A file that shows something, for one criterion or for the whole."""

    evidence: Evidence
    criterion: Slug | None = None
    added_on: date


class NominationSelfScored(NominationFact):
    """What the unit thinks of it, criterion by criterion; a later one replaces it."""

    scores: tuple[CriterionScore, ...]
    total: Score
    scored_on: date


class EligibilityRule(StrEnum):
    """What must be true of a unit for its nomination to go on."""

    NO_OVERDUE_REPORT = "no-overdue-report"
    NO_LATE_PETITION = "no-late-petition"
    NO_DISCIPLINE = "no-discipline"
    QUOTA = "quota"
    NOT_REWARDED_BEFORE = "not-rewarded-before"


class EligibilityAnswer(Model):
    """Whether a rule is kept, and what says so: ids of facts, or of other nominations."""

    rule: EligibilityRule
    kept: bool
    because: tuple[Line, ...] = ()


class EligibilityJudged(NominationFact):
    """Every rule was held against what is known of the unit; a later one replaces it."""

    judged_on: date
    eligible: bool
    answers: tuple[EligibilityAnswer, ...]


class NominationShortlisted(NominationFact):
    """It goes to the vote and to the council."""

    shortlisted_on: date


class NominationWithdrawn(NominationFact):
    """It is no longer up. `unit_ended`: its unit is no more, and nobody has taken its place."""

    withdrawn_on: date
    unit_ended: bool


class LapseGround(StrEnum):
    """How far a nomination had come when its campaign ended."""

    NOT_JUDGED = "not-judged"
    NOT_PRAISED = "not-praised"
    NOT_SHORTLISTED = "not-shortlisted"
    NOT_SCORED = "not-scored"
    NOT_DECIDED = "not-decided"


class NominationLapsed(NominationFact):
    """Its campaign ended before anything was decided on it: it is no longer up."""

    ground: LapseGround
    lapsed_on: date


class NominationMoved(NominationFact):
    """`unit` has taken it over from the unit that is no more."""

    from_unit: Slug
    moved_on: date


class NoteSubject(StrEnum):
    """What a note is about."""

    SITE_VISIT = "site-visit"
    COMMENT = "comment"
    DECISION = "decision"
    REVOCATION = "revocation"


class NominationNoted(NominationFact):
    """What was said of it in free words, which may speak of a person. `by`: the unit that said
    so."""

    about: NoteSubject
    text: Prose
    evidence: tuple[Evidence, ...] = ()
    by: Slug | None = None
    noted_on: date


class AchievementRewarded(Payload):
    """What the key stands for was rewarded through this nomination."""

    key: Sha256
    unit: Slug
    nomination: NominationId
    rewarded_on: date


class AchievementReleased(Payload):
    """The reward was revoked: what the key stands for may be nominated again."""

    key: Sha256
    unit: Slug
    nomination: NominationId
    released_on: date


class NominationOffered(Offered):
    """We nominate, under a name of our own choice that we have not used in this campaign."""

    campaign: Slug
    name: NominationName
    kind: NominationKind
    subject: Line
    achievement: Annotated[Prose, Field(min_length=1)]
    period: AchievementPeriod
    parent: NominationId | None = None


class NominationEvidenceOffered(Offered):
    """A file that shows something of our nomination; its bytes stay with us."""

    nomination: NominationId
    evidence: Evidence
    criterion: Slug | None = None


class SelfScoreOffered(Offered):
    """What we think of our nomination, for every criterion of the campaign."""

    nomination: NominationId
    scores: tuple[CriterionScore, ...] = Field(min_length=1)


def achievement_key(subject: str, achievement: str, period: str) -> Sha256:
    """The same for the same words, however they are spaced or capitalised."""
    words = (" ".join(part.casefold().split()) for part in (subject, achievement, period))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
