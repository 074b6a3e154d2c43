"""Merkle trees as RFC 6962, section 2.1, hashes them: leaves, roots and both kinds of proof."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256 as _sha256

HASH_BYTES = 32
#: The root of a tree without leaves.
EMPTY_ROOT = _sha256(b"").digest()


class ProofWrong(Exception):
    """A proof does not lead from what it starts with to the root."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return _sha256(b"\x00" + leaf).digest()


def leaf_hashes(leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes of many leaves: what a verifier spends its time on."""
    return [_sha256(b"\x00" + leaf).digest() for leaf in leaves]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return _sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        # An odd one out moves up as it is: that is where the largest power of two splits.
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf with this hash is number `index` of a tree (RFC 9162, 2.1.3.2).

    Raises:
        ProofWrong: if it is not shown to be.
    """
    _check_hashes((leaf, root, *proof))
    if not 0 <= index < size:
        raise ProofWrong(f"a tree of {size} has no leaf {index}")
    node, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofWrong("the proof is too long")
        if node & 1 or node == last:
            reached = node_hash(step, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofWrong("the proof is too short")
    if reached != root:
        raise ProofWrong("the proof leads to another root")


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree of size `old` is a beginning of that of size `new` (RFC 9162, 2.1.4.2).

    Raises:
        ProofWrong: if it is not shown to be; from size 0 nothing can be.
    """
    if not 0 < old <= new:
        raise ProofWrong(f"no proof leads from size {old} to size {new}")
    if old == new:
        if proof or old_root != new_root:
            raise ProofWrong("two trees of one size differ, or a proof stands where none belongs")
        return
    _check_hashes((old_root, new_root, *proof))
    if not proof:
        raise ProofWrong("the proof is missing")
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    from_old = from_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofWrong("the proof is too long")
        if node & 1 or node == last:
            from_old, from_new = node_hash(step, from_old), node_hash(step, from_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            from_new = node_hash(from_new, step)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofWrong("the proof is too short")
    if from_old != old_root or from_new != new_root:
        raise ProofWrong("the proof leads to other roots")


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofWrong("a hash is not 32 bytes long")
