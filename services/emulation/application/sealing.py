"""Seals the council's scores: AES-256-SIV (RFC 5297), a key for each campaign from the master key.

Nobody reads a score in the database, its copies or the published facts alone; whoever has the
database and the master key can: this guards a council, it is no ballot. The same score sealed twice
is the same text, so repeating it changes nothing. Campaign, nomination and member are bound in.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import TypeAdapter

from danvan.contracts.emulation import CriterionScore, NominationId, Person
from danvan.services.chassis.settings import Settings
from danvan.services.emulation.domain.council_rules import key_changed, key_missing
from danvan.services.emulation.settings import EmulationSettings

_SCORES = TypeAdapter(tuple[CriterionScore, ...])
#: AES-256-SIV takes two keys of 32 bytes in one.
_KEY_BYTES = 64
#: 100 is longer than 99: the clear text is filled up with blanks to a multiple.
_BLOCK_BYTES = 512


class Seal:
    """Seals and opens the scores of one campaign."""

    def __init__(self, settings: Settings, campaign: str) -> None:
        """Raises:
        Refused: if the operator has set no key.
        """
        assert isinstance(settings, EmulationSettings)
        if settings.council_key is None:
            raise key_missing()
        master = base64.b64decode(settings.council_key.get_secret_value())
        info = f"danvan council {campaign}".encode()
        key = HKDF(SHA256(), _KEY_BYTES, salt=None, info=info).derive(master)
        self._cipher, self._campaign = AESSIV(key), campaign

    def close(
        self, person: Person, nomination: NominationId, scores: Sequence[CriterionScore]
    ) -> str:
        """The scores as text that says nothing without the key."""
        in_order = tuple(sorted(scores, key=lambda score: score.criterion))
        clear = _SCORES.dump_json(in_order)
        padded = clear.ljust(-(-len(clear) // _BLOCK_BYTES) * _BLOCK_BYTES)
        sealed = self._cipher.encrypt(padded, self._bound(person, nomination))
        return base64.b64encode(sealed).decode()

    def open(
        self, person: Person, nomination: NominationId, sealed: str
    ) -> tuple[CriterionScore, ...]:
        """The scores.

        Raises:
            Refused: if the text was sealed under another key, or is not the one sealed here.
        """
        try:
            raw = self._cipher.decrypt(base64.b64decode(sealed), self._bound(person, nomination))
        except InvalidTag as wrong:
            raise key_changed() from wrong
        return _SCORES.validate_json(raw)

    def _bound(self, person: Person, nomination: NominationId) -> list[bytes]:
        return [self._campaign.encode(), nomination.encode(), person.encode()]
