"""Seals what tells who a denouncer is: AES-256-GCM with a fresh key each, wrapped by the master's.

Associated data is the stream and the field, so what was sealed for one case opens in no other.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from danvan.contracts.feedback import DenouncerSealed
from danvan.services.chassis.master_keys import LocalMasterKey, decrypt, encrypt, master_of

#: The length of a name shall not tell whose it is: the clear text is filled up to a multiple.
BLOCK_BYTES = 512


class Vault:
    """The denouncers' master keys: the newest, which seals, comes first."""

    def __init__(self, masters: Sequence[LocalMasterKey]) -> None:
        self._masters = masters

    def seal(self, petition: str, unit: str, stream: str, clear: bytes) -> DenouncerSealed:
        """Seal a text for a stream. `clear` has no trailing blanks, with which it is filled up."""
        fresh = AESGCM.generate_key(256)
        padded = clear.ljust(-(-len(clear) // BLOCK_BYTES) * BLOCK_BYTES)
        master = self._masters[0]
        return DenouncerSealed(
            petition=petition,
            unit=unit,
            key=master.id,
            wrapped_key=_closed(master.wrap(fresh, _about(stream, "key"))),
            sealed=_closed(encrypt(fresh, padded, _about(stream, "identity"))),
            mark=master.mark(f"{stream}\n".encode() + clear).hex(),
        )

    def open(self, stream: str, sealed: DenouncerSealed) -> bytes:
        """What was sealed.

        Raises:
            OtherKey: if the master key that sealed it is not there any more.
            cryptography.exceptions.InvalidTag: if the bytes were changed, or moved from elsewhere.
        """
        master = master_of(self._masters, sealed.key)
        fresh = master.unwrap(base64.b64decode(sealed.wrapped_key), _about(stream, "key"))
        box = base64.b64decode(sealed.sealed)
        return decrypt(fresh, box, _about(stream, "identity")).rstrip(b" ")


def _closed(box: bytes) -> str:
    return base64.b64encode(box).decode()


def _about(stream: str, field: str) -> str:
    return f"{stream}\n{field}"
