"""The vocabulary of petitions: classes, grounds, findings, and what a step of a procedure carries.

Everything here is public: codes, numbers, days and hashes; no person and no free text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from danvan.contracts.base import Model, Sha256, Slug
from danvan.contracts.feedback.days import Day

#: `<unit that received it>.<its own number there>`; stays when the case moves to another unit.
PetitionId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", max_length=129
    ),
    Field(examples=["bao-tang-thanh-pho.dt-2023-0042"]),
]
#: The number of an official document, e.g. `12/QĐ-SVHTT`: digits, capitals and their separators.
DocumentNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,6}[A-Z]?([/.-][0-9A-ZĐÂÊÔĂƠƯ]{1,16}){0,6}$"),
    Field(examples=["12/QĐ-SVHTT"]),
]


class PetitionClass(StrEnum):
    """The four legal classes: khiếu nại, tố cáo, kiến nghị, phản ánh."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"
    REFLECTION = "reflection"


class Channel(StrEnum):
    """How it came."""

    IN_PERSON = "in-person"
    POST = "post"
    ONLINE = "online"
    TELEPHONE = "telephone"
    FORWARDED = "forwarded"


class Competence(StrEnum):
    """Whose it is to handle: ours or another body's."""

    OWN = "own"
    OTHER = "other"


class Stage(StrEnum):
    """First or second resolution of a complaint."""

    FIRST = "first"
    SECOND = "second"


class RefusalGround(StrEnum):
    """The nine grounds on which a complaint is not accepted: 02/2011/QH13, Article 11."""

    INTERNAL_ACT = "internal-act"
    NO_DIRECT_EFFECT = "no-direct-effect"
    NO_LEGAL_CAPACITY = "no-legal-capacity"
    UNLAWFUL_REPRESENTATIVE = "unlawful-representative"
    UNSIGNED = "unsigned"
    TIME_BARRED = "time-barred"
    SECOND_DECISION_EXISTS = "second-decision-exists"
    NOT_CONTINUED = "not-continued"
    BEFORE_COURT = "before-court"


class Complexity(StrEnum):
    """The criteria of a complex case: 124/2020/NĐ-CP, Article 3a; 31/2019/NĐ-CP, Article 3."""

    SEVERAL_PLACES = "several-places"
    SEVERAL_CONTENTS = "several-contents"
    MANY_PEOPLE = "many-people"
    FOREIGN_ELEMENT = "foreign-element"
    SEVERAL_AGENCIES = "several-agencies"
    AGENCIES_DISAGREE = "agencies-disagree"
    CONFLICTING_EVIDENCE = "conflicting-evidence"


class Finding(StrEnum):
    """What a decision or conclusion found: right, partly right, wrong."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


class Document(Model):
    """An official document, by its number, its day and its hash."""

    number: DocumentNumber
    day: Day
    sha256: Sha256 | None = None


class StepDetails(Model):
    """What a step may carry. Which of it a step needs is said by the procedure."""

    ground: RefusalGround | None = None
    document: Document | None = None
    outcome: Finding | None = None
    complexity: tuple[Complexity, ...] = ()
    transferred_to: Slug | None = None
    meeting_day: Day | None = None
    delivered_on: Day | None = None


class Relation(StrEnum):
    """How a petition belongs to another one; each of them knows its side."""

    DUPLICATE_OF = "duplicate-of"
    SECOND_STAGE_OF = "second-stage-of"
    SPLIT_FROM = "split-from"
    HAS_DUPLICATE = "has-duplicate"
    HAS_SECOND_STAGE = "has-second-stage"
    HAS_SPLIT = "has-split"

    @property
    def other_side(self) -> Relation:
        """What the other petition is to this one."""
        return _OTHER_SIDE[self]


_OTHER_SIDE = {
    Relation.DUPLICATE_OF: Relation.HAS_DUPLICATE,
    Relation.SECOND_STAGE_OF: Relation.HAS_SECOND_STAGE,
    Relation.SPLIT_FROM: Relation.HAS_SPLIT,
}
_OTHER_SIDE |= {there: here for here, there in _OTHER_SIDE.items()}


#: What is said of a petition; the other side follows from it.
Following = Literal[Relation.DUPLICATE_OF, Relation.SECOND_STAGE_OF, Relation.SPLIT_FROM]


class ReopeningGround(StrEnum):
    """Why a case that was over is open again."""

    NEW_EVIDENCE = "new-evidence"
    PROCEDURE_BROKEN = "procedure-broken"
    DECISION_UNLAWFUL = "decision-unlawful"
    BAD_RATING = "bad-rating"


class HandoverReason(StrEnum):
    """Why another unit has the case now."""

    MERGED = "merged"
    SPLIT = "split"
    CLOSED = "closed"


#: How satisfied the petitioner is, from 1 (not at all) to 5.
Rating = Annotated[int, Field(ge=1, le=5)]
