"""The year's petitions, of all four classes: what becomes of each is drawn from the seed.

Units' software says so, step by step; some go to others, are refused, taken back, extended, late.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from danvan.contracts.base import Offered
from danvan.contracts.feedback import (
    Channel,
    Competence,
    Complexity,
    Document,
    Finding,
    Following,
    PetitionClass,
    PetitionClassificationOffered,
    PetitionExtensionOffered,
    PetitionLinkOffered,
    PetitionOffered,
    PetitionStepOffered,
    PetitionWithdrawalOffered,
    RefusalGround,
    Relation,
    Stage,
    StepDetails,
)
from danvan.deploy.demo import petition_odds as odds
from danvan.deploy.demo.diary import LAST, Diary, Offer, at


@dataclass
class Life:
    """One petition as it goes on. `day`: by its number among the working days."""

    unit: str
    number: str
    day: int
    hour: float = 9.0
    steps: list[tuple[int, float, Offered]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What everybody calls it."""
        return f"{self.unit}.{self.number}"

    def then(self, days: int, payload: Offered) -> None:
        """So many working days later this happens; on the same day, half an hour later."""
        self.day, self.hour = self.day + days, 9.0 if days else self.hour + 0.5
        self.steps.append((self.day, self.hour, payload))


class PetitionActs:
    """Writes the petitions of the year into the diary."""

    def __init__(
        self,
        diary: Diary,
        units: Sequence[str],
        inspectorate: str,
        working_days: Sequence[date],
        rng: random.Random,
    ) -> None:
        self._diary = diary
        self._units = units
        self._inspectorate = inspectorate
        self._days = working_days
        self._rng = rng
        self._documents = 0
        #: Petitions and days: what was answered or decided, denounced, and closed again.
        self.handled: list[tuple[str, date]] = []
        self.denounced: list[tuple[str, date]] = []
        self.closed_denunciations: list[tuple[str, date]] = []

    def write(self, count: int) -> None:
        """So many petitions, and the second complaints and duplicates that come of them."""
        last = bisect_right(self._days, LAST)
        for number in range(count):
            [class_] = self._rng.choices([*odds.CLASSES], [*odds.CLASSES.values()])
            grave = class_ in (PetitionClass.COMPLAINT, PetitionClass.DENUNCIATION)
            at_inspectorate = grave and self._rng.random() < odds.INSPECTORATE_SHARE
            unit = self._inspectorate if at_inspectorate else self._rng.choice(self._units)
            life = Life(unit, f"dt-2023-{number:04d}", self._rng.randrange(last))
            self._live(life, class_)
            self._write(life)

    def _live(self, life: Life, class_: PetitionClass) -> None:
        [fate] = self._rng.choices([*odds.FATES[class_]], [*odds.FATES[class_].values()])
        denounces = class_ is PetitionClass.DENUNCIATION
        anonymous = denounces and fate == "file"
        channel = self._rng.choice(odds.IN_FORM if denounces else odds.CHANNELS)
        persons = self._rng.choices((1, 2, 7), (85, 12, 3))[0]
        self._receive(life, channel, class_, 1 if anonymous else persons, anonymous=anonymous)
        if denounces and not anonymous:
            self.denounced.append((life.id, self._days[life.day]))
        if not denounces and self._rng.random() < odds.DUPLICATE:
            self._duplicate(life)
        life.then(
            self._rng.randint(1, 2),
            PetitionClassificationOffered(
                petition=life.id,
                petition_class=class_,
                eligible=fate not in ("refuse", "return", "file"),
                competence=Competence.OTHER if fate in odds.OTHERS else Competence.OWN,
                contents=self._rng.choices((1, 2, 3), (80, 15, 5))[0],
            ),
        )
        match class_, fate:
            case PetitionClass.COMPLAINT, ("accept" | "withdraw"):
                self._complain(life, withdrawn=fate == "withdraw", stage=Stage.FIRST)
            case PetitionClass.DENUNCIATION, "accept":
                self._denounce(life)
            case _, "accept":
                self._answer(life)
            case _, "withdraw":
                life.then(2, PetitionWithdrawalOffered(petition=life.id))
            case _, "refuse" if not denounces:
                ground = self._rng.choice(list(RefusalGround))
                self._step(life, 2, "refuse", ground=ground)
            case _, "transfer":
                self._step(life, 2, "transfer", transferred_to=odds.ELSEWHERE)
            case _:
                self._step(life, 2, fate)

    def _complain(self, life: Life, *, withdrawn: bool, stage: Stage) -> None:
        self._step(life, self._rng.randint(1, 4), "accept")
        accepted = self._days[life.day]
        self._step(life, self._rng.randint(1, 3), "verify")
        if withdrawn:
            document = self._document(life.day + 3)
            life.then(3, PetitionWithdrawalOffered(petition=life.id, document=document))
            return
        limit = 30 if stage is Stage.FIRST else 45
        if self._rng.random() < odds.COMPLEX:
            self._extend(life, 1)
            limit += 15
        if stage is Stage.SECOND or self._rng.random() < odds.DIALOGUE:
            meeting = self._days[life.day + 6]
            self._step(life, 1, "call-dialogue", meeting_day=meeting)
            self._step(life, 5, "hold-dialogue", document=self._document(life.day + 5))
        else:
            self._step(life, self._rng.randint(2, 5), "propose")
        self._until(life, accepted + timedelta(days=limit), "decide")
        decided = self._days[life.day]
        self.handled.append((life.id, decided))
        if stage is Stage.FIRST and self._rng.random() < odds.SECOND:
            self._complain_again(life)
        self._step(life, self._rng.randint(1, 2), "notify", delivered_on=None)
        self._wait(life, decided + timedelta(days=36))
        self._step(life, 0, "take-effect")
        self._step(life, 5, "carry-out", document=self._document(life.day + 5))
        self._step(life, 3, "close")

    def _complain_again(self, first: Life) -> None:
        """The second resolution is a case of its own, linked with the first one."""
        life = Life(first.unit, f"{first.number}-l2", first.day + self._rng.randint(4, 12))
        self._receive(life, Channel.POST, PetitionClass.COMPLAINT, 1)
        self._link(life, Relation.SECOND_STAGE_OF, first)
        life.then(
            1,
            PetitionClassificationOffered(
                petition=life.id, petition_class=PetitionClass.COMPLAINT, stage=Stage.SECOND
            ),
        )
        self._complain(life, withdrawn=False, stage=Stage.SECOND)
        self._write(life)

    def _denounce(self, life: Life) -> None:
        self._step(life, self._rng.randint(1, 3), "accept", document=self._document(life.day))
        accepted, limit = self._days[life.day], 30
        self._step(life, 1, "notify-acceptance")
        self._step(life, 1, "verify", document=self._document(life.day + 1))
        if self._rng.random() < odds.COMPLEX:
            self._extend(life, 1)
            limit += 30
        if self._rng.random() < odds.SUSPENDED:
            stands_still = self._rng.randint(4, 15)
            self._step(life, 2, "suspend", document=self._document(life.day + 2))
            self._step(life, 1, "send-suspension")
            begun = self._days[life.day - 1]
            self._step(life, stands_still, "resume", document=self._document(life.day + 4))
            limit += (self._days[life.day] - begun).days
        self._until(life, accepted + timedelta(days=limit), "conclude")
        self._step(life, 2, "send-conclusion", delivered_on=None)
        self._step(life, 2, "handle", document=self._document(life.day + 2))
        self._step(life, 2, "publish", document=self._document(life.day + 2))
        self._step(life, 3, "close")
        self.closed_denunciations.append((life.id, self._days[life.day]))

    def _answer(self, life: Life) -> None:
        self._step(life, self._rng.randint(0, 2), "accept")
        late = self._rng.random() < odds.LATE
        self._step(life, 32 if late else self._rng.randint(1, 4), "answer")
        self.handled.append((life.id, self._days[life.day]))
        if self._rng.random() < odds.PUBLISHED:
            self._step(life, 2, "publish")
        self._step(life, 8, "close")

    def _duplicate(self, first: Life) -> None:
        """Somebody else writes the same."""
        life = Life(first.unit, f"{first.number}-b", first.day + 1)
        self._receive(life, Channel.POST, None, 1)
        self._link(life, Relation.DUPLICATE_OF, first)
        self._write(life)

    def _receive(
        self,
        life: Life,
        channel: Channel,
        claimed: PetitionClass | None,
        persons: int,
        *,
        anonymous: bool = False,
    ) -> None:
        payload = PetitionOffered(
            number=life.number,
            claimed=claimed,
            channel=channel,
            persons=persons,
            anonymous=anonymous,
            received=self._days[life.day],
        )
        life.then(0, payload)

    def _link(self, life: Life, relation: Following, first: Life) -> None:
        payload = PetitionLinkOffered(petition=life.id, relation=relation, other=first.id)
        life.then(0, payload)

    def _extend(self, life: Life, days: int) -> None:
        complexity = (Complexity.SEVERAL_CONTENTS, Complexity.CONFLICTING_EVIDENCE)
        document = self._document(life.day + days)
        life.then(
            days,
            PetitionExtensionOffered(petition=life.id, complexity=complexity, document=document),
        )

    def _until(self, life: Life, due: date, step: str) -> None:
        """The case comes to its end some days before it is due; a few come after."""
        last = bisect_left(self._days, due) - 1
        if self._rng.random() < odds.LATE:
            day = last + self._rng.randint(3, 10)
        else:
            day = max(life.day + 1, last - self._rng.randint(1, 8))
        details = {"document": self._document(day), "outcome": self._rng.choice(list(Finding))}
        self._step(life, day - life.day, step, **details)

    def _wait(self, life: Life, until: date) -> None:
        life.day = max(life.day, bisect_left(self._days, until))

    def _step(self, life: Life, days: int, step: str, **details: object) -> None:
        if "delivered_on" in details:
            details["delivered_on"] = self._days[life.day + days]
        payload = PetitionStepOffered(
            petition=life.id, step=step, details=StepDetails.model_validate(details)
        )
        life.then(days, payload)

    def _document(self, day: int) -> Document:
        self._documents += 1
        number = f"{self._documents}/QĐ-SVHTT"
        return Document(number=number, day=self._days[day], sha256=self._rng.randbytes(32).hex())

    def _write(self, life: Life) -> None:
        """What happens after the year is over is not played."""
        for number, hour, payload in life.steps:
            if (day := self._days[number]) <= LAST:
                moment = at(day, hour)
                self._diary.offer(Offer(life.unit, moment, f"petition/{life.id}", payload))
