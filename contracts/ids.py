"""Identifiers of facts: UUIDv7 (RFC 9562), rising within one process."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = [0]


def uuid7() -> UUID:
    """A new UUIDv7. Its time part (48 bits of milliseconds, 12 of fraction) always rises."""
    with _lock:
        ticks = max(time.time_ns() // 250, _last[0] + 1)  # 250 ns: 12 bits below a millisecond
        _last[0] = ticks
    millis, fraction = divmod(ticks, 4000)
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
