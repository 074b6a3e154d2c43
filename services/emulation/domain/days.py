"""The rule of days that all aggregates of emulation share."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused


def in_the_future(day: date, pointer: str) -> Refused:
    """It can't have happened yet."""
    return Refused(
        "day-in-the-future",
        vi=f"Ngày {day:%d/%m/%Y} chưa tới; hãy ghi ngày đã qua hoặc hôm nay.",
        en=f"{day} lies ahead; give a day that has come.",
        pointer=pointer,
    )
