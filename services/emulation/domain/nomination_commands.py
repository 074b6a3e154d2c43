"""What somebody may want of a nomination. Most commands bring the campaign it is part of."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Line, Model, Prose, Slug
from danvan.contracts.campaign import Level, NominationKind
from danvan.contracts.emulation import (
    AchievementPeriod,
    CriterionScore,
    EligibilityAnswer,
    NominationId,
    PraiseForm,
    RevocationGround,
    Score,
    Shortfall,
)
from danvan.contracts.planning import Evidence
from danvan.contracts.workdays import WorkCalendar
from danvan.services.emulation.domain.campaign import Running


class Parent(Model):
    """The model that a nomination is a variant of. `line`: itself and its own parents; `adopting`:
    the nominating unit has adopted it."""

    line: tuple[NominationId, ...]
    recognised: bool
    adopting: bool


class _About(Command):
    nomination: NominationId


class _InCampaign(_About):
    campaign: Running


class _ByUnit(_InCampaign):
    """`unit`: who speaks."""

    unit: Slug


class MakeNomination(_ByUnit):
    """We nominate."""

    kind: NominationKind
    subject: Line
    achievement: Prose
    period: AchievementPeriod
    parent: Parent | None = None


class AddEvidence(_ByUnit):
    """This file shows something."""

    evidence: Evidence
    criterion: Slug | None = None


class SelfScore(_ByUnit):
    """This is what we think of it."""

    scores: tuple[CriterionScore, ...]


class WithdrawNomination(_About):
    """It is no longer up. `unit`: who says so; None when its unit is no more."""

    unit: Slug | None


class LapseNomination(_InCampaign):
    """The campaign is over, and nothing was decided on it."""


class MoveNomination(_About):
    """Its unit is no more; another one takes it over."""

    to: Slug


class JudgeEligibility(_InCampaign):
    """Hold it against the rules, whose answers are these."""

    answers: tuple[EligibilityAnswer, ...]


class Shortlist(_InCampaign):
    """Put it to the vote and before the council."""


class NoteVotes(_About):
    """A ballot was counted. `cast`: ballot papers."""

    ballot: Slug
    votes: int
    cast: int
    rank: int


class VoidVotes(_About):
    """The ballot has no result after all."""

    ballot: Slug


class NoteScores(_About):
    """The council's scores were opened."""

    means: tuple[CriterionScore, ...]
    total: Score
    members: int
    excluded: int


class VerifyOnSite(_InCampaign):
    """A team was there. `team`: the unit of each who went."""

    confirmed: bool
    team: tuple[Slug, ...]
    notes: Prose
    evidence: tuple[Evidence, ...] = ()
    visited_on: date


class Publish(_InCampaign):
    """Let everybody comment on it."""

    calendar: WorkCalendar


class NoteComment(_About):
    """Somebody of `unit` has something to say."""

    unit: Slug
    text: Prose


class Recognise(_InCampaign):
    """It has earned this level, by the decision `order`."""

    level: Level
    order: Line


class Decline(_InCampaign):
    """It has not earned this level."""

    level: Level
    shortfalls: tuple[Shortfall, ...]
    reason: Prose


class Praise(_InCampaign):
    """Honour it."""

    form: PraiseForm


class Revoke(_About):
    """Take back this level and those above; of a good deed, the praise."""

    level: Level | None
    ground: RevocationGround
    order: Line
    reason: Prose


NominationCommand: TypeAlias = (
    MakeNomination
    | AddEvidence
    | SelfScore
    | WithdrawNomination
    | MoveNomination
    | LapseNomination
    | JudgeEligibility
    | Shortlist
    | NoteVotes
    | VoidVotes
    | NoteScores
    | VerifyOnSite
    | Publish
    | NoteComment
    | Recognise
    | Decline
    | Praise
    | Revoke
)
