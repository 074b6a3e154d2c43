"""What happens on which day. An act may write further acts into later days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from danvan.contracts.base import Offered
from danvan.services.chassis.clock import LOCAL

Act = Callable[[date], Awaitable[None]]
#: The year. The day after it is played too: what happened on a day is counted as the next begins.
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


@dataclass(frozen=True)
class Offer:
    """What a unit submits, and when it does. `raw` replaces the bytes: a mistake on purpose."""

    unit: str
    at: datetime
    subject: str
    payload: Offered
    raw: bytes | None = None


class World(Protocol):
    """Where days begin, units submit, and all effects are waited for."""

    async def begin(self, day: date) -> None:
        """The day begins."""
        ...

    async def submit(self, offers: Sequence[Offer]) -> None:
        """Units submit."""
        ...

    async def settle(self) -> None:
        """All effects are there."""
        ...


class Diary:
    """What units submit and what people do, by day. Units come first, in the order of the clock."""

    def __init__(self) -> None:
        self._offers: dict[date, list[Offer]] = defaultdict(list)
        self._acts: dict[date, list[Act]] = defaultdict(list)
        self._today = date.min

    def offer(self, *offers: Offer) -> None:
        """Units submit this, each at its own time."""
        for one in offers:
            assert one.at.date() > self._today, "what is written into a day that is over is lost"
            self._offers[one.at.date()].append(one)

    def on(self, day: date, act: Act) -> None:
        """Do this on that day."""
        assert day > self._today, "what is written into a day that is over is lost"
        self._acts[day].append(act)

    async def play(
        self, world: World, first: date, last: date, told: Callable[[date], None]
    ) -> None:
        """Live through the days, both included. `told` hears of each."""
        for day in days(first, last):
            told(day)
            self._today = day
            await world.begin(day)
            await world.settle()
            if offers := sorted(self._offers.pop(day, ()), key=lambda offer: offer.at):
                await world.submit(offers)
                await world.settle()
            if acts := self._acts.pop(day, ()):
                for act in acts:
                    await act(day)
                await world.settle()


def days(first: date, last: date) -> Iterator[date]:
    """Every day, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def at(day: date, hour: float) -> datetime:
    """A moment of a local day."""
    return datetime.combine(day, time.min, LOCAL) + timedelta(hours=hour)
