"""Seals what tells who a denouncer is: AES-256-GCM with a fresh key each, wrapped by the master's.

Associated data is the stream and the field, so what was sealed for one case opens in no other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from danvan.contracts.feedback import DenouncerSealed

NONCE_BYTES = 12
#: The length of a name shall not tell whose it is: the clear text is filled up to a multiple.
BLOCK_BYTES = 512


class OtherKey(Exception):
    """What was sealed was sealed under another master key than the one in the settings."""


class Vault:
    """The master key, and what is done with it."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self._marking = hmac.digest(master, b"danvan mark", "sha256")
        #: Tells which master key sealed something.
        self.key = hmac.digest(master, b"danvan key", "sha256").hex()[:16]

    def seal(self, petition: str, unit: str, stream: str, clear: bytes) -> DenouncerSealed:
        """Seal a text for a stream. `clear` has no trailing blanks, with which it is filled up."""
        fresh = AESGCM.generate_key(256)
        padded = clear.ljust(-(-len(clear) // BLOCK_BYTES) * BLOCK_BYTES)
        mark = hmac.digest(self._marking, f"{stream}\n".encode() + clear, hashlib.sha256)
        return DenouncerSealed(
            petition=petition,
            unit=unit,
            key=self.key,
            wrapped_key=_encrypt(self._master, fresh, stream, "key"),
            sealed=_encrypt(AESGCM(fresh), padded, stream, "identity"),
            mark=mark.hex(),
        )

    def open(self, stream: str, sealed: DenouncerSealed) -> bytes:
        """What was sealed.

        Raises:
            OtherKey: if the master key is another one now.
            cryptography.exceptions.InvalidTag: if the bytes were changed, or moved from elsewhere.
        """
        if sealed.key != self.key:
            raise OtherKey(f"sealed under the key {sealed.key}, but the settings have {self.key}")
        fresh = _decrypt(self._master, sealed.wrapped_key, stream, "key")
        return _decrypt(AESGCM(fresh), sealed.sealed, stream, "identity").rstrip(b" ")


def _encrypt(key: AESGCM, clear: bytes, stream: str, field: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + key.encrypt(nonce, clear, _about(stream, field))).decode()


def _decrypt(key: AESGCM, text: str, stream: str, field: str) -> bytes:
    raw = base64.b64decode(text)
    return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _about(stream, field))


def _about(stream: str, field: str) -> bytes:
    return f"{stream}\n{field}".encode()
