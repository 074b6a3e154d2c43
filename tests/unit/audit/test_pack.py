"""Evidence packs: what is in one is proved, and what was changed in one is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.contracts.audit.cosignature import cosign, cosigner_vkey
from danvan.contracts.audit.merkle import ProofWrong, leaf_hash
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.pack import Manifest, PackedFact, PackedLog, write_pack
from danvan.contracts.audit.pack_check import Erased, PackReport, PackWrong, verify_pack
from danvan.contracts.audit.proof import Proof
from danvan.contracts.personal import PREFIX
from tests.support.logs import MemoryLog

FEEDBACK = Signer("danvan.test/feedback", bytes(range(32)))
PLANNING = Signer("danvan.test/planning", bytes(range(2, 34)))
WITNESS = Signer("danvan.test/witness", bytes(range(1, 33)))
VKEYS, WITNESSES = (FEEDBACK.vkey, PLANNING.vkey), (cosigner_vkey(WITNESS),)
KEY, OTHER_KEY = "8f1d0c5b7a3e49d2b6c4e0a1f2937d58", "0" * 32
#: Facts of feedback that say something of a person, and the erasure of one.
OF_A_PERSON, OF_ANOTHER, ERASURE = 5, 6, 400
MANIFEST = Manifest(
    what="one case",
    for_whom="an inspector",
    made=datetime(2023, 5, 10, tzinfo=UTC),
    redacted=True,
    criteria={"case": "petition/one"},
)


def feedback() -> MemoryLog:
    leaves = [f'{{"n":{n}}}'.encode() for n in range(700)]
    for index, key in ((OF_A_PERSON, KEY), (OF_ANOTHER, OTHER_KEY)):
        leaves[index] = f'{{"data":{{"name":"{PREFIX}{key}:{"1" * 32}:c2VhbGVk"}}}}'.encode()
    leaves[ERASURE] = (
        '{"type":"danvan.feedback.personal-data-erased.v1",'
        f'"data":{{"key":"{KEY}","order":"112/QĐ"}}}}'
    ).encode()
    return sealed(leaves, FEEDBACK)


def sealed(leaves: list[bytes], signer: Signer) -> MemoryLog:
    log = MemoryLog(leaves, signer)
    log.note = cosign(log.note, WITNESS, 1_700_000_000)
    return log


def packed(service: str, log: MemoryLog, shown: set[int], withheld: set[int]) -> PackedLog:
    facts = [
        PackedFact(
            index,
            log.leaves[index] if index in shown else None,
            leaf_hash(log.leaves[index]),
            tuple(log.tree.inclusion(index)),
        )
        for index in sorted(shown | withheld)
    ]
    return PackedLog(service, log.signer.vkey, log.note, facts)


def write(path: Path) -> Path:
    """A pack of two logs, in which one fact is withheld."""
    shown = {0, OF_A_PERSON, OF_ANOTHER, ERASURE, 699}
    logs = [
        packed("planning", sealed([b"{}"], PLANNING), {0}, set()),
        packed("feedback", feedback(), shown, {300}),
    ]
    write_pack(
        path,
        MANIFEST,
        logs,
        witnesses=WITNESSES,
        schemas={"danvan.feedback.petition-received.v1": b"{}"},
        summary=b"%PDF-1.7",
    )
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "pack.zip")


def checked(pack: Path) -> PackReport:
    return verify_pack(pack, VKEYS, WITNESSES)


def test_a_pack_is_verified_with_keys_that_are_trusted(pack: Path) -> None:
    report = checked(pack)
    assert (report.sound, report.own_keys) == (True, False)
    logs = [(log.service, log.origin, log.size, log.present, log.withheld) for log in report.logs]
    assert logs == [
        ("feedback", FEEDBACK.name, 700, 5, 1),
        ("planning", PLANNING.name, 1, 1, 0),
    ]


def test_what_was_erased_is_present_unreadable_and_said_to_be_erased(pack: Path) -> None:
    assert checked(pack).logs[0].erased == (Erased(OF_A_PERSON, "112/QĐ"),)


def test_without_keys_the_packs_own_are_used_and_that_is_said(pack: Path) -> None:
    report = verify_pack(pack)
    assert (report.sound, report.own_keys) == (True, True)


def test_the_same_content_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    assert pack.read_bytes() == write(tmp_path / "again.zip").read_bytes()


def test_every_file_is_where_the_format_says(pack: Path) -> None:
    names = zipfile.ZipFile(pack).namelist()
    assert {"README.txt", "manifest.json", "keys.json", "summary.pdf"} < set(names)
    assert "schemas/danvan.feedback.petition-received.v1.json" in names
    assert {
        "logs/feedback/checkpoint",
        "logs/feedback/facts/0.json",
        "logs/feedback/facts/300.hash",
        "logs/feedback/proofs/300.tlog-proof",
    } < set(names)
    assert not {name for name in names if "facts/300.json" in name}


FACT, PROOF = "logs/feedback/facts/699.json", "logs/feedback/proofs/699.tlog-proof"
HASH = "logs/feedback/facts/300.hash"


@pytest.mark.parametrize(
    ("name", "change", "leaf"),
    [
        (FACT, lambda raw: raw + b" ", 699),
        (FACT, lambda raw: None, 699),
        (PROOF, lambda raw: None, 699),
        (PROOF, lambda raw: raw.replace(b"index 699", b"index 698"), 699),
        (PROOF, lambda raw: raw.replace(b"\n700\n", b"\n701\n"), 699),
        (PROOF, lambda raw: b"", 699),
        (PROOF, lambda raw: b"\xff" + raw, 699),
        (HASH, lambda raw: bytes(32), 300),
        (HASH, lambda raw: raw[:-1], 300),
    ],
)
def test_a_changed_fact_or_proof_is_named(
    pack: Path, name: str, change: Callable[[bytes], bytes | None], leaf: int
) -> None:
    rewrite(pack, name, change)
    report = checked(pack)
    assert not report.sound
    assert [(p.rule, p.leaf) for p in report.logs[0].problems] == [("proof-wrong", leaf)]


def test_a_changed_checkpoint_proves_nothing(pack: Path) -> None:
    rewrite(pack, "logs/feedback/checkpoint", lambda raw: raw.replace(b"\n700\n", b"\n701\n"))
    [problem] = checked(pack).logs[0].problems
    assert problem.rule == "checkpoint-signature-wrong"


def test_a_log_whose_key_is_not_given_is_not_trusted(pack: Path) -> None:
    report = verify_pack(pack, [FEEDBACK.vkey])
    assert [[p.rule for p in log.problems] for log in report.logs] == [
        [],
        ["checkpoint-key-unknown"],
    ]


def test_a_witness_that_is_asked_for_must_have_cosigned(pack: Path) -> None:
    report = verify_pack(pack, VKEYS, [cosigner_vkey(Signer.new("danvan.test/second"))])
    assert [[p.rule for p in log.problems] for log in report.logs] == [["cosignature-missing"]] * 2


def test_an_erasure_that_is_not_proved_erases_nothing(pack: Path) -> None:
    rewrite(pack, f"logs/feedback/facts/{ERASURE}.json", lambda raw: raw.replace(b"112", b"113"))
    assert checked(pack).logs[0].erased == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logs/feedback/facts/0.hash", bytes(32)),
        ("logs/feedback/facts/00.json", b"{}"),
        ("logs/feedback/other", b""),
        ("logs/feedback/proofs/0.json", b"{}"),
        ("logs/../x/checkpoint", b""),
        (FACT, b"{}"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_pack_with_a_file_that_does_not_belong_there_is_refused(
    pack: Path, name: str, content: bytes
) -> None:
    with zipfile.ZipFile(pack, "a") as changed:
        changed.writestr(name, content)
    with pytest.raises(PackWrong):
        checked(pack)


@pytest.mark.parametrize("name", ["keys.json", "logs/feedback/checkpoint"])
def test_a_pack_that_lacks_a_file_is_refused(pack: Path, name: str) -> None:
    rewrite(pack, name, lambda raw: None)
    with pytest.raises(PackWrong):
        checked(pack)


def test_a_small_pack_that_unpacks_to_a_full_disk_is_refused(pack: Path) -> None:
    rewrite(pack, FACT, lambda raw: bytes(1 << 25))
    with pytest.raises(PackWrong, match="larger"):
        checked(pack)


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK", b"%PDF-1.7"):
        (tmp_path / "pack").write_bytes(content)
        with pytest.raises(PackWrong):
            checked(tmp_path / "pack")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_bit_is_noticed_or_at_most_leaves_something_out(
    pack: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(pack.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    changed = tmp_path / "changed.zip"
    changed.write_bytes(raw)
    try:
        report = checked(changed)
    except PackWrong:
        return
    whole = {log.service: log for log in checked(pack).logs}
    for log in report.logs if report.sound else ():
        assert log.present <= whole[log.service].present
        assert (log.origin, log.size) == (whole[log.service].origin, whole[log.service].size)


def rewrite(pack: Path, name: str, change: Callable[[bytes], bytes | None]) -> None:
    """Change one file of a pack; None takes it out."""
    with zipfile.ZipFile(pack) as old:
        files = {each: old.read(each) for each in old.namelist()}
    changed = change(files.pop(name))
    if changed is not None:
        files[name] = changed
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as new:
        for each, content in files.items():
            new.writestr(each, content)


def test_a_proof_survives_being_written() -> None:
    log = feedback()
    proof = Proof(5, tuple(log.tree.inclusion(5)), log.note)
    assert Proof.parse(proof.text()) == proof
    alone = Proof(0, (), sealed([b"{}"], PLANNING).note)
    assert Proof.parse(alone.text()) == alone


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 5", "index 05"),
        lambda text: text.replace("index 5", "extra YQ==\nindex 5"),
        lambda text: text.replace("index 5", "index 5\nYQ=="),
        lambda text: text.replace("index 5", "index 5\n?"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("index 5\n", "index 5\n" + "A" * 43 + "=\n", 1).replace(
            "A" * 43 + "=\n", ("A" * 43 + "=\n") * 60
        ),
        lambda text: "",
    ],
)
def test_what_is_no_proof_is_refused(change: Callable[[str], str]) -> None:
    log = feedback()
    text = change(Proof(5, tuple(log.tree.inclusion(5)), log.note).text())
    with pytest.raises(ProofWrong):
        Proof.parse(text)
