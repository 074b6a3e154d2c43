"""Who a petition is from, in facts that only feedback and inspection read.

Whoever petitions is sealed with a key of their petition's own; those who handle it read it. A
denouncer (Law 25/2018/QH14, Articles 8 and 56) is sealed in a stream of their own besides, under
another master key, and opening it takes two persons.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Sha256, Slug, Token
from danvan.contracts.feedback.petition_words import PetitionId
from danvan.contracts.personal import PersonalText

#: Bytes in base64.
Base64 = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=200_000),
    Field(examples=["c2VhbGVk"]),
]


class Petitioner(Model):
    """Somebody who petitions."""

    name: PersonalText
    address: PersonalText | None = None
    contact: PersonalText | None = None


class PetitionerNamed(Payload):
    """Who petitions. Never for a denunciation. A later one replaces it."""

    petition: PetitionId
    unit: Slug
    petitioners: tuple[Petitioner, ...] = Field(min_length=1)


class PetitionTextKept(Payload):
    """What the petition says, in the petitioner's own words. Never for a denunciation."""

    petition: PetitionId
    unit: Slug
    text: PersonalText


class FollowCodeIssued(Payload):
    """The petitioner got a code to follow the case; only its hash is kept. It replaces the last."""

    petition: PetitionId
    unit: Slug
    code_sha256: Sha256


class DenouncerSealed(Payload):
    """Name, address and words, which nobody reads without opening them. A later one replaces it.

    `sealed`: nonce and ciphertext, AES-256-GCM with a key of its own, associated with the stream
    and the field; `wrapped_key`: that key, sealed so by the master key whose mark is `key`.
    `mark`: keyed hash, which tells whether the same was sealed before.
    """

    petition: PetitionId
    unit: Slug
    key: Token
    wrapped_key: Base64
    sealed: Base64
    mark: Sha256


class OpeningRole(StrEnum):
    """The two who open together."""

    LEADER = "leader"
    INSPECTOR = "inspector"


class _Opening(Payload):
    """One opening of a sealed identity; `opening` is its id."""

    petition: PetitionId
    unit: Slug
    opening: Token
    day: date


class IdentityOpeningAsked(_Opening):
    """Somebody asks to see who the denouncer is, and says why."""

    asked_by: Line
    role: OpeningRole
    reason: Line


class IdentityOpeningApproved(_Opening):
    """A second person, of the other role, agrees."""

    approved_by: Line
    role: OpeningRole


class IdentityOpened(_Opening):
    """The one who asked has seen it."""

    opened_by: Line


IDENTITY_INTERNAL_FACTS: tuple[type[Payload], ...] = (
    PetitionerNamed,
    PetitionTextKept,
    FollowCodeIssued,
    DenouncerSealed,
    IdentityOpeningAsked,
    IdentityOpeningApproved,
    IdentityOpened,
)
