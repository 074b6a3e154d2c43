"""Facts of a task: one accountable unit, one due day, from assignment to verification."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Payload, Prose, Sha256, Slug, Text
from danvan.contracts.plan import TaskKind
from danvan.contracts.planning.units import NamedUnit

#: One period of a recurring task: `2023-W10`, `2023-03`, `2023-Q1` or `2023`.
PeriodId = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(W\d{2}|\d{2}|Q[1-4]))?$")]
#: `<plan>.<task>.<unit>`, and `.<period>` for an occurrence of a recurring task.
TaskId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9-]+(\.\d{4}(-(W\d{2}|\d{2}|Q[1-4]))?)?$",
        max_length=240,
    ),
]


class Evidence(Model):
    """A file that shows something, by its name and hash; its bytes stay with the unit."""

    name: Line
    sha256: Sha256


class ActivityForm(StrEnum):
    """In what form an activity was held."""

    THEMATIC_SESSION = "thematic-session"
    CONFERENCE = "conference"
    PARTY_CELL_MEETING = "party-cell-meeting"
    STAFF_MEETING = "staff-meeting"
    BRIEFING = "briefing"
    DIALOGUE = "dialogue"
    OTHER = "other"


class Activity(Model):
    """What was held, for whom, how many came."""

    form: ActivityForm
    topic: Line
    audience: Line
    attendance: int = Field(ge=0, description="persons who came")
    held_on: date
    evidence: tuple[Evidence, ...] = ()


class TaskFact(Payload):
    """What every fact of a task says: which task, of which plan, and who is accountable now.

    `unit` differs from the unit in `id` once the task was handed over.
    """

    id: TaskId
    plan: Slug
    task: Slug
    clause: str
    unit: Slug
    period: PeriodId | None = None


class TaskTerms(TaskFact):
    """What is asked. `due` is the last day on time; `due_provisional`: it lies past the published
    working-day calendar. An open task is escalated when `escalation_grace` working days have
    passed after `due`, and again after as many."""

    title: Line
    kind: TaskKind
    supporting: tuple[Slug, ...] = ()
    due: date
    due_provisional: bool = False
    evidence_required: bool = False
    escalation_grace: int


class TaskAssigned(TaskTerms):
    """The unit has to do this."""


class TaskAmended(TaskTerms):
    """A new version of the plan asks for something else."""


class TaskAccepted(TaskFact):
    """The unit knows and has begun."""

    accepted_on: date


class TaskProgressed(TaskFact):
    """How far it has come."""

    progressed_on: date
    note: Prose
    evidence: tuple[Evidence, ...] = ()


class ActivityHeld(TaskFact):
    """An activity of this task took place."""

    activity: Activity


class TaskDone(TaskFact):
    """The unit says that it is done. `late`: taken in after the due day."""

    done_on: date
    late: bool
    note: Prose
    evidence: tuple[Evidence, ...] = ()


class TaskVerified(TaskFact):
    """Somebody has looked, and it is done."""

    verified_on: date
    note: Prose = ""


class TaskReturned(TaskFact):
    """Somebody has looked, and it is not done; the task is open again."""

    returned_on: date
    reason: Line


class TaskOverdue(TaskFact):
    """The due day has passed and the task was not done when the day began."""

    due: date
    day: date
    escalates_after: date


class TaskEscalated(TaskFact):
    """The task is still not done: the next level above has to see to it."""

    to: NamedUnit
    level: int = Field(ge=1, description="1 the unit's parent, 2 the parent of that one …")
    day: date
    escalates_after: date


class TaskHandedOver(TaskFact):
    """The unit was merged into another one, which is accountable from now on: `unit`."""

    from_unit: Slug
    day: date


class TaskWithdrawn(TaskFact):
    """The task is no longer asked for."""

    day: date
    reason: Text
