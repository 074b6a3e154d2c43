"""The year's letters: apologies for delays, thanks for help. Units sign and send those of a day
together; some they send late, some never."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Offered
from danvan.contracts.feedback import (
    LettersSentOffered,
    LettersSignedOffered,
    ThankYouLetterOffered,
)
from danvan.deploy.demo.diary import LAST, Diary, Offer, at

#: So many thank-you letters at scale 1.
THANKS = 380
#: How often a letter is sent at once, sent days later, never signed.
SENT = (91, 4, 5)
LATER_DAYS, THANKS_DUE_DAYS = 3, 5
REASONS = ("hien-tang-hien-vat", "gop-y-xay-dung", "phoi-hop-cong-tac", "ho-tro-phong-trao")


class LetterActs:
    """Collects what is owed on which working day, by its number, then writes it into the diary."""

    def __init__(self, diary: Diary, working_days: Sequence[date], rng: random.Random) -> None:
        self._diary = diary
        self._days = working_days
        self._rng = rng
        self._signed: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._sent: dict[tuple[int, str], list[str]] = defaultdict(list)

    def owe(self, letter: str, unit: str, day: int) -> None:
        """The unit owes a letter since the morning of that day."""
        [later] = self._rng.choices((0, LATER_DAYS, None), SENT)
        if later is not None:
            self._signed[day, unit].append(letter)
            self._sent[day + later, unit].append(letter)

    def thank(self, units: Sequence[str], count: int) -> None:
        """Units thank people, all through the year."""
        for number in range(count):
            unit = self._rng.choice(units)
            day = self._rng.randrange(bisect_right(self._days, LAST))
            code = f"TCO-2023-{number:04d}"
            payload = ThankYouLetterOffered(
                code=code,
                about=f"unit/{unit}",
                due_on=self._days[day + THANKS_DUE_DAYS],
                reason=self._rng.choice(REASONS),
            )
            self._offer(day, 9.5, unit, f"{unit}.{code}.thank-you", payload)
            self.owe(f"{unit}.{code}.thank-you", unit, day)

    def write(self) -> None:
        """Whatever was owed is signed and sent, if it is."""
        for (day, unit), letters in sorted(self._signed.items()):
            payload = LettersSignedOffered(letters=tuple(letters))
            self._offer(day, 16, unit, letters[0], payload)
        for (day, unit), letters in sorted(self._sent.items()):
            self._offer(day, 16.5, unit, letters[0], LettersSentOffered(letters=tuple(letters)))

    def _offer(self, day: int, hour: float, unit: str, letter: str, payload: Offered) -> None:
        if self._days[day] <= LAST:
            moment = at(self._days[day], hour)
            self._diary.offer(Offer(unit, moment, f"letter/{letter}", payload))
