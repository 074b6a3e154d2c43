"""Which fact of which service counts for what, and which indicator is made of it: the one table
that pre-fills reports.

A new row counts from the facts that are taken in after it was added.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from danvan.contracts.base import Payload, Slug
from danvan.contracts.campaign import NominationKind
from danvan.contracts.emulation import (
    GoodDeedPraised,
    ModelRecognised,
    NominationMade,
    RecognitionRevoked,
)
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.feedback.indicators import INDICATORS, Definition, Total
from danvan.contracts.planning import ActivityForm, ActivityHeld, TaskDone, TaskReturned
from danvan.contracts.reporting import RecordedFigure

#: The task of the yearly conference of staff, by its id in the plan.
STAFF_CONFERENCE = "hoi-nghi-can-bo-cong-chuc"


class Measure(NamedTuple):
    """Facts of a type count `amount` under a code on their day, `where` a condition holds."""

    code: Slug
    fact: type[Payload]
    amount: Callable[[Any], int] = lambda fact: 1
    where: Callable[[Any], bool] = lambda fact: True


def _engages(fact: ActivityHeld) -> bool:
    """A briefing is everyday business, no work among the people."""
    return fact.activity.form is not ActivityForm.BRIEFING


def _undone(kind: NominationKind) -> Callable[[RecognitionRevoked], bool]:
    return lambda fact: fact.whole and fact.kind is kind


MEASURES = (
    Measure("activities-held", ActivityHeld, where=_engages),
    Measure("activity-attendance", ActivityHeld, lambda f: f.activity.attendance, _engages),
    Measure(
        "dialogues-held", ActivityHeld, where=lambda f: f.activity.form is ActivityForm.DIALOGUE
    ),
    Measure("staff-conferences-held", ActivityHeld, where=lambda f: f.task == STAFF_CONFERENCE),
    Measure("tasks-done", TaskDone),
    Measure("tasks-done", TaskReturned, lambda f: -1),
    Measure("models-registered", NominationMade, where=lambda f: f.kind is NominationKind.MODEL),
    # On its first rung: a model that climbs on is no other model.
    Measure("models-recognised", ModelRecognised, where=lambda f: f.rung == 1),
    Measure("models-recognised", RecognitionRevoked, lambda f: -1, _undone(NominationKind.MODEL)),
    Measure("good-deeds-praised", GoodDeedPraised),
    Measure(
        "good-deeds-praised", RecognitionRevoked, lambda f: -1, _undone(NominationKind.GOOD_DEED)
    ),
)
#: On which day a fact counts.
DAY_OF: dict[type[Payload], Callable[[Any], date]] = {
    ActivityHeld: lambda fact: fact.activity.held_on,
    TaskDone: lambda fact: fact.done_on,
    TaskReturned: lambda fact: fact.returned_on,
    UnitDayCounted: lambda fact: fact.day,
    NominationMade: lambda fact: fact.made_on,
    ModelRecognised: lambda fact: fact.recognised_on,
    GoodDeedPraised: lambda fact: fact.praised_on,
    RecognitionRevoked: lambda fact: fact.revoked_on,
}
#: The indicators that facts can fill in; one that no fact has counted for stands at 0.
DEFINITIONS: dict[Slug, Definition] = INDICATORS | {
    measure.code: Total(measure.code) for measure in MEASURES
}


def measured(fact: Payload) -> tuple[RecordedFigure, ...]:
    """What a fact counts for its unit, and under which codes."""
    if isinstance(fact, UnitDayCounted):
        return tuple(RecordedFigure(code=c.code, amount=Decimal(c.amount)) for c in fact.counts)
    return tuple(
        RecordedFigure(code=measure.code, amount=Decimal(measure.amount(fact)))
        for measure in MEASURES
        if isinstance(fact, measure.fact) and measure.where(fact)
    )
