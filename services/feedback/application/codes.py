"""The code with which a citizen follows a case: 80 random bits, told once, kept as a hash."""

from __future__ import annotations

import base64
import hashlib
import secrets

BYTES, GROUP = 10, 4


def new_code() -> str:
    """A code in groups of four, as people read it out: `ABCD-EFGH-IJKL-MNOP`."""
    letters = base64.b32encode(secrets.token_bytes(BYTES)).decode()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def hash_of(code: str) -> str:
    """What is kept of a code, however it was typed. (Random bits need no salt.)"""
    letters = "".join(filter(str.isalnum, code)).upper()
    return hashlib.sha256(letters.encode()).hexdigest()
