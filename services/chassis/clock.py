"""Where the time comes from: the machine's clock, or the scenario that is being played.

Rules judge by the time at which the broker took a message in, never by what its sender says. Only
a scenario (the demo year) lets senders say when they act, and a service's health says so then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from danvan.contracts.calendar import TIME_ZONE

LOCAL = ZoneInfo(TIME_ZONE)


class Clock(Protocol):
    """Tells the time, with an offset."""

    scenario: bool

    def now(self) -> datetime:
        """The time at which something is recorded."""
        ...

    def taken_in(self, stored: datetime, said: datetime | None) -> datetime:
        """The authoritative time of a message: when the broker stored it."""
        ...

    def day_started(self, day: date) -> None:
        """A day has begun."""
        ...

    def begin_at(self, moment: datetime) -> None:
        """The last fact was recorded then."""
        ...


class SystemClock:
    """The machine's clock, in the agency's time zone."""

    scenario = False

    def now(self) -> datetime:
        """Now."""
        return datetime.now(LOCAL)

    def taken_in(self, stored: datetime, said: datetime | None) -> datetime:
        """What the broker says; what the sender says changes nothing."""
        return stored.astimezone(LOCAL)

    def day_started(self, day: date) -> None:
        """The machine's clock needs no telling."""

    def begin_at(self, moment: datetime) -> None:
        """The machine's clock needs no telling."""


class ScenarioClock:
    """Plays a scenario: time stands where the last message or day put it. Never goes back."""

    scenario = True

    def __init__(self) -> None:
        self._now = datetime(1970, 1, 1, tzinfo=UTC).astimezone(LOCAL)

    def now(self) -> datetime:
        """The scenario's time."""
        return self._now

    def taken_in(self, stored: datetime, said: datetime | None) -> datetime:
        """What the sender says is when it happened."""
        self.advance(said or self._now)
        return (said or self._now).astimezone(LOCAL)

    def day_started(self, day: date) -> None:
        """Midnight of the day."""
        self.advance(datetime.combine(day, time.min, LOCAL))

    def begin_at(self, moment: datetime) -> None:
        """A play that was broken off goes on where it was."""
        self.advance(moment)

    def advance(self, moment: datetime) -> None:
        """Go on to a moment, if it is not past already."""
        self._now = max(self._now, moment.astimezone(LOCAL))
