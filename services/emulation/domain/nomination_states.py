"""How a nomination stands: what every one has, and what is known of it on its way up."""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts import emulation as facts
from danvan.contracts.base import Line, Model
from danvan.contracts.emulation import NominationFact, NominationId, RecognitionFact


class Unmade(Model):
    """There is no such nomination."""


class Nomination(Model):
    """What every nomination has. `about.unit`: whose it is now."""

    about: NominationFact
    title: Line | None = None
    parent: NominationId | None = None
    named: facts.NomineeNamed | None = None
    evidence: tuple[facts.NominationEvidenceAdded, ...] = ()
    self_scored: facts.NominationSelfScored | None = None
    notes: tuple[facts.NominationNoted, ...] = ()
    praised: tuple[facts.NominationPraised, ...] = ()
    revoked: tuple[facts.RecognitionRevoked, ...] = ()


class Made(Nomination):
    """Its unit is preparing it."""


class Judged(Nomination):
    """It was held against the rules."""

    judged: facts.EligibilityJudged


class Shortlisted(Nomination):
    """It is up for honour."""

    voted: facts.NominationVoted | None = None
    scored: facts.CouncilScored | None = None
    visited: facts.SiteVerified | None = None
    published: facts.NominationPublished | None = None
    recognised: tuple[RecognitionFact, ...] = ()
    declined: facts.NominationDeclined | None = None


class Recognised(Shortlisted):
    """It has reached at least the first rung. `declined`: it goes no higher."""


class Declined(Shortlisted):
    """It isn't recognised."""


class PraisedDeed(Nomination):
    """A good deed that was honoured."""

    honoured: facts.GoodDeedPraised


class Withdrawn(Nomination):
    """It is no longer up."""


class Lapsed(Nomination):
    """Its campaign ended before anything was decided on it."""


class Revoked(Nomination):
    """Every honour was taken back."""


AnyNomination: TypeAlias = (
    Unmade
    | Made
    | Judged
    | Shortlisted
    | Recognised
    | Declined
    | PraisedDeed
    | Withdrawn
    | Lapsed
    | Revoked
)
