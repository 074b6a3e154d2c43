"""When a task that is still open becomes overdue, and when it climbs to the next level."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

from danvan.contracts.base import Payload
from danvan.contracts.planning import NamedUnit, TaskEscalated, TaskOverdue, TaskTerms
from danvan.contracts.workdays import WorkCalendar

Alarm: TypeAlias = TaskOverdue | TaskEscalated


def alarms(
    about: dict[str, Any],
    terms: TaskTerms,
    last: Alarm | None,
    day: date,
    calendar: WorkCalendar,
    next_level: NamedUnit | None,
) -> list[Payload]:
    """The alarms that the beginning of a day raises over an open task.

    Overdue once the due day has passed; one level up when the grace has passed after that day,
    and again when it has passed after each climb. At the top nothing more happens.

    Args:
        about: the attributes of `TaskFact`.
        last: the last alarm before.
        next_level: the unit above the one that has to see to the task now.
    """
    if day <= terms.due:
        return []

    def grace_after(start: date) -> date:
        return calendar.add_working_days(start, terms.escalation_grace).day

    raised: list[Payload] = []
    if last is None:
        last = TaskOverdue(**about, due=terms.due, day=day, escalates_after=grace_after(terms.due))
        raised.append(last)
    if day > last.escalates_after and next_level is not None:
        level = last.level + 1 if isinstance(last, TaskEscalated) else 1
        raised.append(
            TaskEscalated(
                **about, to=next_level, level=level, day=day, escalates_after=grace_after(day)
            )
        )
    return raised
