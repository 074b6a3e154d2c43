"""Cosignatures (C2SP tlog-cosignature, `cosignature/v1`): a witness saw this checkpoint, then."""

from __future__ import annotations

from danvan.contracts.audit.notes import COSIGNATURE, Note, NoteWrong, Signature, Signer, Verifier

#: Before the signature stands its time, in seconds since 1970, with so many bytes.
TIME_BYTES, SIGNATURE_BYTES = 8, 64


class CosignatureMissing(NoteWrong):
    """The witness has not cosigned."""


def cosigner_vkey(signer: Signer) -> str:
    """The verifier key of a witness's cosignatures."""
    return signer.verifier(COSIGNATURE).vkey


def cosign(note: str, signer: Signer, at: int) -> str:
    """The note with the witness's cosignature added, in place of an earlier one.

    The caller has checked that the checkpoint extends the last one it cosigned.
    """
    parsed = Note.parse(note)
    raw = at.to_bytes(TIME_BYTES, "big") + signer.sign_bytes(_message(parsed.text, at))
    mine = Signature(signer.name, signer.verifier(COSIGNATURE).key_id, raw)
    others = (s for s in parsed.signatures if (s.name, s.key_id) != (mine.name, mine.key_id))
    return Note(parsed.text, (*others, mine)).whole


def verify_cosignature(note: str, vkey: str) -> int:
    """When a witness cosigned, in seconds since 1970.

    Raises:
        CosignatureMissing: if it has not.
        NoteWrong: if its cosignature does not hold, or the key is none of a witness.
    """
    verifier, parsed = Verifier.parse(vkey), Note.parse(note)
    if verifier.type != COSIGNATURE:
        raise NoteWrong(f"the key of {verifier.name} is not a witness's")
    signature = verifier.find(parsed)
    if signature is None:
        raise CosignatureMissing(f"{verifier.name} has not cosigned")
    if len(signature.raw) != TIME_BYTES + SIGNATURE_BYTES:
        raise NoteWrong(f"the cosignature of {verifier.name} has a wrong length")
    at = int.from_bytes(signature.raw[:TIME_BYTES], "big")
    verifier.check(_message(parsed.text, at), signature.raw[TIME_BYTES:])
    return at


def _message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
