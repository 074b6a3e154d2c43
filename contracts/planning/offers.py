"""What a unit offers to planning. The sender is the unit; it speaks for its own tasks only."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Offered, Prose, Slug
from danvan.contracts.plan import PlanDocument
from danvan.contracts.planning.tasks import Activity, Evidence, TaskId

#: Something must be said.
Note = Annotated[Prose, Field(min_length=1)]


class AcknowledgementOffered(Offered):
    """We have received this version of the plan."""

    plan: Slug
    version: int = Field(default=1, ge=1)


class TaskAcceptanceOffered(Offered):
    """We know of this task and begin."""

    task: TaskId


class TaskProgressOffered(Offered):
    """How far we have come. Whoever reports progress has accepted the task."""

    task: TaskId
    note: Note
    evidence: tuple[Evidence, ...] = ()


class ActivityOffered(Offered):
    """We have held an activity of this task."""

    task: TaskId
    activity: Activity


class TaskCompletionOffered(Offered):
    """We have done this task. On time is judged by when the broker took this in."""

    task: TaskId
    note: Note
    evidence: tuple[Evidence, ...] = ()


class ChildPlanOffered(Offered):
    """Our own plan, which answers a clause of a plan above (`parent` and `answers`)."""

    document: PlanDocument
