"""Time as a fact: the clock says once a local day that the day has begun."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from danvan.contracts.base import Payload

TIME_ZONE = "Asia/Ho_Chi_Minh"


class DayStarted(Payload):
    """The local day has begun. Its date is the message id, so a second one changes nothing."""

    day: date


def local_day(at: datetime) -> date:
    """The agency's day at a moment."""
    return at.astimezone(ZoneInfo(TIME_ZONE)).date()
