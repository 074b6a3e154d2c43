"""Two ways to the same answer: what the service decided day by day, and what its bare facts say.

Neither knows of the other's: the one marks clocks as overdue when a day begins, the other counts
afterwards, from nothing but steps and days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload, Refused
from danvan.contracts.feedback import Channel, Competence, PetitionClass, Stage, StepDetails
from danvan.contracts.procedure import Detail
from danvan.contracts.roles import Role
from danvan.services.feedback.domain import dossier, petition
from danvan.services.feedback.domain.dossier_clocks import DossierClocks
from danvan.services.feedback.domain.petition_commands import (
    CheckPetition,
    ClassifyPetition,
    ExtendPetition,
    PetitionCommand,
    ReceivePetition,
    TakeStep,
)
from danvan.services.feedback.domain.petition_law import EXTEND, next_steps, ruled_as
from danvan.services.feedback.domain.petition_state import Case
from danvan.services.feedback.domain.petition_steps import OWN_COMMANDS
from tests.unit.feedback import dossier_examples as desk
from tests.unit.feedback.conformance_examples import (
    LAW,
    PETITION,
    UNIT,
    Told,
    judged,
    moment,
    rules,
)

CARRIED: dict[Detail, Any] = {
    Detail.GROUND: "unsigned",
    Detail.OUTCOME: "right",
    Detail.COMPLEXITY: ["several-places", "many-people"],
    Detail.TRANSFERRED_TO: "so-khac",
}
FIRST_DAYS = st.dates(date(2022, 6, 1), date(2026, 10, 1))
#: Which of the possible steps, and how many days after the last one.
MOVES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12)
#: What is classified later than this may be late on that very day, without a day's start seeing it.
SOON = 4
#: From this choice on, a step may be one that ends the case.
ENDING = 7


class Desk:
    """Somebody who handles a petition, in the order of its procedure but not always in time."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.state: Any = petition.INITIAL
        self.told: list[Told] = []

    def waits(self, days: int) -> None:
        """Days begin."""
        for _ in range(days):
            self.day += timedelta(days=1)
            self.does(CheckPetition(at=moment(self.day), petition=PETITION, day=self.day))

    def does(self, command: PetitionCommand) -> None:
        """What is refused did not happen."""
        try:
            decided = petition.decide(command, self.state)
        except Refused:
            return
        self.state = reduce(petition.evolve, decided, self.state)
        self.told += [(payload, self.day, self.day, "unit-head") for payload in decided]

    def receives(self, class_: PetitionClass, days: int, remote: bool) -> None:
        """It comes in, and is classified after some days."""
        about: dict[str, Any] = {"petition": PETITION, "law": LAW}
        received = {"claimed": None, "channel": Channel.POST, "letters": 1, "persons": 1}
        received |= {"anonymous": False, "received": self.day, "topic": None, "visit": None}
        self.does(ReceivePetition(at=moment(self.day), unit=UNIT, **about, **received))
        self.waits(days)
        self.says(
            ClassifyPetition,
            petition_class=class_,
            eligible=True,
            competence=Competence.OWN,
            stage=Stage.FIRST,
            remote=remote,
            contents=1,
        )

    def says(self, make: type[Any], **more: Any) -> None:
        """The head says something."""
        spoken: dict[str, Any] = {"petition": PETITION, "law": LAW, "by": UNIT}
        self.does(make(at=moment(self.day), role=Role.UNIT_HEAD, **spoken, **more))

    def moves(self, choice: int) -> None:
        """A step that is possible now."""
        assert isinstance(self.state, Case)
        ruled, state = ruled_as(self.state), self.state.state
        possible = [
            step
            for step in next_steps(LAW, ruled, state, Role.UNIT_HEAD, self.day)
            if step.id == EXTEND or step.id not in OWN_COMMANDS
            if not step.ends or choice >= ENDING
        ]
        if not possible:
            return
        step = possible[choice % len(possible)]
        document = {"number": "12/QĐ-BT", "day": self.day}
        days = {Detail.DOCUMENT: document, Detail.DELIVERED_ON: self.day}
        days[Detail.MEETING_DAY] = self.day + timedelta(days=7)
        details = {name.value: (CARRIED | days)[name] for name in step.requires}
        said = StepDetails.model_validate(details)
        if step.id == EXTEND:
            self.says(ExtendPetition, complexity=said.complexity, document=said.document)
        else:
            self.says(TakeStep, step=step.id, details=said)


@settings(max_examples=150, deadline=None)
@given(FIRST_DAYS, st.sampled_from(PetitionClass), st.integers(0, 12), st.booleans(), MOVES)
def test_a_petition_is_late_by_its_bare_facts_when_the_service_said_so(
    first: date,
    class_: PetitionClass,
    days: int,
    remote: bool,
    moves: list[tuple[int, int]],
) -> None:
    desk = Desk(first)
    desk.receives(class_, days, remote)
    for choice, later in moves:
        desk.waits(later)
        desk.moves(choice)
    desk.waits(1)
    overdue = [told[0] for told in desk.told if isinstance(told[0], facts.PetitionOverdue)]
    found = rules(judged(desk.told, desk.day.isoformat()))
    assert found or not overdue, overdue
    assert overdue or not found or days > SOON, found


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=5))
def test_a_dossier_is_late_by_its_bare_facts_when_the_service_said_so(
    moves: list[tuple[int, int]],
) -> None:
    state: Any = dossier.INITIAL
    clocks = DossierClocks(rows=LAW.rows, calendar=LAW.calendar)
    told: list[Told] = []
    today = desk.RECEIVED_ON

    def does(command: Any) -> None:
        nonlocal state
        try:
            decided: list[Payload] = dossier.decide(command, state)
        except Refused:
            return
        state = reduce(dossier.evolve, decided, state)
        told.extend((payload, today, today, "unit-officer") for payload in decided)

    does(desk.receive())
    for choice, later in moves:
        for _ in range(later):
            today += timedelta(days=1)
            does(desk.begin(today.isoformat()))
        on, new = today.isoformat(), (today + timedelta(days=9)).isoformat()
        steps = (
            lambda on=on: desk.ask(on, clocks=clocks),
            lambda on=on, new=new: desk.complete(on, new),
            lambda on=on: desk.ready(on),
            lambda on=on: desk.deliver(on),
            lambda on=on: desk.refuse(on),
            lambda on=on, new=new: desk.delay(on, new, clocks=clocks),
        )
        does(steps[choice]())
    wrong = [
        payload
        for payload, *_ in told
        if isinstance(payload, facts.DossierLate)
        or getattr(payload, "late", False)
        or not getattr(payload, "in_time", True)
    ]
    found = rules(judged(told, today.isoformat(), kind="dossier"))
    assert bool(found) == bool(wrong), (found, wrong)
