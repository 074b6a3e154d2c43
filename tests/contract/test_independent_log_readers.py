"""Readers that we did not write read our sealed logs: tlog-scales, and the packages of Go's own
checksum database."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import ConsistencyProof, InclusionProof, InclusionProofInvalid

from danvan.contracts.audit.cosignature import cosign, cosigner_vkey
from danvan.contracts.audit.merkle import leaf_hash
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.proof import Proof
from danvan.contracts.audit.tiles import WIDTH
from tests.support.logs import MemoryLog

SIGNER = Signer("danvan.test/log", bytes(range(32)))
WITNESS = Signer("danvan.test/witness", bytes(range(1, 33)))
#: Three levels of tiles, all of them with a part.
SIZE, OLD = WIDTH * WIDTH + 2 * WIDTH + 3, 300
LEAVES = (0, 299, WIDTH * WIDTH, SIZE - 1)
READLOG = Path(__file__).parent / "go" / "readlog.go"
#: Where Debian's golang-golang-x-mod-dev puts the packages.
GOPATH = Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def log() -> MemoryLog:
    log = MemoryLog([f'{{"sự kiện":{n}}}'.encode() for n in range(SIZE)], SIGNER)
    log.note = cosign(log.note, WITNESS, 1_700_000_000)
    return log


@pytest.fixture(scope="module")
def folder(log: MemoryLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log as static files."""
    folder = tmp_path_factory.mktemp("log")
    log.write(folder)
    return folder


def test_tlog_scales_reads_checkpoint_tiles_and_entries(log: MemoryLog, folder: Path) -> None:
    reader = TilesReader(LocalBackend(folder))
    checkpoint = reader.get_checkpoint()
    assert (checkpoint.origin, checkpoint.size) == (SIGNER.name, SIZE)
    for vkey in (SIGNER.vkey, cosigner_vkey(WITNESS)):
        checkpoint.verify(Vkey.from_string(vkey))
    assert reader.calculate_root_hash() == checkpoint.root_hash == log.tree.root()
    assert [reader.get_entry(leaf) for leaf in LEAVES] == [log.leaves[leaf] for leaf in LEAVES]


def test_tlog_scales_refuses_a_changed_checkpoint(log: MemoryLog, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_text(log.note.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n"))
    checkpoint = TilesReader(LocalBackend(tmp_path)).get_checkpoint()
    for vkey in (SIGNER.vkey, cosigner_vkey(WITNESS)):
        with pytest.raises(InvalidSignature):
            checkpoint.verify(Vkey.from_string(vkey))


def test_tlog_scales_makes_and_checks_the_same_proofs(log: MemoryLog, folder: Path) -> None:
    reader, tree = TilesReader(LocalBackend(folder)), log.tree
    root = reader.get_checkpoint().root_hash
    for leaf in LEAVES:
        proof = tree.inclusion(leaf)
        assert reader.get_inclusion_proof(leaf, SIZE).node_hashes == proof
        InclusionProof(leaf, SIZE, proof).check(leaf_hash(log.leaves[leaf]), root)
        with pytest.raises(InclusionProofInvalid):
            InclusionProof(leaf, SIZE, proof).check(leaf_hash(b"another"), root)
    for old in (1, OLD, WIDTH * WIDTH):
        consistency = tree.consistency(old)
        assert reader.get_consistency_proof(old, SIZE).node_hashes == consistency
        ConsistencyProof(old, SIZE, consistency).check(tree.hash_of(0, old), root)


@pytest.fixture(scope="module")
def readlog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program, built offline with the packages of the machine."""
    go = shutil.which("go")
    if go is None or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").exists():
        pytest.skip("Go with x/mod is not here (apt-get install golang-go golang-golang-x-mod-dev)")
    built = tmp_path_factory.mktemp("go")
    where = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(built / "cache")}
    program = built / "readlog"
    build = [go, "build", "-o", str(program), str(READLOG)]
    subprocess.run(build, env=os.environ | where, check=True, timeout=110)
    return program


def test_go_reads_the_log_and_checks_a_proof(
    readlog: Path, log: MemoryLog, folder: Path, tmp_path: Path
) -> None:
    for leaf in LEAVES:
        said = ran(readlog, log, folder, tmp_path, leaf, log.leaves[leaf])
        root = base64.b64encode(log.tree.root()).decode()
        assert (said.returncode, said.stdout.split()) == (0, [str(SIZE), root, str(leaf)])


def test_go_refuses_another_leaf_and_another_key(
    readlog: Path, log: MemoryLog, folder: Path, tmp_path: Path
) -> None:
    assert ran(readlog, log, folder, tmp_path, 7, b"another").returncode == 1
    stranger = MemoryLog([b"one"], Signer.new(SIGNER.name))
    assert ran(readlog, stranger, folder, tmp_path, 0, b"one").returncode == 1


def ran(
    readlog: Path, log: MemoryLog, folder: Path, work: Path, leaf: int, content: bytes
) -> subprocess.CompletedProcess[str]:
    """The Go program on the folder's log, and on the proof of a leaf that the log makes."""
    proof = Proof(leaf, tuple(log.tree.inclusion(leaf)), log.note)
    (work / "proof").write_text(proof.text())
    (work / "leaf").write_bytes(content)
    files = [str(work / "proof"), str(work / "leaf")]
    command = [str(readlog), str(folder), log.signer.vkey, str(OLD), *files]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
