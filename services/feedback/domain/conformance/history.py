"""The bare facts of a case as steps: who took them, on which day, recorded when.

In the order in which they happened, which need not be the one in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from danvan.contracts import feedback as facts
from danvan.contracts.base import Model, Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import ReopeningGround, StepDetails
from danvan.services.feedback.domain.clocks import ClockEvent
from danvan.services.feedback.domain.conformance.words import FactPointer
from danvan.services.feedback.domain.petition_law import CLASSIFY, RECEIVE, REOPEN

#: The step of each fact of a dossier, and the field that says its day.
DOSSIER_STEPS: dict[type[Payload], tuple[Slug, str]] = {
    facts.DossierReceived: (RECEIVE, "received_on"),
    facts.DossierSupplementAsked: ("ask-supplement", "asked_on"),
    facts.DossierCompleted: ("complete", "completed_on"),
    facts.DossierDelayAnnounced: ("announce-delay", "announced_on"),
    facts.DossierReady: ("ready", "ready_on"),
    facts.DossierDelivered: ("deliver", "delivered_on"),
    facts.DossierRefused: ("refuse", "refused_on"),
    facts.DossierWithdrawn: ("withdraw", "withdrawn_on"),
}


class Happened(Model):
    """A step that was taken on a day. `said`: the earliest day its fact names for it; `role`: None
    if the law lets it happen by itself; `given`: the names of what was said with it; `appointment`:
    the day it promises a dossier's result for."""

    fact: FactPointer
    step: Slug
    day: date
    said: date
    recorded: date
    role: str | None
    given: frozenset[str] = frozenset()
    meeting: date | None = None
    criteria: int = 0
    appointment: date | None = None

    @property
    def event(self) -> ClockEvent:
        """As clocks take it."""
        return ClockEvent(
            step=self.step, day=self.day, meeting=self.meeting, criteria=self.criteria
        )


class PetitionHistory(NamedTuple):
    """What happened to a petition."""

    received: facts.PetitionReceived
    classified: facts.PetitionClassified | None
    unit: Slug
    steps: tuple[Happened, ...]


class DossierHistory(NamedTuple):
    """What happened to a dossier."""

    received: facts.DossierReceived
    steps: tuple[Happened, ...]


def petition_history(stream: Iterable[Fact], as_of: date) -> PetitionHistory | None:
    """The petition of a stream, up to the end of a day; None if there was none by then."""
    received: facts.PetitionReceived | None = None
    classified: facts.PetitionClassified | None = None
    unit, by_rating = "", False
    steps: list[Happened] = []
    for fact in stream:
        match fact.data:
            case facts.PetitionReceived() as data if data.received <= as_of:
                received, unit = data, data.unit
                steps.append(_happened(fact, RECEIVE, data.received))
            case facts.PetitionClassified() as data if data.day <= as_of:
                classified = data
                steps.append(_happened(fact, CLASSIFY, data.day))
            case facts.PetitionReopened() as data:
                by_rating = data.ground is ReopeningGround.BAD_RATING
            case facts.PetitionHandedOver() as data if data.day <= as_of:
                unit = data.unit
            case facts.PetitionStepTaken() as data if data.step != CLASSIFY and data.day <= as_of:
                step = _happened(fact, data.step, data.day, data.details)
                by_itself = data.step == REOPEN and by_rating
                steps.append(step.model_copy(update={"role": None}) if by_itself else step)
    if received is None:
        return None
    return PetitionHistory(received, classified, unit, _in_order(steps))


def dossier_history(stream: Iterable[Fact], as_of: date) -> DossierHistory | None:
    """The dossier of a stream, up to the end of a day; None if there was none by then."""
    received: facts.DossierReceived | None = None
    steps: list[Happened] = []
    for fact in stream:
        if type(fact.data) not in DOSSIER_STEPS:
            continue
        step, field = DOSSIER_STEPS[type(fact.data)]
        day: date = getattr(fact.data, field)
        if day > as_of:
            continue
        if isinstance(fact.data, facts.DossierReceived):
            received = fact.data
        appointment = getattr(fact.data, "appointment", None)
        steps.append(_happened(fact, step, day).model_copy(update={"appointment": appointment}))
    return None if received is None else DossierHistory(received, _in_order(steps))


def _happened(fact: Fact, step: Slug, day: date, details: StepDetails | None = None) -> Happened:
    carried = details or StepDetails()
    return Happened(
        fact=FactPointer.to(fact),
        step=step,
        day=day,
        said=min(day, local_day(fact.time)),
        recorded=local_day(fact.recordedtime),
        role=fact.actorrole or "",
        given=frozenset(name for name, value in carried if value not in (None, ())),
        meeting=carried.meeting_day,
        criteria=len(set(carried.complexity)),
    )


def _in_order(steps: Sequence[Happened]) -> tuple[Happened, ...]:
    return tuple(sorted(steps, key=lambda step: (step.day, step.fact.version)))
