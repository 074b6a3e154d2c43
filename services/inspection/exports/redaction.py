"""What a redacted export holds back: what only a service and inspection may read, and what has
personal values in it, sealed though they are."""

from __future__ import annotations

from pydantic_core import from_json

from danvan.contracts.catalogue import CATALOGUE
from danvan.contracts.entry import Audience
from danvan.contracts.personal import PREFIX
from danvan.services.inspection.exports.events import Leaf

_SEALED = f'"{PREFIX}'.encode()


def is_withheld(leaf: Leaf) -> bool:
    """Whether a fact is held back. One of a type that this release does not know always is."""
    entry = CATALOGUE.get(from_json(leaf.raw)["type"])
    return entry is None or entry.audience is Audience.INTERNAL or _SEALED in leaf.raw
