"""Facts of a petition (vụ việc): complaint, denunciation, recommendation or reflection.

One case may have many letters and many persons; they are counted, never named. A case keeps the
version of the procedure under which it was received, unless that law says otherwise.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from danvan.contracts.base import Payload, Slug, Token
from danvan.contracts.feedback.petition_words import (
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
from danvan.contracts.policy import PolicyUsed


class PetitionFact(Payload):
    """Which petition, and whose it is now."""

    petition: PetitionId
    unit: Slug


class PetitionReceived(PetitionFact):
    """It was logged. `claimed`: what it says it is; `topic`: code of its field; `visit`: the visit
    at which it was handed over; `anonymous`: it names nobody."""

    claimed: PetitionClass | None = None
    channel: Channel
    letters: int = Field(default=1, ge=1)
    persons: int = Field(default=1, ge=1)
    anonymous: bool = False
    received: date
    topic: Slug | None = None
    visit: Token | None = None


class PetitionClassified(PetitionFact):
    """What it is in law: its class, whether it is eligible, whose it is to handle, how many things
    it asks for (`contents`), and the procedure that rules it from here on."""

    petition_class: PetitionClass
    eligible: bool
    competence: Competence
    stage: Stage = Stage.FIRST
    remote: bool = False
    contents: int = Field(default=1, ge=1)
    procedure: Slug
    procedure_from: date
    day: date


class PetitionStepTaken(PetitionFact):
    """A step was taken, and nothing else changes the state. `stopped`: the clocks that run no
    longer, for what they waited for has happened, or for the case is suspended."""

    step: Slug
    from_state: Slug
    to_state: Slug
    procedure: Slug
    procedure_from: date
    day: date
    details: StepDetails = StepDetails()
    stopped: tuple[Slug, ...] = ()


class Scope(StrEnum):
    """The two clocks: that of the state, and that of the whole case."""

    STATE = "state"
    CASE = "case"


class PetitionDeadlineSet(PetitionFact):
    """A clock runs, or its end has moved. `due` is the last day on time; `policy` tells how it was
    counted. `alert_on`: another rule in force ends earlier; warn from here."""

    clock: Slug
    scope: Scope
    starts: date
    due: date
    alert_on: date | None = None
    policy: PolicyUsed


class PetitionExtended(PetitionFact):
    """It may take longer, for it was found to be complex, in writing."""

    clock: Slug
    complexity: tuple[Complexity, ...] = Field(min_length=1)
    document: Document
    day: date


class PetitionWithdrawn(PetitionFact):
    """The petitioner takes it back: all of it, or these of its `contents` (from 1)."""

    whole: bool
    parts: tuple[int, ...] = ()
    document: Document | None = None
    day: date


class PetitionLinked(PetitionFact):
    """It belongs to another petition. `letters`: how many it brought, where it is a duplicate; they
    count with the first one."""

    relation: Relation
    other: PetitionId
    letters: int = Field(default=0, ge=0)
    day: date


class PetitionReopened(PetitionFact):
    """It is worked on again."""

    ground: ReopeningGround
    document: Document | None = None
    day: date


class PetitionRated(PetitionFact):
    """How satisfied the petitioner is."""

    rating: Rating
    day: date


class PetitionOverdue(PetitionFact):
    """A clock's last day has passed, and what it waits for had not happened when the day began.
    `first`: no clock of this scope had run out in this petition before."""

    clock: Slug
    scope: Scope
    first: bool
    due: date
    day: date


class PetitionHandedOver(PetitionFact):
    """`unit` has it now, for `from_unit` is no more. Its clocks go on."""

    from_unit: Slug
    reason: HandoverReason
    day: date


class PetitionHandled(PetitionFact):
    """The state has done its part: decided, concluded, answered; or refused, guided, transferred,
    filed, withdrawn. Said once a petition. `on_time`: the clock of the whole case had not run out.
    """

    petition_class: PetitionClass | None = None
    outcome: Slug
    on_time: bool
    day: date


PETITION_FACTS: tuple[type[Payload], ...] = (
    PetitionReceived,
    PetitionClassified,
    PetitionStepTaken,
    PetitionDeadlineSet,
    PetitionExtended,
    PetitionWithdrawn,
    PetitionLinked,
    PetitionReopened,
    PetitionRated,
    PetitionOverdue,
    PetitionHandedOver,
    PetitionHandled,
)
