"""Petitions of the museum in 2023, and the law that rules them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from danvan.contracts.base import Payload
from danvan.contracts.feedback import (
    Channel,
    Competence,
    Document,
    PetitionClass,
    Stage,
    StepDetails,
)
from danvan.contracts.roles import Role
from danvan.services.feedback import law as files
from danvan.services.feedback.domain import petition as page
from danvan.services.feedback.domain.petition_commands import (
    CheckPetition,
    ClassifyPetition,
    ExtendPetition,
    PetitionCommand,
    ReceivePetition,
    TakeStep,
    WithdrawPetition,
)
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.domain.petition_state import Case
from tests.support.scenario import Given, Outcome, given
from tests.unit.planning.builders import CALENDAR, at

PETITION, UNIT = "bao-tang.42", "bao-tang"
DOCUMENT = Document(number="12/QĐ-BT", day=date(2023, 3, 6))


@cache
def law() -> Law:
    """The law files, and a calendar without holidays but those around 1 May 2023."""
    read = files.read_law()
    return Law(procedures=read.procedures, rows=read.rows, calendar=CALENDAR)


def receive(day: str = "2023-03-06", **changes: Any) -> ReceivePetition:
    """A letter comes in."""
    whole: dict[str, Any] = {
        "petition": PETITION,
        "unit": UNIT,
        "claimed": None,
        "channel": Channel.POST,
        "letters": 1,
        "persons": 1,
        "anonymous": False,
        "received": date.fromisoformat(day),
        "topic": None,
        "visit": None,
    }
    return ReceivePetition(at=at(day), law=law(), **whole | changes)


def said(make: type[Any], day: str, **more: Any) -> Any:
    """The museum's head says something of its petition."""
    spoken = {"petition": PETITION, "law": law(), "by": UNIT, "role": Role.UNIT_HEAD}
    return make(at=at(day), **spoken | more)


def classify(class_: str, day: str = "2023-03-07", **changes: Any) -> ClassifyPetition:
    """What it is in law."""
    whole: dict[str, Any] = {
        "petition_class": PetitionClass(class_),
        "eligible": True,
        "competence": Competence.OWN,
        "stage": Stage.FIRST,
        "remote": False,
        "contents": 1,
    }
    command: ClassifyPetition = said(ClassifyPetition, day, **whole | changes)
    return command


def step(id_: str, day: str, details: dict[str, Any] | None = None, **more: Any) -> TakeStep:
    """A step of the procedure."""
    carried = StepDetails.model_validate(details or {})
    command: TakeStep = said(TakeStep, day, step=id_, details=carried, **more)
    return command


def extend(day: str, *complexity: str) -> ExtendPetition:
    """More time is asked for."""
    command: ExtendPetition = said(ExtendPetition, day, complexity=complexity, document=DOCUMENT)
    return command


def withdraw(day: str, *parts: int) -> WithdrawPetition:
    """The petitioner takes it back."""
    command: WithdrawPetition = said(WithdrawPetition, day, parts=parts, document=None)
    return command


def check(day: str) -> CheckPetition:
    """A day begins."""
    return CheckPetition(at=at(day, "00:00"), petition=PETITION, day=date.fromisoformat(day))


def after(*commands: PetitionCommand) -> Given:
    """A petition that these commands have happened to; none of them is refused."""
    past: list[Payload] = []
    for command in commands:
        past += page.decide(command, given(page, *past).state)
    return given(page, *past)


def case(petition: Given) -> Case:
    """The petition's state."""
    state = petition.state
    assert isinstance(state, Case)
    return state


def due(petition: Given, clock: str) -> date | None:
    """The last day on time of a clock; None if it does not run."""
    return next((each.due for each in case(petition).running if each.clock == clock), None)


def moment(day: str) -> datetime:
    """A moment of that day."""
    return at(day)


COMPLAINT = (
    receive(),
    classify("complaint"),
    step("accept", "2023-03-08"),
    step("verify", "2023-03-09"),
)
DENUNCIATION = (receive(), classify("denunciation"))
REFLECTION = (receive(), classify("reflection"), step("accept", "2023-03-08"))
DECIDED: dict[str, Any] = {"outcome": "partly", "document": DOCUMENT}
DRAFTED = (*COMPLAINT, step("propose", "2023-03-10"))


def types(outcome: Outcome) -> list[str]:
    """The names of the facts that were decided."""
    assert outcome.refusal is None, outcome.refusal
    return [type(fact).__name__ for fact in outcome.facts]


def only(outcome: Outcome, kind: type[Payload]) -> Any:
    """The one fact of this kind."""
    assert outcome.refusal is None, outcome.refusal
    [fact] = [fact for fact in outcome.facts if isinstance(fact, kind)]
    return fact
