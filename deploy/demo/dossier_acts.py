"""The year's dossiers: what becomes of each is drawn from the seed; the units' software says so.

Most are received and handed over in time. Some are supplemented, refused, taken back, or late:
mostly with a delay that is announced, which obliges to an apology letter.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import assert_never

from danvan.contracts.base import Model, Offered, Slug, Text
from danvan.contracts.feedback import (
    DelayReason,
    DossierCompletedOffered,
    DossierDelayOffered,
    DossierDeliveredOffered,
    DossierGround,
    DossierReadyOffered,
    DossierReceivedOffered,
    DossierRefusedOffered,
    DossierSupplementOffered,
    DossierWithdrawnOffered,
)
from danvan.deploy.demo.diary import LAST, Diary, Offer, at
from danvan.deploy.demo.letter_acts import LetterActs

#: So many at scale 1.
DOSSIERS = 20_400
#: Of all that is handed in, so much goes to the one-stop desk.
ONE_STOP_SHARE = 0.5
#: Between these lies the share that a unit receives online.
ONLINE = (0.25, 0.7)
#: The share that lies ready for a while before it is collected.
COLLECTED_LATER = 0.1
#: How often each reason for a delay is given.
REASONS = (40, 15, 20, 15, 3, 5, 2)
PAPERS = ("ban-sao-chung-thuc", "ban-ve-mat-bang", "hop-dong-thue-dia-diem", "van-ban-uy-quyen")


class Fate(Enum):
    """What becomes of a dossier."""

    SMOOTH = auto()
    LATE = auto()
    SUPPLEMENTED = auto()
    REFUSED = auto()
    WITHDRAWN = auto()


#: Some 4.5 per cent are late, as in the country.
FATES = (88.0, 4.5, 5.0, 1.5, 1.0)


class Delay(Enum):
    """How a late dossier is announced."""

    IN_TIME = auto()
    ANNOUNCED_TOO_LATE = auto()
    TWICE = auto()
    UNANNOUNCED = auto()


DELAYS = (80, 5, 5, 10)


class Procedure(Model):
    """One procedure. `at`: handed in at the one-stop desk, or at the affiliated units; `share`:
    how often, in per cent of what is handed in there."""

    id: Slug
    name: Text
    working_days: int
    at: str
    share: int


class Procedures(Model):
    """The content of a procedures file."""

    procedures: tuple[Procedure, ...]


@dataclass(frozen=True)
class Step:
    """A step of one dossier, on a working day by its number in the list."""

    day: int
    payload: Offered


class DossierActs:
    """Writes the dossiers of the year into the diary."""

    def __init__(
        self,
        diary: Diary,
        one_stop: str,
        units: Sequence[str],
        procedures: Sequence[Procedure],
        working_days: Sequence[date],
        letters: LetterActs,
        rng: random.Random,
        count: int,
    ) -> None:
        self._diary = diary
        self._one_stop = one_stop
        self._units = units
        self._procedures = procedures
        self._rng = rng
        self._count = count
        self._days = working_days
        self._letters = letters

    def write(self) -> None:
        """Every dossier. A delay that is announced obliges to an apology."""
        weights = [self._rng.uniform(0.4, 1.6) for _ in self._units]
        online = {unit: self._rng.uniform(*ONLINE) for unit in (self._one_stop, *self._units)}
        last = bisect_right(self._days, LAST)
        for number in range(self._count):
            if self._rng.random() < ONE_STOP_SHARE:
                unit, place = self._one_stop, "one-stop"
            else:
                unit, place = self._rng.choices(self._units, weights)[0], "units"
            here = [one for one in self._procedures if one.at == place]
            procedure = self._rng.choices(here, [one.share for one in here])[0]
            received = self._rng.randrange(last)
            code = f"H29-{self._days[received]:%y%m%d}-{number:05d}"
            hour = self._rng.uniform(7.5, 13)
            for step in self._life(unit, code, procedure, received, online[unit]):
                self._offer(unit, f"dossier/{unit}.{code}", step, hour)
                hour += 0.5  # steps on one day keep their order

    def _life(
        self, unit: str, code: str, procedure: Procedure, received: int, online: float
    ) -> Iterator[Step]:
        appointed = received + procedure.working_days
        payload: Offered = DossierReceivedOffered(
            dossier=code,
            procedure=procedure.id,
            received_on=self._days[received],
            appointment=self._days[appointed],
            online=self._rng.random() < online,
        )
        yield Step(received, payload)
        fate = self._rng.choices(list(Fate), FATES)[0]
        day = self._between(received, appointed)
        match fate:
            case Fate.SMOOTH:
                yield from self._resolved(code, day)
            case Fate.LATE:
                yield from self._delayed(unit, code, appointed)
            case Fate.SUPPLEMENTED:
                yield from self._supplemented(code, procedure, received)
            case Fate.REFUSED:
                ground = self._rng.choice(list(DossierGround))
                payload = DossierRefusedOffered(
                    dossier=code, refused_on=self._days[day], ground=ground
                )
                yield Step(day, payload)
            case Fate.WITHDRAWN:
                payload = DossierWithdrawnOffered(dossier=code, withdrawn_on=self._days[day])
                yield Step(day, payload)
            case _:
                assert_never(fate)

    def _resolved(self, code: str, day: int) -> Iterator[Step]:
        if self._rng.random() < COLLECTED_LATER:
            yield Step(day, DossierReadyOffered(dossier=code, ready_on=self._days[day]))
            day += self._rng.randint(1, 8)
        yield Step(day, DossierDeliveredOffered(dossier=code, delivered_on=self._days[day]))

    def _supplemented(self, code: str, procedure: Procedure, received: int) -> Iterator[Step]:
        asked = received + self._rng.choices((1, 2, 3, 4), (50, 30, 15, 5))[0]
        papers = tuple(self._rng.sample(PAPERS, self._rng.randint(1, 2)))
        yield Step(
            asked,
            DossierSupplementOffered(dossier=code, papers=papers, asked_on=self._days[asked]),
        )
        complete = asked + self._rng.randint(1, 12)
        appointed = complete + procedure.working_days
        yield Step(
            complete,
            DossierCompletedOffered(
                dossier=code,
                completed_on=self._days[complete],
                appointment=self._days[appointed],
            ),
        )
        yield from self._resolved(code, self._between(complete, appointed))

    def _delayed(self, unit: str, code: str, appointed: int) -> Iterator[Step]:
        promised = appointed + self._rng.randint(2, 6)
        how = self._rng.choices(list(Delay), DELAYS)[0]
        if how is not Delay.UNANNOUNCED:
            announced = appointed if how is Delay.ANNOUNCED_TOO_LATE else appointed - 1
            yield Step(announced, self._delay(code, promised))
            self._letters.owe(f"{unit}.{code}.apology", unit, announced)
        else:  # the day after it is too late for the letter, but it is owed
            self._letters.owe(f"{unit}.{code}.apology", unit, appointed + 1)
        if how is Delay.TWICE:
            told, promised = promised, promised + self._rng.randint(2, 6)
            yield Step(told - 1, self._delay(code, promised))
        yield from self._resolved(code, promised - self._rng.randint(0, 1))

    def _delay(self, code: str, promised: int) -> Offered:
        reason = self._rng.choices(list(DelayReason), REASONS)[0]
        return DossierDelayOffered(
            dossier=code, reason=reason, new_appointment=self._days[promised]
        )

    def _offer(self, unit: str, subject: str, step: Step, hour: float) -> None:
        """What happens after the year is over is not played."""
        day = self._days[step.day]
        if day <= LAST:
            self._diary.offer(Offer(unit, at(day, hour), subject, step.payload))

    def _between(self, after: int, until: int) -> int:
        """A day after one and until another: mostly well before the end."""
        return after + max(1, round(self._rng.triangular(0.3, 1.0, 0.8) * (until - after)))
