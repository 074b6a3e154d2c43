"""What is reported has happened: no day that somebody reports lies ahead."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused


def check_happened(day: date, today: date, pointer: str) -> None:
    """A reported day is here.

    Raises:
        Refused: if it lies ahead.
    """
    if day > today:
        raise Refused(
            "day-in-the-future",
            vi=f"Ngày {day:%d/%m/%Y} chưa đến; chỉ báo cáo việc đã diễn ra.",
            en=f"{day} has not come yet; report what has happened.",
            pointer=pointer,
        )
