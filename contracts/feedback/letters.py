"""Letters that are owed: apologies (thư xin lỗi) and thanks (thư cảm ơn), due, signed, sent.

The letter itself stays with the unit; facts say what became of the duty and name nobody.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from danvan.contracts.base import Offered, Payload, Slug, StreamId
from danvan.contracts.feedback.days import Day
from danvan.contracts.roles import Role

#: `<unit>.<code>.<kind>`
LetterId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9-]+\.[A-Za-z0-9][A-Za-z0-9._-]*\.(thank-you|apology)$", max_length=160
    ),
    Field(examples=["bao-tang-thanh-pho.H29.05-230509-0012.apology"]),
]
#: Letters that are signed or sent together.
LetterIds = Annotated[
    tuple[LetterId, ...],
    Field(
        min_length=1,
        max_length=1000,
        examples=[["bao-tang-thanh-pho.H29.05-230509-0012.apology"]],
    ),
]
#: What the case of a letter is called within its unit.
LetterCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
    Field(examples=["TCO-2023-014"]),
]
#: Letters are signed by the head of the agency or of the unit.
Signer = Literal[Role.LEADER, Role.UNIT_HEAD]
#: The stream of what the letter is about.
Matter = Annotated[StreamId, Field(examples=["dossier/bao-tang-thanh-pho.H29.05-230509-0012"])]
#: Why, in one word; never about a person.
Why = Annotated[Slug, Field(examples=["workload"])]


class LetterKind(StrEnum):
    """What a letter says."""

    THANK_YOU = "thank-you"
    APOLOGY = "apology"


class LetterFact(Payload):
    """Which letter, of which unit."""

    unit: Slug
    letter: LetterId
    kind: Annotated[LetterKind, Field(examples=[LetterKind.APOLOGY])]


class LetterDue(LetterFact):
    """The unit owes this letter since `opened_on`, to be sent on `due_on` at the latest."""

    about: Matter
    opened_on: date
    due_on: date
    reason: Why


class LetterSigned(LetterFact):
    """The head has signed it."""

    signed_on: date
    by: Signer


class LetterSent(LetterFact):
    """It was sent. `on_time`: on the due day at the latest."""

    sent_on: date
    on_time: bool


class LetterMissed(LetterFact):
    """The due day passed and it had not been sent; it is still owed. `day`: when this showed."""

    due_on: date
    day: date


class ThankYouLetterOffered(Offered):
    """We owe somebody thanks: about what, why, and until when we shall have written."""

    code: LetterCode
    about: Matter
    due_on: Day
    reason: Why


class LettersSignedOffered(Offered):
    """The head has signed these letters of ours."""

    letters: LetterIds
    by: Signer = Role.UNIT_HEAD


class LettersSentOffered(Offered):
    """We have sent these letters of ours; they were signed before."""

    letters: LetterIds


LETTER_SUBMISSIONS = (ThankYouLetterOffered, LettersSignedOffered, LettersSentOffered)
LETTER_FACTS = (LetterDue, LetterSigned, LetterSent, LetterMissed)
