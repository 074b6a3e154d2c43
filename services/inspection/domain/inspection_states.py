"""What an inspection can be: decided, at work, reporting, concluding, concluded, over, or standing
still."""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts import inspection as facts
from danvan.contracts.base import Model, Slug
from danvan.contracts.inspection import Due, Step


class Undecided(Model):
    """There is no such inspection."""


class Inspection(Model):
    """What every inspection has. `due`: the running step's last day; `late`: steps whose last day
    passed. Findings and what the unit says to them, by the finding's id."""

    decided: facts.InspectionDecided
    due: Due | None = None
    late: tuple[Step, ...] = ()
    extended: facts.InspectionExtended | None = None
    findings: dict[Slug, facts.FindingMade] = {}  # noqa: RUF012 - pydantic copies the default
    explained: dict[Slug, facts.FindingExplained] = {}  # noqa: RUF012 - pydantic copies it


class Decided(Inspection):
    """The unit has not been told yet."""


class Working(Inspection):
    """The team is at the unit."""


class Reporting(Inspection):
    """The team has left the unit, and writes."""


class Concluding(Inspection):
    """The draft lies before the head."""

    drafted: facts.ConclusionDrafted


class FollowUp(Model):
    """One recommendation, and how far the unit is with it."""

    asked: facts.Recommendation
    done: facts.RecommendationDone | None = None
    returned: str | None = None
    confirmed: bool = False
    overdue: bool = False


class Concluded(Inspection):
    """The head has signed; the unit does what was recommended."""

    concluded: facts.InspectionConcluded
    follow_ups: dict[Slug, FollowUp]
    published: bool = False


class Closed(Concluded):
    """Nothing is left to do."""


class Cancelled(Inspection):
    """It was given up."""

    reason: str


#: What can be suspended.
Running: TypeAlias = Decided | Working | Reporting | Concluding


class Suspended(Model):
    """It stands still, and was `was` before."""

    was: Running
    since: facts.InspectionSuspended


AnyInspection: TypeAlias = Undecided | Running | Suspended | Concluded | Closed | Cancelled
