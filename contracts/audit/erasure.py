"""What facts tell of erased persons: which keys they are sealed under, which key was destroyed."""

from __future__ import annotations

import re

from pydantic import ValidationError

from danvan.contracts.base import Model
from danvan.contracts.personal import PREFIX, PersonalDataErased

_KEY = re.compile(re.escape(PREFIX.encode()) + rb"([0-9a-f]{32}):")
_TYPE = re.compile(r"danvan\.[a-z-]+\.personal-data-erased\.v[0-9]+")


class _Erasure(Model):
    type: str
    data: PersonalDataErased


def keys_in(raw: bytes) -> frozenset[str]:
    """The keys under which parts of a fact are sealed."""
    return frozenset(key.decode() for key in _KEY.findall(raw))


def read_erasure(raw: bytes) -> PersonalDataErased | None:
    """Which key was destroyed, and by which order; None if the fact tells of something else."""
    if b"personal-data-erased" not in raw:
        return None
    try:
        read = _Erasure.model_validate_json(raw)
    except ValidationError:
        return None
    return read.data if _TYPE.fullmatch(read.type) else None
