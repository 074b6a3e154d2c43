"""The voter's and the tellers' side of a sealed ballot, each on a machine of their own.

A paper is sealed for every teller, the first one outermost, with HPKE (RFC 9180: X25519,
HKDF-SHA256, ChaCha20-Poly1305). Each layer is bound to the ballot's terms and to its number.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from danvan.contracts.ballot_paper import sealed_length, write_paper
from danvan.contracts.base import Refused, Sha256
from danvan.contracts.emulation.ballots import (
    BallotTerms,
    CheckCode,
    ChoiceId,
    Sealed,
    Signature,
    TellerKey,
    decoded,
    encoded,
    papers_digest,
)

CHECK_BYTES = 13  # 104 bits, of which 100 are written
CHECK_LENGTH = 20
KEY_BYTES = 32


@dataclass(frozen=True)
class TellerKeys:
    """A teller's private keys: one that opens, one that signs. They never leave his machine."""

    opening: X25519PrivateKey
    signing: Ed25519PrivateKey

    @classmethod
    def generate(cls) -> Self:
        """New keys."""
        return cls(X25519PrivateKey.generate(), Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> Self:
        """The keys of a key file.

        Raises:
            ValueError: if it holds none.
        """
        try:
            held = json.loads(text)
            return cls(
                X25519PrivateKey.from_private_bytes(decoded(held["opening"])),
                Ed25519PrivateKey.from_private_bytes(decoded(held["signing"])),
            )
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError("this is no teller's key file") from error

    def written(self) -> str:
        """The content of a key file. Secret."""
        return json.dumps(
            {
                "public": self.public,
                "opening": encoded(self.opening.private_bytes_raw()),
                "signing": encoded(self.signing.private_bytes_raw()),
            }
        )

    @property
    def public(self) -> TellerKey:
        """What the ballot's terms name."""
        opening, signing = self.opening.public_key(), self.signing.public_key()
        return encoded(opening.public_bytes_raw() + signing.public_bytes_raw())


@dataclass(frozen=True)
class SealedPaper:
    """What goes to the ballot (`paper`), and what the voter keeps (`check`)."""

    paper: Sealed
    check: CheckCode


@dataclass(frozen=True)
class Peeled:
    """What a teller's work came to; goes to the ballot as it is."""

    layer: int
    papers: tuple[Sealed, ...]
    spoilt: int
    signature: Signature


def new_check_code() -> CheckCode:
    """A code that nobody can guess."""
    return base64.b32encode(secrets.token_bytes(CHECK_BYTES)).decode()[:CHECK_LENGTH]


def seal_paper(
    terms: BallotTerms, choices: Iterable[ChoiceId], check: CheckCode | None = None
) -> SealedPaper:
    """Fill in a paper and seal it. It has the same length whatever is chosen.

    Raises:
        Refused: if these choices are not to be had.
    """
    check = check or new_check_code()
    return SealedPaper(seal_bytes(terms, write_paper(terms, choices, check)), check)


def seal_bytes(terms: BallotTerms, content: bytes) -> Sealed:
    """Seal for all tellers, the first one outermost."""
    for layer in range(len(terms.tellers), 0, -1):
        raw = decoded(terms.tellers[layer - 1].key)[:KEY_BYTES]
        key = X25519PublicKey.from_public_bytes(raw)
        content = _suite().encrypt(content, key, info=_info(terms, layer))
    return encoded(content)


def peel(terms: BallotTerms, keys: TellerKeys, layer: int, papers: Sequence[Sealed]) -> Peeled:
    """Take a layer off every paper. The result is sorted by itself, which tells nothing of the
    order before: what was under a layer looks like chance.

    A copy of another paper, and one that can't be opened, is counted as spoilt. A copy is not
    opened: whoever copies a paper wants to see which two papers of the result are the same.

    Raises:
        Refused: if there are too few papers to hide one among them.
    """
    if len(set(papers)) < terms.least:
        raise Refused(
            "too-few-papers",
            vi=f"Chỉ có {len(set(papers))} phiếu, ít hơn {terms.least}: mở ra là biết ai chọn gì."
            " Đừng mở, hãy báo đơn vị tổ chức.",
            en=f"There are {len(set(papers))} papers, fewer than {terms.least}: opening them would"
            " tell who chose what. Don't, and tell whoever holds the ballot.",
        )
    opened: set[str] = set()
    length = sealed_length(terms, len(terms.tellers) - layer)
    for paper in set(papers):
        try:
            raw = _suite().decrypt(decoded(paper), keys.opening, info=_info(terms, layer))
        except (InvalidTag, ValueError):
            continue
        if len(encoded(raw)) == length:
            opened.add(encoded(raw))
    result = tuple(sorted(opened))
    spoilt = len(papers) - len(result)
    words = _signed(terms, layer, papers_digest(papers), papers_digest(result), spoilt)
    return Peeled(layer, result, spoilt, encoded(keys.signing.sign(words)))


def signature_holds(
    terms: BallotTerms, layer: int, before: Sha256, after: Sha256, spoilt: int, signature: Signature
) -> bool:
    """Whether the teller of this layer signed that the papers with the digest `before` became
    those with the digest `after`, and how many were spoilt."""
    raw = decoded(terms.tellers[layer - 1].key)[KEY_BYTES:]
    words = _signed(terms, layer, before, after, spoilt)
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(decoded(signature), words)
    except InvalidSignature:
        return False
    return True


def check_batch(
    terms: BallotTerms,
    closed: Sha256,
    layers: Iterable[Mapping[str, Any]],
    papers: Sequence[Sealed],
) -> None:
    """Whether these papers are what the tellers before made of those that were in the box.

    Args:
        closed: the digest that was announced at the closing.
        layers: the work done so far, as the platform tells it: layer, digest, spoilt, signature.

    Raises:
        Refused: if they are not, with the layer that does not fit.
    """
    for done in layers:
        before, closed = closed, done["digest"]
        layer, spoilt = done["layer"], done["spoilt"]
        if not signature_holds(terms, layer, before, closed, spoilt, done["signature"]):
            raise Refused(
                "signature-does-not-hold",
                vi=f"Chữ ký của người kiểm phiếu lớp {layer} không đúng; hãy dừng lại và báo đơn"
                " vị tổ chức.",
                en=f"The signature of the teller of layer {layer} does not hold; stop, and tell"
                " whoever holds the ballot.",
            )
    if papers_digest(papers) != closed or len(set(papers)) < len(papers):
        raise Refused(
            "other-papers",
            vi="Các phiếu nhận được không phải là các phiếu đã niêm yết; hãy dừng lại và báo đơn"
            " vị tổ chức.",
            en="These are not the papers that were announced; stop, and tell whoever holds the"
            " ballot.",
        )


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def _info(terms: BallotTerms, layer: int) -> bytes:
    return f"danvan ballot paper v1\n{terms.fingerprint}\n{layer}".encode()


def _signed(terms: BallotTerms, layer: int, before: Sha256, after: Sha256, spoilt: int) -> bytes:
    head = f"danvan ballot layer v1\n{terms.fingerprint}\n{layer}"
    return f"{head}\n{before}\n{after}\n{spoilt}".encode()
