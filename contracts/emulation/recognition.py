"""Facts of what becomes of a nomination: voted, scored, verified, recognised or not, revoked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Slug
from danvan.contracts.campaign import Level
from danvan.contracts.emulation.campaigns import PolicyUsed
from danvan.contracts.emulation.nominations import (
    CriterionScore,
    NominationFact,
    NominationId,
    Score,
)

#: A share in per cent, rounded to two places.
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class NominationVoted(NominationFact):
    """The ballot is counted. `share`: of the ballot papers that were cast, those that chose it.
    Nominations with as many votes have the same rank."""

    ballot: Slug
    votes: int = Field(ge=0)
    cast: int = Field(ge=0)
    share: Share
    rank: int = Field(ge=1)
    noted_on: date


class NominationVotesVoided(NominationFact):
    """The ballot has no result after all: its votes count no more. An honour that rests on them
    stands until it is revoked."""

    ballot: Slug
    voided_on: date


class CouncilScored(NominationFact):
    """The council's scores were opened: the mean of each criterion, and the weighted whole.
    `excluded`: members with a conflict of interest, who did not score."""

    means: tuple[CriterionScore, ...]
    total: Score
    members: int = Field(ge=1)
    excluded: int = Field(ge=0)
    scored_on: date


class SiteVerified(NominationFact):
    """A team was there. `team`: the unit of each who went; none of the nominated unit."""

    confirmed: bool
    team: tuple[Slug, ...] = Field(min_length=1)
    visited_on: date


class NominationPublished(NominationFact):
    """Everybody may comment, to the end of `comments_until`, counted by the working days of
    `calendar`; `provisional`: it lies past the published calendar."""

    published_on: date
    comments_until: date
    provisional: bool
    calendar: Line
    policy: PolicyUsed


class RecognitionFact(NominationFact):
    """Recognised at a level, the `rung`-th from below, from 1; by the decision `order`."""

    level: Level
    rung: int = Field(ge=1)
    order: Line
    score: Score
    share: Share
    recognised_on: date
    policies: tuple[PolicyUsed, ...]


class NominationRecognised(RecognitionFact):
    """A collective or a person was recognised."""


class ModelRecognised(RecognitionFact):
    """A model was recognised: from its first rung on others may adopt it."""

    title: Line
    parent: NominationId | None = None


class Shortfall(StrEnum):
    """Why a nomination isn't recognised."""

    SCORE_TOO_LOW = "score-too-low"
    TOO_FEW_VOTES = "too-few-votes"
    SITE_NOT_CONFIRMED = "site-not-confirmed"
    OBJECTION_UPHELD = "objection-upheld"
    OTHERS_BETTER = "others-better"


class NominationDeclined(NominationFact):
    """It isn't recognised at this level, nor at those above; what it has reached below stands."""

    level: Level
    shortfalls: tuple[Shortfall, ...] = Field(min_length=1)
    declined_on: date


class PraiseForm(StrEnum):
    """In which form merit is honoured."""

    CERTIFICATE = "certificate"
    LETTER = "letter"
    CEREMONY = "ceremony"
    PRESS = "press"


class NominationPraised(NominationFact):
    """It was honoured."""

    form: PraiseForm
    praised_on: date


class GoodDeedPraised(NominationFact):
    """A good deed was honoured; it needs neither ballot nor council."""

    form: PraiseForm
    praised_on: date


class RevocationGround(StrEnum):
    """Why an honour is taken back."""

    FALSE_STATEMENT = "false-statement"
    DISCIPLINE = "discipline"
    AGAINST_PROCEDURE = "against-procedure"


class RecognitionRevoked(NominationFact):
    """The levels were taken back by the decision `order`, from the highest one down; without
    levels, the praise of a good deed. `whole`: nothing is left."""

    levels: tuple[Level, ...]
    whole: bool
    ground: RevocationGround
    order: Line
    revoked_on: date
