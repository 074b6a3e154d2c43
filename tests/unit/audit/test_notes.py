"""Signed notes, keys, checkpoints and cosignatures: what holds, and what is refused."""

from __future__ import annotations

import base64

import pytest

from danvan.contracts.audit.checkpoint import Checkpoint, open_checkpoint
from danvan.contracts.audit.cosignature import (
    CosignatureMissing,
    cosign,
    cosigner_vkey,
    verify_cosignature,
)
from danvan.contracts.audit.merkle import EMPTY_ROOT
from danvan.contracts.audit.notes import KeyUnknown, Note, NoteWrong, Signer, Verifier, open_note

LOG = Signer("example.org/log", bytes(range(32)))
WITNESS = Signer("example.org/witness", bytes(range(1, 33)))
HEAD = Checkpoint(LOG.name, 7, bytes(32))
NOTE = LOG.sign(HEAD.text())
#: The example of Go's package golang.org/x/mod/sumdb/note: a key, a text and its signature.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)


def test_a_key_that_go_wrote_signs_what_its_verifier_reads() -> None:
    assert Signer.parse(GO_KEY).vkey == GO_VKEY
    note, names = open_note(Signer.parse(GO_KEY).sign(GO_TEXT), [GO_VKEY])
    assert (note.text, names) == (GO_TEXT, ("PeterNeumann",))


def test_keys_survive_being_written() -> None:
    signer = Signer.new("example.org/new")
    assert Signer.parse(f"{signer.text}\n") == signer
    assert Verifier.parse(signer.vkey).vkey == signer.vkey


@pytest.mark.parametrize(
    "text",
    [
        LOG.vkey,
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY[:-1],
        "",
    ],
)
def test_what_is_no_private_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(NoteWrong) as refusal:
        Signer.parse(text)
    assert "AYEKFALV" not in str(refusal.value)


@pytest.mark.parametrize(
    "vkey", [GO_VKEY.replace("c74f", "C74F"), GO_VKEY[:-4], GO_VKEY.replace("+", " "), "", "a+b+c"]
)
def test_what_is_no_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteWrong):
        Verifier.parse(vkey)


def test_a_changed_text_or_signature_does_not_hold() -> None:
    line = Note.parse(NOTE).signatures[0].line
    raw = bytearray(base64.b64decode(line.split()[-1]))
    raw[-1] ^= 1
    for changed in (NOTE.replace("\n7\n", "\n8\n"), NOTE.replace(line, relined(line, raw))):
        with pytest.raises(NoteWrong, match="does not hold"):
            open_note(changed, [LOG.vkey])


def relined(line: str, raw: bytes) -> str:
    return f"{line.rpartition(' ')[0]} {base64.b64encode(raw).decode()}\n"


def test_a_signature_of_another_key_of_the_same_name_is_unknown() -> None:
    with pytest.raises(KeyUnknown):
        open_note(NOTE, [Signer.new(LOG.name).vkey])


@pytest.mark.parametrize(
    "note",
    [
        "",
        HEAD.text(),
        NOTE.removesuffix("\n"),
        NOTE.replace("\n7\n", "\n7\r\n"),
        NOTE.replace("\n7\n", "\n7\t\n"),
        NOTE.replace("— ", "- "),
        f"{NOTE}\n",
        NOTE[:-2] + "!\n",
        NOTE.replace("=\n", "\n"),
        NOTE + NOTE.rpartition("\n\n")[2] * 100,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteWrong):
        open_checkpoint(note, [LOG.vkey])


def test_sixteen_signatures_and_more_are_read() -> None:
    note = NOTE
    for n in range(40):
        note = cosign(note, Signer.new(f"example.org/witness/{n}"), 1)
    assert open_checkpoint(note, [LOG.vkey]) == HEAD


@pytest.mark.parametrize(
    "text",
    [
        f"{LOG.name}\n07\n{'A' * 43}=\n",
        f"{LOG.name}\n+7\n{'A' * 43}=\n",
        f"{LOG.name}\n-7\n{'A' * 43}=\n",
        f"{LOG.name}\n\u0667\n{'A' * 43}=\n",
        f"{LOG.name}\n7\n{'A' * 42}B=\n",
        f"{LOG.name}\n7\n{'A' * 40}\n",
        f"{LOG.name}\n7\n",
        f"\n7\n{'A' * 43}=\n",
        f"{LOG.name}\n7\n{'A' * 43}=\n\nmore\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteWrong):
        open_checkpoint(LOG.sign(text), [LOG.vkey])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(NoteWrong, match="not of the log that signed"):
        open_checkpoint(LOG.sign(Checkpoint("another", 0, EMPTY_ROOT).text()), [LOG.vkey])


def test_a_witness_says_when_it_saw_a_checkpoint() -> None:
    note = cosign(NOTE, WITNESS, 1_700_000_000)
    assert verify_cosignature(note, cosigner_vkey(WITNESS)) == 1_700_000_000
    assert open_checkpoint(note, [LOG.vkey]) == HEAD


def test_cosigning_again_takes_the_place_of_the_first() -> None:
    note = cosign(cosign(NOTE, WITNESS, 1), WITNESS, 2)
    assert verify_cosignature(note, cosigner_vkey(WITNESS)) == 2
    assert len(Note.parse(note).signatures) == 2


def test_a_cosignature_with_another_time_does_not_hold() -> None:
    signature = Note.parse(cosign(NOTE, WITNESS, 1)).signatures[-1]
    raw = bytearray(signature.key_id + signature.raw)
    raw[11] ^= 1
    with pytest.raises(NoteWrong, match="does not hold"):
        verify_cosignature(NOTE + relined(signature.line, raw), cosigner_vkey(WITNESS))


def test_a_missing_cosignature_is_told_from_a_wrong_one() -> None:
    with pytest.raises(CosignatureMissing):
        verify_cosignature(NOTE, cosigner_vkey(WITNESS))


def test_a_log_key_is_no_witness_key() -> None:
    with pytest.raises(NoteWrong, match="not a witness's"):
        verify_cosignature(NOTE, LOG.vkey)
