"""How a council stands, and who may judge what in it."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field

from danvan.contracts import emulation as facts
from danvan.contracts.base import Model, Slug
from danvan.contracts.emulation import NominationId, Person


class Unappointed(Model):
    """Nobody judges yet."""


class Sitting(Model):
    """The members judge. `sealed`: the newest ciphertext by member and nomination; `extended`: the
    last extension of the time."""

    appointed: facts.CouncilAppointed
    conflicts: tuple[facts.ConflictDeclared, ...] = ()
    sealed: dict[tuple[Person, NominationId], str] = Field(default_factory=dict)
    extended: facts.ScoringExtended | None = None

    @property
    def units(self) -> dict[Person, Slug]:
        """The members, and the units they belong to."""
        return {member.person: member.unit for member in self.appointed.members}


class Closed(Sitting):
    """The scores are open."""

    closed: facts.ScoringClosed


class Lapsed(Sitting):
    """The campaign ended first; the scores stay sealed."""


Council: TypeAlias = Unappointed | Sitting | Closed | Lapsed


class Candidate(Model):
    """A shortlisted nomination and whose it is."""

    nomination: NominationId
    unit: Slug


def excluded(council: Sitting, candidate: Candidate) -> set[Person]:
    """The members who may not judge a nomination: it is their own unit's, or they said so."""
    own = {person for person, unit in council.units.items() if unit == candidate.unit}
    said = {e.person for e in council.conflicts if e.nomination == candidate.nomination}
    return own | (said & set(council.units))
