"""Citizen reception (tiếp công dân): sessions, and the visits received at them.

No fact names a visitor: who it was is given with the petition that the visit opens, where it is
kept as that petition's law demands.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Offered, Payload, Slug
from danvan.contracts.feedback.days import Day
from danvan.contracts.feedback.petition_words import PetitionId
from danvan.contracts.policy import PolicyUsed


class ReceptionKind(StrEnum):
    """By the head in person, regular, or because a matter is acute."""

    HEAD = "head"
    REGULAR = "regular"
    AD_HOC = "ad-hoc"


#: `<unit>.<day>.<kind>`: one session of a kind a day.
SessionId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9-]+\.\d{4}-\d{2}-\d{2}\.(head|regular|ad-hoc)$", max_length=90
    ),
    Field(examples=["bao-tang-thanh-pho.2023-05-15.head"]),
]
#: The number of a visit in the unit's reception log.
VisitCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
    Field(examples=["TCD-2023-0042"]),
]


class SessionFact(Payload):
    """Which session, of which unit."""

    unit: Slug
    session: SessionId
    kind: ReceptionKind
    day: date


class ReceptionScheduled(SessionFact):
    """The session was announced. `last_day`: until when it had to be; `late`: it was not.
    An ad hoc session need not be announced before."""

    posted_on: date
    last_day: date | None = None
    late: bool
    policy: PolicyUsed | None = None


class ReceptionHeld(SessionFact):
    """It took place. `in_person`: the head received, and no delegate."""

    in_person: bool


class ReceptionMissed(SessionFact):
    """It was announced and did not take place. `noticed_on`: when this showed."""

    noticed_on: date


class HeadReceptionMissed(Payload):
    """The head did not receive in person on the days that a month asks for.

    `month`: its first day; `held`: on how many days he did.
    """

    unit: Slug
    month: date
    held: int = Field(ge=0)
    wanted: int = Field(ge=1)
    policy: PolicyUsed


class VisitOutcome(StrEnum):
    """What the visitor was told."""

    ACCEPTED = "accepted"
    NEEDS_TIME = "needs-time"
    REFUSED = "refused"
    FORWARDED = "forwarded"


class VisitTerms(Payload):
    """One visit: how many people came, whether with a matter that had been brought before, whether
    as a large group; the code of its topic; the petition that it opened."""

    visit: VisitCode
    people: int = Field(ge=1, le=10_000)
    repeated: bool = False
    group: bool = False
    topic: Slug | None = None
    outcome: VisitOutcome
    petition: PetitionId | None = Field(default=None, examples=["thu-vien.dt-2023-0042"])


class VisitReceived(VisitTerms):
    """A visit at a session. The visitor is to hear the result until `answer_by`."""

    unit: Slug
    session: SessionId
    kind: ReceptionKind
    day: date
    answer_by: date
    policy: PolicyUsed


class VisitFact(Payload):
    """Which visit, of which unit."""

    unit: Slug
    visit: VisitCode


class VisitAnswered(VisitFact):
    """The visitor was told the result."""

    answered_on: date
    on_time: bool


class VisitAnswerMissed(VisitFact):
    """The last day for telling the result passed. `day`: when this showed."""

    answer_by: date
    day: date


class ReceptionScheduleOffered(Offered):
    """We shall receive citizens on this day, and have announced it."""

    kind: ReceptionKind
    day: Day
    posted_on: Day


class ReceptionHeldOffered(Offered):
    """We received citizens on this day, these visits among them."""

    kind: ReceptionKind
    day: Day
    in_person: bool = False
    visits: tuple[VisitTerms, ...] = Field(default=(), max_length=500)


class VisitAnswerOffered(Offered):
    """We have told the visitor the result."""

    visit: VisitCode
    answered_on: Day


RECEPTION_SUBMISSIONS = (ReceptionScheduleOffered, ReceptionHeldOffered, VisitAnswerOffered)
RECEPTION_FACTS = (
    ReceptionScheduled,
    ReceptionHeld,
    ReceptionMissed,
    HeadReceptionMissed,
    VisitReceived,
    VisitAnswered,
    VisitAnswerMissed,
)
