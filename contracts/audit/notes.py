"""Signed notes (C2SP signed-note): text with signature lines, Ed25519, keys as Go writes them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: Signature types of the specification.
ED25519, COSIGNATURE = 0x01, 0x04
PRIVATE = "PRIVATE+KEY+"
ID_BYTES, KEY_BYTES = 4, 32
DASH = "— "
MAX_SIGNATURES = 100


class NoteWrong(Exception):
    """A note, a key or a signature does not hold. The sentence says why."""


class KeyUnknown(NoteWrong):
    """None of the known keys has signed."""


@dataclass(frozen=True)
class Signature:
    """One signature line of a note: whose, by which key, and its bytes."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """As it stands in a note."""
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.raw).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text and its signatures; nothing is checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> Note:
        """Take a note apart.

        Raises:
            NoteWrong: if it is not in the form of one.
        """
        if any(ord(sign) < ord(" ") and sign != "\n" for sign in note):
            raise NoteWrong("the note has control characters")
        text, gap, signatures = note.rpartition("\n\n")
        lines = signatures.removesuffix("\n").split("\n")
        if not gap or not signatures.endswith("\n") or len(lines) > MAX_SIGNATURES:
            raise NoteWrong("the note has no signature lines, or too many")
        return cls(text + "\n", tuple(_signature(line) for line in lines))

    @property
    def whole(self) -> str:
        """As it is written."""
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}"


@dataclass(frozen=True)
class Verifier:
    """A public key with its name and the type of its signatures."""

    name: str
    type: int
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read `<name>+<hash>+<base64>`.

        Raises:
            NoteWrong: if it is not a verifier key.
        """
        name, _, rest = vkey.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _decode(encoded)
        verifier = cls(_name(name), raw[0] if raw else 0, raw[1:])
        if len(verifier.public) != KEY_BYTES or verifier.key_id.hex() != key_id:
            raise NoteWrong("not a verifier key: its hash or its length is wrong")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first bytes of its hash, by which a signature line names it."""
        return _key_id(self.name, self.type, self.public)

    @property
    def vkey(self) -> str:
        """As it is written."""
        encoded = base64.b64encode(bytes([self.type]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def find(self, note: Note) -> Signature | None:
        """This key's signature on a note; not checked."""
        mine = (s for s in note.signatures if (s.name, s.key_id) == (self.name, self.key_id))
        return next(mine, None)

    def check(self, message: bytes, signature: bytes) -> None:
        """Check an Ed25519 signature.

        Raises:
            NoteWrong: if it does not hold.
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise NoteWrong(f"the signature of {self.name} does not hold") from None


@dataclass(frozen=True)
class Signer:
    """A private key with its name."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> Signer:
        """A fresh key."""
        return cls(_name(name), Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read `PRIVATE+KEY+<name>+<hash>+<base64>`.

        Raises:
            NoteWrong: if it is not a private key; the key is never quoted.
        """
        name, _, rest = text.strip().removeprefix(PRIVATE).partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _decode(encoded)
        if not text.startswith(PRIVATE) or len(raw) != 1 + KEY_BYTES or raw[0] != ED25519:
            raise NoteWrong("not a private key of notes")
        signer = cls(_name(name), raw[1:])
        if signer.verifier().key_id.hex() != key_id:
            raise NoteWrong("the private key's hash is wrong")
        return signer

    @property
    def text(self) -> str:
        """As it is written: a secret."""
        encoded = base64.b64encode(bytes([ED25519]) + self.seed).decode()
        return f"{PRIVATE}{self.name}+{self.verifier().key_id.hex()}+{encoded}"

    @property
    def vkey(self) -> str:
        """The verifier key that goes with it."""
        return self.verifier().vkey

    def verifier(self, kind: int = ED25519) -> Verifier:
        """The public half, for signatures of a type."""
        return Verifier(self.name, kind, self._key().public_key().public_bytes_raw())

    def sign_bytes(self, message: bytes) -> bytes:
        """The bare Ed25519 signature of some bytes."""
        return self._key().sign(message)

    def sign(self, text: str) -> str:
        """The text as a note, signed."""
        if not text.endswith("\n"):
            raise ValueError("the text of a note ends with a newline")
        raw = self.sign_bytes(text.encode())
        return Note(text, (Signature(self.name, self.verifier().key_id, raw),)).whole

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def open_note(note: str, vkeys: Sequence[str]) -> tuple[Note, tuple[str, ...]]:
    """The note, and the names of those of the given keys that signed it. Others are passed over.

    Raises:
        KeyUnknown: if none of them signed.
        NoteWrong: if a given key's signature does not hold, or it is no note.
    """
    parsed = Note.parse(note)
    signed: list[str] = []
    for verifier in map(Verifier.parse, vkeys):
        signature = verifier.find(parsed)
        if signature is not None and verifier.type == ED25519:
            verifier.check(parsed.text.encode(), signature.raw)
            signed.append(verifier.name)
    if not signed:
        raise KeyUnknown("none of the known keys has signed the note")
    return parsed, tuple(signed)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    raw = _decode(encoded)
    if not line.startswith(DASH) or len(raw) <= ID_BYTES:
        raise NoteWrong("a signature line is not in the form of one")
    return Signature(_name(name), raw[:ID_BYTES], raw[ID_BYTES:])


def _name(name: str) -> str:
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise NoteWrong("a key's name is empty, or has a space or a plus")
    return name


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public).digest()[:ID_BYTES]


def _decode(encoded: str) -> bytes:
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise NoteWrong("not base64") from None
    if base64.b64encode(raw).decode() != encoded:
        raise NoteWrong("base64 is written in an unusual way")
    return raw
