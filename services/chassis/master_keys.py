"""Master keys: they wrap the keys that data is sealed with, and never meet the data itself.

Here they come from the environment or a file. A key management service takes their place by
offering the same two calls.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Sequence
from typing import Annotated, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AfterValidator, SecretStr

KEY_BYTES = 32
NONCE_BYTES = 12
WANTED = "must be 32 bytes in base64, e.g. from `openssl rand -base64 32`"


class OtherKey(Exception):
    """A key was wrapped by a master key that is not among those in the settings."""


class MasterKey(Protocol):
    """Wraps and unwraps; `about` is bound in, so a wrapped key serves in its own place only."""

    @property
    def id(self) -> str:
        """Tells which master key wrapped something."""

    def wrap(self, key: bytes, about: str) -> bytes:
        """The key as it may be stored."""

    def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """The key again.

        Raises:
            cryptography.exceptions.InvalidTag: if the bytes were changed, or moved from elsewhere.
        """


class LocalMasterKey:
    """A master key that this process holds itself: AES-256-GCM."""

    def __init__(self, secret: bytes, id_: str | None = None) -> None:
        self._secret = secret
        self._id = id_ or hmac.digest(secret, b"danvan key", "sha256").hex()[:16]

    @property
    def id(self) -> str:
        """As given, or a mark of the secret."""
        return self._id

    def wrap(self, key: bytes, about: str) -> bytes:
        """Nonce and ciphertext."""
        return encrypt(self._secret, key, about)

    def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """The key that was wrapped."""
        return decrypt(self._secret, wrapped, about)

    def mark(self, clear: bytes) -> bytes:
        """A keyed hash: tells whether the same was said before, to nobody without the key."""
        return mark(self._secret, clear)


def mark(key: bytes, clear: bytes) -> bytes:
    """A keyed hash under a key of its own, which follows from this one."""
    return hmac.digest(hmac.digest(key, b"danvan mark", "sha256"), clear, "sha256")


def encrypt(key: bytes, clear: bytes, about: str) -> bytes:
    """AES-256-GCM: nonce and ciphertext, with `about` as associated data."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, about.encode())


def decrypt(key: bytes, box: bytes, about: str) -> bytes:
    """What was encrypted.

    Raises:
        cryptography.exceptions.InvalidTag: if it was under another key, or about something else.
    """
    return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about.encode())


def master_of(keys: Sequence[MasterKey], id_: str) -> MasterKey:
    """The master key with this id.

    Raises:
        OtherKey: if there is none.
    """
    for key in keys:
        if key.id == id_:
            return key
    raise OtherKey(f"wrapped by the master key {id_}, which is not in the settings; add it there")


def read_master_keys(text: str) -> tuple[LocalMasterKey, ...]:
    """Master keys as settings have them: 32 bytes in base64, each perhaps behind `<id>:`, separated
    by commas or white space; the newest, which wraps, comes first.

    Raises:
        ValueError: if one is not of this form. It is not quoted.
    """
    return tuple(_read(each) for each in text.replace(",", " ").split())


def _read(text: str) -> LocalMasterKey:
    id_, _, secret = text.rpartition(":")
    return LocalMasterKey(_bytes_of(secret), id_ or None)


def _bytes_of(secret: str) -> bytes:
    try:
        raw = base64.b64decode(secret, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(WANTED)
    return raw


def _one(secret: SecretStr) -> SecretStr:
    _bytes_of(secret.get_secret_value())
    return secret


def _usable(secret: SecretStr) -> SecretStr:
    if not read_master_keys(secret.get_secret_value()):
        raise ValueError(WANTED)
    return secret


#: A setting that holds master keys.
MasterKeySecret = Annotated[SecretStr, AfterValidator(_usable)]
#: A setting that holds one key of 32 bytes, in base64.
KeySecret = Annotated[SecretStr, AfterValidator(_one)]
