"""The year's survey: opened at its beginning, answered every working day about every unit."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from danvan.contracts.feedback import Answer, SurveyAnswerOffered, SurveyForm
from danvan.contracts.roles import Role
from danvan.deploy.demo.diary import LAST, Diary, Offer, at
from danvan.deploy.demo.stage import Stage

SURVEY = "hai-long-2023"
OPENED = date(2023, 1, 3)
#: So many answers at scale 1.
ANSWERS = 6_000
#: Of a hundred answers about a unit, so many are not satisfied.
UNSATISFIED = (5.0, 11.0)
#: How often each mark is given by those who are satisfied, and by those who are not.
GOOD, BAD = {5: 55, 4: 45}, {3: 70, 2: 20, 1: 10}
CHANNELS = ("truc-tiep", "truc-tuyen", "buu-chinh")
#: The share that also writes something.
WRITES = 0.06
WORDS = ("Nên có thêm chỗ ngồi chờ.", "Cần hướng dẫn nộp trực tuyến rõ hơn.", "Phục vụ chu đáo.")


class SurveyActs:
    """Writes the survey into the diary."""

    def __init__(
        self,
        stage: Stage,
        diary: Diary,
        form: SurveyForm,
        runner: str,
        working_days: Sequence[date],
        rng: random.Random,
        count: int,
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._form = form
        self._runner = runner
        self._days = [day for day in working_days if OPENED < day <= LAST]
        self._rng = rng
        self._count = count

    def write(self) -> None:
        """The opening, and the same number of answers about every unit."""
        self._diary.on(OPENED, self._open)
        units = self._form.frame.units
        each = round(self._count / len(units))
        for unit in units:
            bad = round(each * self._rng.uniform(*UNSATISFIED) / 100)
            for number in range(each):
                self._answer(unit, satisfied=number >= bad)

    async def _open(self, day: date) -> None:
        await self._stage.post(
            "feedback",
            f"/surveys/{SURVEY}/open",
            {"form": self._form.model_dump(mode="json", by_alias=True)},
            role=Role.OFFICE,
            unit=self._runner,
            at=at(day, 8),
        )

    def _answer(self, unit: str, *, satisfied: bool) -> None:
        day = self._rng.choice(self._days)
        marks = GOOD if satisfied else BAD
        given = [
            Answer(question=question, mark=self._rng.choices([*marks], [*marks.values()])[0])
            for question in ("hai-long-chung", "bon-xin", "bon-luon")
        ]
        given.append(Answer(question="kenh", choice=self._rng.choice(CHANNELS)))
        if self._rng.random() < WRITES:
            given.append(Answer(question="gop-y", text=self._rng.choice(WORDS)))
        payload = SurveyAnswerOffered(
            survey=SURVEY, response=self._rng.randbytes(16).hex(), day=day, answers=tuple(given)
        )
        moment = at(day, self._rng.uniform(8, 16.5))
        self._diary.offer(Offer(unit, moment, f"survey/{SURVEY}", payload))
