"""Merkle hashing and proofs, against published vectors and against trees of any shape."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.audit.merkle import (
    EMPTY_ROOT,
    ProofWrong,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.tiles import Tree
from tests.support.logs import MemoryLog, shared_data

SIGNER = Signer("example.org/log", bytes(32))
#: Vectors that were published: proofs of both kinds, most of them wrong on purpose.
VECTORS = 196


def tree(size: int) -> Tree:
    return MemoryLog([str(n).encode() for n in range(size)], SIGNER).tree


def test_every_published_vector_is_judged_as_published() -> None:
    found = sorted(shared_data("merkle-vectors").rglob("*.json"))
    assert len(found) == VECTORS
    wrong = [str(path) for path in found if holds(path) is json.loads(path.read_text())["wantErr"]]
    assert wrong == []


def holds(path: Path) -> bool:
    vector = json.loads(path.read_text())
    proof = [base64.b64decode(one) for one in vector["proof"] or []]
    try:
        if "size1" in vector:
            roots = decoded(vector, "root1"), decoded(vector, "root2")
            verify_consistency(vector["size1"], vector["size2"], proof, *roots)
        else:
            leaf, root = decoded(vector, "leafHash"), decoded(vector, "root")
            verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, root)
    except ProofWrong:
        return False
    return True


def decoded(vector: dict[str, Any], key: str) -> bytes:
    return base64.b64decode(vector[key] or "")


def test_the_hashes_are_those_of_the_rfc() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY_ROOT
    assert leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    one, two, three = (leaf_hash(bytes([n])) for n in range(3))
    assert root_of([one, two, three]) == node_hash(node_hash(one, two), three)


def test_nothing_is_consistent_with_an_empty_tree() -> None:
    for size in (0, 1, 3):
        with pytest.raises(ProofWrong):
            verify_consistency(0, size, [], EMPTY_ROOT, tree(size).root())


def test_an_empty_root_with_an_empty_leaf_hash_is_refused() -> None:
    with pytest.raises(ProofWrong):
        verify_inclusion(0, 1, b"", [], b"")


@given(st.integers(1, 700), st.data())
def test_the_proofs_of_any_tree_hold(size: int, data: st.DataObject) -> None:
    of = tree(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    verify_inclusion(index, size, of.leaf(index), of.inclusion(index), of.root())
    verify_consistency(old, size, of.consistency(old), tree(old).root(), of.root())


@given(st.integers(2, 700), st.data())
def test_a_flipped_bit_breaks_any_proof(size: int, data: st.DataObject) -> None:
    of = tree(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    inclusion = flipped([of.leaf(index), of.root(), *of.inclusion(index)], data)
    with pytest.raises(ProofWrong):
        verify_inclusion(index, size, inclusion[0], inclusion[2:], inclusion[1])
    consistency = flipped([tree(old).root(), of.root(), *of.consistency(old)], data)
    with pytest.raises(ProofWrong):
        verify_consistency(old, size, consistency[2:], consistency[0], consistency[1])


def flipped(hashes: list[bytes], data: st.DataObject) -> list[bytes]:
    """The same hashes, but for one bit."""
    which, bit = data.draw(st.integers(0, len(hashes) - 1)), data.draw(st.integers(0, 255))
    changed = int.from_bytes(hashes[which], "big") ^ 1 << bit
    return [*hashes[:which], changed.to_bytes(32, "big"), *hashes[which + 1 :]]


@given(st.integers(2, 300), st.data())
def test_a_proof_of_another_leaf_is_refused(size: int, data: st.DataObject) -> None:
    of = tree(size)
    index, other = data.draw(
        st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)
    )
    with pytest.raises(ProofWrong):
        verify_inclusion(index, size, of.leaf(index), of.inclusion(other), of.root())
