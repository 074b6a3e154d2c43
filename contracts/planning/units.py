"""Facts of the organisation register: units, and the keys their software signs in with.

Every fact but those of keys holds from its day `effective` on, which may lie ahead; on the day
before, the unit was still what it had been. An id is never used for a second unit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Slug, Text
from danvan.contracts.plan import UnitKind

#: Public half of a user's NKey, as NATS writes it.
PublicKey = Annotated[str, StringConstraints(pattern=r"^U[A-Z2-7]{55}$")]


class NamedUnit(Model):
    """A unit as it is on a certain day."""

    unit: Slug
    name: Text
    kind: UnitKind


class UnitOpened(Payload):
    """A unit exists from this day on; `formed_from` are the units it was merged or split from."""

    unit: Slug
    effective: date
    name: Text
    kind: UnitKind
    parent: Slug | None = None
    formed_from: tuple[Slug, ...] = ()


class UnitRenamed(Payload):
    """The unit bears another name."""

    unit: Slug
    effective: date
    name: Text


class UnitMoved(Payload):
    """The unit stands below another one; without `parent` it stands at the top."""

    unit: Slug
    effective: date
    parent: Slug | None = None


class UnitMerged(Payload):
    """The unit is no more; `into` has taken over its tasks."""

    unit: Slug
    effective: date
    into: NamedUnit


class UnitAbsorbed(Payload):
    """Other units were merged into this one, which goes on."""

    unit: Slug
    effective: date
    absorbed: tuple[Slug, ...]


class UnitSplit(Payload):
    """The unit is no more; these units came out of it."""

    unit: Slug
    effective: date
    into: tuple[NamedUnit, ...] = Field(min_length=2)


class UnitClosed(Payload):
    """The unit is no more, and nobody has taken its place."""

    unit: Slug
    effective: date
    reason: Line


class UnitCredentialRegistered(Payload):
    """The unit's software may sign in at the broker with this key. `name`: which software."""

    unit: Slug
    public_key: PublicKey
    name: Line


class UnitCredentialRevoked(Payload):
    """The key opens nothing any more, and is never used again."""

    unit: Slug
    public_key: PublicKey
    reason: Line
