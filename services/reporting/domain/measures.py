"""Which fact of which service counts for which indicator: the one table that pre-fills reports.

A new row counts from the facts that are taken in after it was added.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from danvan.contracts.base import Payload, Slug
from danvan.contracts.planning import ActivityForm, ActivityHeld, TaskDone, TaskReturned
from danvan.contracts.reporting import RecordedFigure

#: The task of the yearly conference of staff, by its id in the plan.
STAFF_CONFERENCE = "hoi-nghi-can-bo-cong-chuc"


class Measure(NamedTuple):
    """Facts of a type add `amount` to an indicator on their day, `where` a condition holds."""

    code: Slug
    fact: type[Payload]
    amount: Callable[[Any], int] = lambda fact: 1
    where: Callable[[Any], bool] = lambda fact: True


def _engages(fact: ActivityHeld) -> bool:
    """A briefing is everyday business, no work among the people."""
    return fact.activity.form is not ActivityForm.BRIEFING


MEASURES = (
    Measure("activities-held", ActivityHeld, where=_engages),
    Measure("activity-attendance", ActivityHeld, lambda f: f.activity.attendance, _engages),
    Measure(
        "dialogues-held", ActivityHeld, where=lambda f: f.activity.form is ActivityForm.DIALOGUE
    ),
    Measure("staff-conferences-held", ActivityHeld, where=lambda f: f.task == STAFF_CONFERENCE),
    Measure("tasks-done", TaskDone),
    Measure("tasks-done", TaskReturned, lambda f: -1),
)
#: On which day a fact counts.
DAY_OF: dict[type[Payload], Callable[[Any], date]] = {
    ActivityHeld: lambda fact: fact.activity.held_on,
    TaskDone: lambda fact: fact.done_on,
    TaskReturned: lambda fact: fact.returned_on,
}
#: The indicators that facts can fill in; one that no fact has counted for stands at 0.
RECORDED_CODES = frozenset(measure.code for measure in MEASURES)


def measured(fact: Payload) -> tuple[RecordedFigure, ...]:
    """What a fact adds to the indicators of its unit."""
    return tuple(
        RecordedFigure(code=measure.code, amount=Decimal(measure.amount(fact)))
        for measure in MEASURES
        if isinstance(fact, measure.fact) and measure.where(fact)
    )
