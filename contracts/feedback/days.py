"""Days and numbers as others give them: within what calendars can count and stores can hold.

A day at the edge of all time would end the counting of a limit with a fault, and so the service.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from danvan.contracts.problems import rule_broken

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


def _possible(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise rule_broken(
            "impossible-date",
            f"Ngày phải từ năm {EARLIEST.year} đến năm {LATEST.year}; hãy ghi lại ngày.",
            f"The day must lie from {EARLIEST.year} to {LATEST.year}; correct it.",
        )
    return day


#: A day that limits can be counted from, forward and backward.
Day = Annotated[date, AfterValidator(_possible)]
#: How many people or letters one petition has.
Many = Annotated[int, Field(ge=1, le=100_000)]
