"""The year's citizen reception, and the procedures that units publish.

Heads receive once a month, on the fifteenth or the working day after it, though to most of them
nobody comes; the inspectorate every week. One session is announced too late, one does not take
place; some visitors wait for an answer.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from calendar import TUESDAY
from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Offered
from danvan.contracts.feedback import (
    Place,
    ProcedureNoticeOffered,
    ReceptionHeldOffered,
    ReceptionKind,
    ReceptionScheduleOffered,
    VisitAnswerOffered,
    VisitOutcome,
    VisitTerms,
)
from danvan.contracts.roles import Role
from danvan.deploy.demo.diary import LAST, Diary, Offer, at
from danvan.deploy.demo.dossier_acts import Procedure
from danvan.deploy.demo.stage import Stage

RECEIVES_ON = 15
#: Announced so many working days before; the law asks for five.
ANNOUNCED_BEFORE, TOO_LATE = 7, 3
#: The months in which a head's session is announced too late, and does not take place.
LATE_MONTH, MISSED_MONTH = 5, 8
#: How often each outcome is told; how often an answer is early, late, never given.
OUTCOMES = {
    VisitOutcome.ACCEPTED: 45,
    VisitOutcome.NEEDS_TIME: 25,
    VisitOutcome.FORWARDED: 20,
    VisitOutcome.REFUSED: 10,
}
ANSWERED = {6: 90, 13: 6, None: 4}
#: Most visits at a session, at scale 1.
VISITS = 8
REPEATED, GROUP = 0.2, 0.03


class ReceptionActs:
    """Writes sessions, visits and notices into the diary."""

    def __init__(
        self, stage: Stage, diary: Diary, working_days: Sequence[date], rng: random.Random
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._days = working_days
        self._rng = rng
        self._visits = 0

    def receive(
        self, heads: Sequence[str], quiet: Sequence[str], weekly: str, scale: float
    ) -> None:
        """Heads of these units receive monthly, to the quiet ones nobody comes; one unit receives
        weekly for the agency."""
        most = max(1, round(VISITS * min(scale, 1.0)))
        for number, unit in enumerate(heads):
            for month in range(1, 13):
                self._head(unit, month, most, careless=number == 0)
        for unit in quiet:
            for month in range(1, 13):
                self._head(unit, month, 0, careless=False)
        for day, date_ in enumerate(self._days):
            if date_ <= LAST and date_.weekday() == TUESDAY and day > ANNOUNCED_BEFORE:
                self._session(weekly, ReceptionKind.REGULAR, day, ANNOUNCED_BEFORE, most)

    def receive_at_the_top(self, agency: str) -> None:
        """The agency's leader receives monthly, and says so over HTTP; nobody comes."""
        for month in range(1, 13):
            day = self._head_day(month)
            on, posted = self._days[day], self._days[day - ANNOUNCED_BEFORE]
            announced = ReceptionScheduleOffered(kind=ReceptionKind.HEAD, day=on, posted_on=posted)
            held = ReceptionHeldOffered(kind=ReceptionKind.HEAD, day=on, in_person=True)
            self._speak(agency, posted, "schedule", announced)
            self._speak(agency, on, "hold", held)

    def _speak(self, agency: str, day: date, what: str, payload: Offered) -> None:
        path, body = f"/receptions/{what}", payload.model_dump(mode="json", exclude_none=True)

        async def act(today: date) -> None:
            when, leader = at(today, 16), Role.LEADER
            await self._stage.post("feedback", path, body, role=leader, unit=agency, at=when)

        self._diary.on(day, act)

    def publish(self, units: Sequence[str], procedures: Sequence[Procedure]) -> None:
        """Units publish the procedures that are handed in with them, in January."""
        for unit in units:
            day = self._rng.randint(4, 14)
            for procedure in procedures:
                payload = ProcedureNoticeOffered(
                    procedure=procedure.id,
                    title=procedure.name,
                    places=(Place.PORTAL, Place.BOARD),
                    working_days=procedure.working_days,
                    online=True,
                    published_on=self._days[day],
                )
                self._offer(unit, day, 9, f"notice/{unit}.{procedure.id}", payload)

    def _head(self, unit: str, month: int, most: int, *, careless: bool) -> None:
        day = self._head_day(month)
        before = TOO_LATE if careless and month == LATE_MONTH else ANNOUNCED_BEFORE
        held = not (careless and month == MISSED_MONTH)
        self._session(unit, ReceptionKind.HEAD, day, before, most, held=held)

    def _head_day(self, month: int) -> int:
        return bisect_left(self._days, date(2023, month, RECEIVES_ON))

    def _session(
        self, unit: str, kind: ReceptionKind, day: int, before: int, most: int, *, held: bool = True
    ) -> None:
        when, about = self._days[day], f"reception/{unit}.{self._days[day]}.{kind}"
        posted = self._days[day - before]
        announced = ReceptionScheduleOffered(kind=kind, day=when, posted_on=posted)
        self._offer(unit, day - before, 8, about, announced)
        if not held:
            return
        visits = tuple(self._visit() for _ in range(self._rng.randint(1, most) if most else 0))
        payload = ReceptionHeldOffered(
            kind=kind, day=when, in_person=kind is ReceptionKind.HEAD, visits=visits
        )
        self._offer(unit, day, 16, about, payload)
        for visit in visits:
            [after] = self._rng.choices([*ANSWERED], [*ANSWERED.values()])
            if after is not None:
                told = self._days[day + after]
                answer = VisitAnswerOffered(visit=visit.visit, answered_on=told)
                self._offer(unit, day + after, 10, f"visit/{unit}.{visit.visit}", answer)

    def _visit(self) -> VisitTerms:
        self._visits += 1
        group = self._rng.random() < GROUP
        return VisitTerms(
            visit=f"TCD-2023-{self._visits:04d}",
            people=self._rng.randint(5, 12) if group else self._rng.randint(1, 2),
            repeated=self._rng.random() < REPEATED,
            group=group,
            outcome=self._rng.choices([*OUTCOMES], [*OUTCOMES.values()])[0],
        )

    def _offer(self, unit: str, day: int, hour: float, about: str, payload: Offered) -> None:
        if self._days[day] <= LAST:
            self._diary.offer(Offer(unit, at(self._days[day], hour), about, payload))
