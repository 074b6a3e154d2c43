"""What a unit's software offers about petitions: counts, codes, days. No person, no free text; what
does not fit is refused without being quoted.

The sender speaks for its own petitions only; it names them by its own number.
"""

from __future__ import annotations

from pydantic import ConfigDict, Field

from danvan.contracts.base import Offered, Slug, Token
from danvan.contracts.feedback.days import Day, Many
from danvan.contracts.feedback.petition_words import (
    Channel,
    Competence,
    Complexity,
    Document,
    Following,
    PetitionClass,
    PetitionId,
    Stage,
    StepDetails,
)


class _Petition(Offered):
    """Somebody's name in the wrong field must not come back in a refusal."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PetitionOffered(_Petition):
    """We have received a petition; `number` is ours. `persons` and `letters` are counts."""

    number: Token
    claimed: PetitionClass | None = None
    channel: Channel
    letters: Many = 1
    persons: Many = 1
    anonymous: bool = False
    received: Day
    topic: Slug | None = None
    visit: Token | None = None


class PetitionClassificationOffered(_Petition):
    """We have classified a petition."""

    petition: PetitionId
    petition_class: PetitionClass
    eligible: bool = True
    competence: Competence = Competence.OWN
    stage: Stage = Stage.FIRST
    remote: bool = False
    contents: int = Field(default=1, ge=1, le=100)


class PetitionStepOffered(_Petition):
    """We have taken a step of the procedure. `GET /petitions/…` says which are possible."""

    petition: PetitionId
    step: Slug
    details: StepDetails = StepDetails()


class PetitionExtensionOffered(_Petition):
    """We need longer, for the case was found to be complex, in writing."""

    petition: PetitionId
    complexity: tuple[Complexity, ...] = Field(min_length=1)
    document: Document


class PetitionWithdrawalOffered(_Petition):
    """The petitioner takes it back; with `parts`, only these of its contents (from 1)."""

    petition: PetitionId
    parts: tuple[int, ...] = ()
    document: Document | None = None


class PetitionLinkOffered(_Petition):
    """It belongs to another petition of ours."""

    petition: PetitionId
    relation: Following
    other: PetitionId


PETITION_SUBMISSIONS: tuple[type[Offered], ...] = (
    PetitionOffered,
    PetitionClassificationOffered,
    PetitionStepOffered,
    PetitionExtensionOffered,
    PetitionWithdrawalOffered,
    PetitionLinkOffered,
)
