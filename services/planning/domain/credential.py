"""A key with which a unit's software signs in at the broker: one unit's for ever, revoked once.

The stream bears the public key, so the store itself allows no second owner.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Line, Model, Payload, Refused, Slug
from danvan.contracts.planning import (
    PublicKey,
    UnitCredentialRegistered,
    UnitCredentialRevoked,
)

KIND = "credential"


class Unregistered(Model):
    """A key nobody has registered."""


class Registered(Model):
    """The key opens the door for its unit."""

    unit: Slug


class Revoked(Model):
    """The key opens nothing any more."""

    unit: Slug


Credential: TypeAlias = Unregistered | Registered | Revoked
INITIAL: Credential = Unregistered()


def evolve(credential: Credential, fact: Payload) -> Credential:
    """What a key is after a fact."""
    match credential, fact:
        case Unregistered(), UnitCredentialRegistered(unit=unit):
            return Registered(unit=unit)
        case Registered(unit=unit), UnitCredentialRevoked():
            return Revoked(unit=unit)
        case _:
            return credential


class RegisterCredential(Command):
    """Let a unit's program sign in. `unit_open`: the unit is there today."""

    unit: Slug
    unit_open: bool
    public_key: PublicKey
    name: Line


class RevokeCredential(Command):
    """Let the key open nothing any more."""

    unit: Slug
    public_key: PublicKey
    reason: Line


CredentialCommand: TypeAlias = RegisterCredential | RevokeCredential


def decide(command: CredentialCommand, credential: Credential) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case RegisterCredential():
            return _register(command, credential)
        case RevokeCredential():
            return _revoke(command, credential)
        case _:
            assert_never(command)


def _register(command: RegisterCredential, credential: Credential) -> list[Payload]:
    if credential == Registered(unit=command.unit):
        return []
    if credential != Unregistered():
        raise Refused(
            "key-used-before",
            vi="Khóa này đã được đăng ký trước đây; hãy tạo một khóa mới.",
            en="This key was registered before; make a new one.",
            pointer="/public_key",
        )
    if not command.unit_open:
        raise Refused(
            "unit-not-open",
            vi=f"Hiện không có đơn vị “{command.unit}”; hãy xem danh sách đơn vị.",
            en=f"There is no unit '{command.unit}' today; see the list of units.",
            pointer="/unit",
        )
    return [
        UnitCredentialRegistered(
            unit=command.unit, public_key=command.public_key, name=command.name
        )
    ]


def _revoke(command: RevokeCredential, credential: Credential) -> list[Payload]:
    match credential:
        case Revoked(unit=command.unit):
            return []
        case Registered(unit=command.unit):
            return [
                UnitCredentialRevoked(
                    unit=command.unit, public_key=command.public_key, reason=command.reason
                )
            ]
        case _:
            raise Refused(
                "unknown-key",
                vi=f"Đơn vị “{command.unit}” không có khóa này; hãy xem danh sách khóa.",
                en=f"The unit '{command.unit}' has no such key; see the list of keys.",
                pointer="/public_key",
            )
