"""Facts of a plan's targets, and of the corrective actions that a miss brings about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

from danvan.contracts.base import Comparison, Line, Payload, Prose, Slug
from danvan.contracts.plan import Window

#: `<plan>.<target>.<day of the miss>`
ActionId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+\.\d{4}-\d{2}-\d{2}$", max_length=140),
]


class TargetFact(Payload):
    """Which target of which plan."""

    plan: Slug
    target: Slug


class TargetTerms(TargetFact):
    """What is promised: within the window, the indicator compared with the goal holds.

    `source`: the service whose facts give the figure, or what people take it from.
    """

    clause: str
    title: Line
    indicator: Slug
    comparison: Comparison
    goal: Decimal
    unit: Literal["percent", "count"]
    window: Window
    source: Slug
    accountable: Slug


class TargetSet(TargetTerms):
    """The plan promises this."""


class TargetAmended(TargetTerms):
    """A new version of the plan promises something else."""


class TargetValued(TargetFact):
    """The figure as it stands at the end of a day; a second one for a day replaces the first.

    `value` is rounded to four places; `met` was judged on numerator and denominator where given.
    """

    day: date
    value: Decimal
    numerator: int | None = None
    denominator: int | None = None
    met: bool
    source: Line


class TargetMissed(TargetFact):
    """The figure has fallen short. `action`: the corrective action that this opens, or that an
    earlier miss had opened and that is still to be done."""

    day: date
    value: Decimal
    comparison: Comparison
    goal: Decimal
    accountable: Slug
    action: ActionId


class TargetOutcome(StrEnum):
    """How a target stands. Without a figure it is neither met nor missed."""

    MET = "met"
    MISSED = "missed"
    NO_FIGURES = "no-figures"


class TargetConcluded(TargetFact):
    """The window is over, and this is how the target stood when the day began."""

    day: date
    outcome: TargetOutcome


class TargetWithdrawn(TargetFact):
    """The plan no longer promises this."""

    day: date


class CorrectiveActionOpened(Payload):
    """A target was missed: the accountable unit has to say what it will do."""

    action: ActionId
    plan: Slug
    target: Slug
    cause: Line
    accountable: Slug
    opened_on: date


class CorrectiveActionPlanned(Payload):
    """What will be done, by which unit, until when. A later one replaces it."""

    action: ActionId
    measure: Prose
    owner: Slug
    due: date
    planned_on: date


class CorrectiveActionDone(Payload):
    """The owner says that it is done. `late`: after the due day."""

    action: ActionId
    note: Prose
    done_on: date
    late: bool


class CorrectiveActionVerified(Payload):
    """Somebody has looked, and it is done."""

    action: ActionId
    note: Prose = ""
    verified_on: date


class CorrectiveActionOverdue(Payload):
    """The due day has passed and the action was not done when the day began."""

    action: ActionId
    due: date
    day: date
