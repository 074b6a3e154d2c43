"""Facts of a sealed ballot: opened, papers cast, closed, opened layer by layer, counted.

No fact joins a voter to a choice: who voted stands beside a sealed paper, and what was chosen
beside a check code that only the voter knows.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Sha256, Slug
from danvan.contracts.emulation.campaigns import PolicyUsed

#: What can be chosen: the id of a shortlisted nomination, or any other name.
ChoiceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$", max_length=200)]
#: Made by chance on the voter's machine (100 bits, base 32): finds one's own paper again.
CheckCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z2-7]{20}$"),
    Field(examples=["ABCDEFGHIJKLMNOPQRST"]),
]


def encoded(raw: bytes) -> str:
    """Bytes as text: base64url (RFC 4648, section 5) without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of such a text.

    Raises:
        ValueError: if it is none, or not the only way to write these bytes: two texts for the same
            bytes would be two papers of the same content.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError("this is not base64url") from error
    if encoded(raw) != text:
        raise ValueError("this base64url has a shorter or another proper form")
    return raw


def _proper(text: str) -> str:
    decoded(text)
    return text


#: Bytes that say nothing without the tellers' keys, base64url.
Sealed = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=16_384),
    AfterValidator(_proper),
]
#: A teller's two public keys, 32 bytes each: X25519 to seal for, Ed25519 to check the work by.
TellerKey = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{86}$"),
    AfterValidator(_proper),
    Field(examples=["A" * 86]),
]
#: An Ed25519 signature of a teller, base64url.
Signature = TellerKey


class Choice(Model):
    """What stands on the paper. No title where a person is nominated."""

    id: ChoiceId
    title: Line | None = None


class Teller(Model):
    """Who opens one layer. Tellers are of different units."""

    unit: Slug
    key: TellerKey


class Voter(Model):
    """Who may vote: the subject of the person's token, and the person's unit."""

    voter: Line
    unit: Slug


class BallotFact(Payload):
    """Which ballot, and the unit that holds it."""

    ballot: Slug
    unit: Slug


class BallotTerms(BallotFact):
    """What is voted on, by how many, until when, sealed for whom: tellers in the order in which
    they will open. `most`: choices on one paper, from 1. `roll`: digest of the electorate.
    `least`: fewer papers are not opened, for the result would tell who chose what."""

    campaign: Slug | None = None
    title: Line
    choices: tuple[Choice, ...] = Field(min_length=2)
    most: int = Field(ge=1)
    electorate: int
    roll: Sha256
    least: int = Field(ge=1)
    opens: AwareDatetime
    closes: AwareDatetime
    tellers: tuple[Teller, ...] = Field(min_length=2)

    @property
    def fingerprint(self) -> str:
        """The digest that all papers are bound to. Tellers announce it by another way than this
        platform, so that no voter seals for somebody else's keys."""
        return digest(self.model_dump(mode="json", include=set(BallotTerms.model_fields)))


class BallotOpened(BallotTerms):
    """The ballot is announced, and its terms stand. `policy`: says what `least` is."""

    policy: PolicyUsed


class RollTaken(BallotFact):
    """The electorate, whole and for good."""

    voters: tuple[Voter, ...]


class VoteCast(BallotFact):
    """The voter of this stream has voted."""

    paper: Sealed


class VoteMissed(BallotFact):
    """The ballot was closed before the voter of this stream voted."""


class BallotClosed(BallotFact):
    """Nobody votes any more. `digest`: of the sealed papers."""

    turnout: int
    digest: Sha256
    closed_on: date


class PapersCollected(BallotFact):
    """The sealed papers, sorted by themselves. A copy of somebody's paper is left out."""

    papers: tuple[Sealed, ...]
    copies: int


class PapersPeeled(BallotFact):
    """Teller number `layer` (from 1) has taken off the layer sealed for him. `spoilt`: papers that
    could not be opened, or were copies of another. Signed by the teller."""

    layer: int = Field(ge=1)
    teller: Slug
    papers: tuple[Sealed, ...]
    spoilt: int = Field(ge=0)
    digest: Sha256
    signature: Signature


class OpenPaper(Model):
    """A valid paper. Its choices stand in the order of the alphabet."""

    check: CheckCode
    choices: tuple[ChoiceId, ...]


class Spoilt(StrEnum):
    """Why a paper doesn't count."""

    COPY = "copy"
    NOT_OPENED = "not-opened"
    MALFORMED = "malformed"
    UNKNOWN_CHOICE = "unknown-choice"
    WRONG_NUMBER = "wrong-number"
    REPEATED_CODE = "repeated-code"


class SpoiltPaper(Model):
    """A paper that doesn't count. `check`: its code, if there is a proper one."""

    reason: Spoilt
    check: CheckCode | None = Field(default=None, examples=["ABCDEFGHIJKLMNOPQRST"])


class BallotsPublished(BallotFact):
    """Every paper, without any name, for everybody to count: valid ones by check code."""

    papers: tuple[OpenPaper, ...]
    spoilt: tuple[SpoiltPaper, ...]
    digest: Sha256


class ChoiceVotes(Model):
    """How many papers chose it."""

    choice: ChoiceId
    votes: int


class BallotResult(BallotFact):
    """The count; choices in the order of the paper."""

    campaign: Slug | None = None
    electorate: int
    turnout: int
    valid: int
    spoilt: int
    results: tuple[ChoiceVotes, ...]


class VoidGround(StrEnum):
    """Why a ballot has no result."""

    TOO_FEW_PAPERS = "too-few-papers"
    KEY_LOST = "key-lost"
    IRREGULARITY = "irregularity"
    CALLED_OFF = "called-off"


class BallotVoided(BallotFact):
    """The ballot has no result; it may be held again under another id. `order`: the decision."""

    ground: VoidGround
    order: Line | None = None
    voided_on: date


def digest(document: object) -> str:
    """SHA-256 of a JSON document: keys sorted, no white space, UTF-8, absent values left out."""
    text = json.dumps(_without_none(document), sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


def papers_digest(papers: Iterable[str]) -> str:
    """The digest of sealed papers, whatever their order."""
    return digest(sorted(papers))


def roll_digest(voters: Iterable[Voter]) -> str:
    """The digest of an electorate: a list of pairs, sorted."""
    return digest(sorted([voter.voter, voter.unit] for voter in voters))


def published_digest(papers: Iterable[OpenPaper], spoilt: Iterable[SpoiltPaper]) -> str:
    """The digest of the published papers, in the order in which they stand."""
    return digest(
        {
            "papers": [paper.model_dump(mode="json") for paper in papers],
            "spoilt": [paper.model_dump(mode="json") for paper in spoilt],
        }
    )


def _without_none(document: object) -> object:
    if isinstance(document, dict):
        return {k: _without_none(v) for k, v in document.items() if v is not None}
    if isinstance(document, list | tuple):
        return [_without_none(v) for v in document]
    return document
