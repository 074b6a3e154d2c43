"""What people do about petitions: desks take down who petitions, petitioners follow their case by
code and rate it, a bad rating opens it again, new evidence too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from danvan.contracts.feedback import PetitionStepOffered, ReopeningGround
from danvan.contracts.roles import Role
from danvan.deploy.demo.diary import LAST, Act, Diary, Offer, at
from danvan.deploy.demo.people import invented
from danvan.deploy.demo.petition_acts import PetitionActs
from danvan.deploy.demo.stage import Stage

#: The share of handled cases whose petitioners rate, and how often each mark is given.
RATES = 0.3
MARKS = {5: 45, 4: 33, 3: 12, 2: 6, 1: 4}
#: From this mark down the unit looks at it again.
BAD = 2
RATED_AFTER, ANSWERED_AFTER, REOPENED_AFTER = (timedelta(days=days) for days in (4, 3, 10))
DENUNCIATION_TEXT = "Nội dung tố cáo do chương trình mẫu đặt ra."


class PetitionerActs:
    """Writes what people do about the year's petitions into the diary."""

    def __init__(self, stage: Stage, diary: Diary, rng: random.Random) -> None:
        self._stage = stage
        self._diary = diary
        self._rng = rng

    def write(self, petitions: PetitionActs) -> None:
        """For petitions that were written before."""
        for id_, day in petitions.denounced:
            self._diary.on(day, self._naming(id_))
        for id_, day in petitions.handled:
            if self._rng.random() < RATES and day + RATED_AFTER <= LAST:
                mark = self._rng.choices([*MARKS], [*MARKS.values()])[0]
                self._diary.on(day + RATED_AFTER, self._rating(id_, mark))
        self._reopen(petitions.closed_denunciations)

    def _naming(self, id_: str) -> Act:
        """A denouncer is sealed at once."""
        name = invented(self._rng)

        async def take_down(day: date) -> None:
            body = {"petitioners": [{"name": name}], "text": DENUNCIATION_TEXT}
            await self._officer(f"/petitions/{id_}/petitioner", id_, body, day, 16.5)

        return take_down

    def _rating(self, id_: str, mark: int) -> Act:
        async def rate(day: date) -> None:
            written = await self._officer(f"/petitions/{id_}/code", id_, {}, day, 9)
            path, moment = f"/follow/{written['code']}/rating", at(day, 10)
            await self._stage.post("feedback", path, {"rating": mark}, role=Role.CITIZEN, at=moment)
            again = day + ANSWERED_AFTER
            if mark <= BAD and again <= LAST:
                payload = PetitionStepOffered(petition=id_, step="answer")
                self._diary.offer(Offer(_unit(id_), at(again, 9), f"petition/{id_}", payload))

        return rate

    def _reopen(self, closed: Sequence[tuple[str, date]]) -> None:
        """New evidence comes up in the first denunciation that was closed."""
        for id_, day in sorted(closed, key=lambda one: one[1])[:1]:
            if day + REOPENED_AFTER <= LAST:
                self._diary.on(day + REOPENED_AFTER, self._reopening(id_))

    def _reopening(self, id_: str) -> Act:
        async def reopen(day: date) -> None:
            document = {"number": "900/QĐ-SVHTT", "day": day.isoformat()}
            body = {"ground": ReopeningGround.NEW_EVIDENCE, "document": document}
            path, moment = f"/petitions/{id_}/reopening", at(day, 10)
            await self._stage.post(
                "feedback", path, body, role=Role.UNIT_HEAD, unit=_unit(id_), at=moment
            )

        return reopen

    async def _officer(
        self, path: str, id_: str, body: dict[str, Any], day: date, hour: float
    ) -> dict[str, str]:
        return await self._stage.post(
            "feedback", path, body, role=Role.UNIT_OFFICER, unit=_unit(id_), at=at(day, hour)
        )


def _unit(id_: str) -> str:
    return id_.partition(".")[0]
