"""What somebody may want of a petition. The law and the calendar arrive with it."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Sha256, Slug, Token
from danvan.contracts.feedback import (
    Channel,
    Competence,
    Complexity,
    Document,
    HandoverReason,
    PetitionClass,
    PetitionId,
    Rating,
    Relation,
    ReopeningGround,
    Stage,
    StepDetails,
)
from danvan.contracts.roles import Role
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.domain.petition_state import AnyPetition, Unknown


class _About(Command):
    """The petition spoken of."""

    petition: PetitionId


class _ByLaw(_About):
    """The law decides with us."""

    law: Law


class ReceivePetition(_ByLaw):
    """Log it."""

    unit: Slug
    claimed: PetitionClass | None
    channel: Channel
    letters: int
    persons: int
    anonymous: bool
    received: date
    topic: Slug | None
    visit: Token | None


class Spoken(_ByLaw):
    """Somebody of the agency speaks. `by`: for which unit; None for those who run the programme."""

    by: Slug | None
    role: Role


class ClassifyPetition(Spoken):
    """This is what it is in law."""

    petition_class: PetitionClass
    eligible: bool
    competence: Competence
    stage: Stage
    remote: bool
    contents: int


class TakeStep(Spoken):
    """Go a step further in the procedure."""

    step: Slug
    details: StepDetails


class ExtendPetition(Spoken):
    """Give it more time, for it is complex."""

    complexity: tuple[Complexity, ...]
    document: Document


class WithdrawPetition(Spoken):
    """The petitioner takes it back, or these parts of it."""

    parts: tuple[int, ...]
    document: Document | None


class LinkPetition(Spoken):
    """It belongs to another petition. `first`: how that one stands; `letters`: how many it has."""

    relation: Relation
    other: PetitionId
    first: AnyPetition = Unknown()
    letters: int = 0


class ReopenPetition(Spoken):
    """Work on it again."""

    ground: ReopeningGround
    document: Document


class RatePetition(_ByLaw):
    """So satisfied is the petitioner."""

    rating: Rating


class IssueCode(_About):
    """The petitioner gets a code to follow it by; this is its hash."""

    code_sha256: Sha256


class CheckPetition(_About):
    """A day has begun."""

    day: date


class HandOverPetition(_About):
    """The unit is no more; `to` takes its place."""

    to: Slug
    reason: HandoverReason


SpokenCommand: TypeAlias = (
    ClassifyPetition | TakeStep | ExtendPetition | WithdrawPetition | LinkPetition | ReopenPetition
)
PetitionCommand: TypeAlias = (
    ReceivePetition | SpokenCommand | RatePetition | IssueCode | CheckPetition | HandOverPetition
)
