"""Facts of a campaign's council. Who sits in it and who gave which score is internal; a score is
stored sealed, and only the closing opens it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Prose, Slug
from danvan.contracts.emulation.campaigns import PolicyUsed
from danvan.contracts.emulation.nominations import NominationId

#: The subject of somebody's token.
Person = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Member(Model):
    """A member of the council, and the unit they belong to."""

    person: Person
    unit: Slug


class CouncilFact(Payload):
    """The council of which campaign; `unit` runs it."""

    campaign: Slug
    unit: Slug


class CouncilAppointed(CouncilFact):
    """These persons judge. A later appointment replaces the whole council before the scoring; once
    the scoring was extended, it replaces members who have scored nothing."""

    members: tuple[Member, ...] = Field(min_length=1)
    chair: Person
    order: Line
    appointed_on: date


class CouncilSeated(CouncilFact):
    """There is a council of so many; at least `needed` of them have to score."""

    members: int = Field(ge=1)
    needed: int = Field(ge=1)
    quorum: PolicyUsed
    order: Line
    seated_on: date


class ConflictDeclared(CouncilFact):
    """A member takes no part in judging a nomination; a score already given doesn't count."""

    person: Person
    nomination: NominationId
    ground: Prose
    declared_on: date


class ScoreSealed(CouncilFact):
    """A member has scored a nomination. `sealed`: ciphertext (base64); a later one replaces it."""

    person: Person
    nomination: NominationId
    sealed: Annotated[str, StringConstraints(min_length=1, max_length=8000)]
    sealed_on: date


class ScoringExtended(CouncilFact):
    """The time for scores is over and too few were given: whoever has not scored may do so to the
    end of `until`. What was sealed stands. `present` as at a closing; `unscored`: the nominations
    that too few have scored. `reason` names nobody."""

    until: date
    present: int
    needed: int
    unscored: tuple[NominationId, ...]
    order: Line
    reason: Line
    extended_on: date


class ScoringLapsed(CouncilFact):
    """The campaign ended before the scores were opened: they stay sealed for good."""

    lapsed_on: date


class ScoringClosed(CouncilFact):
    """The scores of `scored` nominations were opened. `present`: the members who have scored, or
    may judge none of them. `unscored`: too few of those who may judge them have."""

    members: int
    present: int
    scored: int
    unscored: tuple[NominationId, ...] = ()
    quorum: PolicyUsed
    closed_on: date
