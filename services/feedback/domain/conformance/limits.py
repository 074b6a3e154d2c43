"""The time limits of a case, counted anew: which was not kept, by how many days, by which row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta

from danvan.contracts.base import Slug
from danvan.contracts.policy import PolicyRow, PolicyUnit
from danvan.contracts.procedure import CaseKind, Clock, ClockScope, Procedure
from danvan.contracts.workdays import WorkCalendar
from danvan.services.feedback.domain.clocks import ClockEvent, Deadline
from danvan.services.feedback.domain.conformance import sentences
from danvan.services.feedback.domain.conformance.history import Happened
from danvan.services.feedback.domain.conformance.words import Deviation, FactPointer, Limit, Row
from danvan.services.feedback.domain.petition_law import RECEIVE

#: An event that no clock knows: the case as it stands on that day.
NOTHING = "as-of"
#: Clocks that run until somebody has been told.
NOTIFICATIONS = ("send-decision", "send-conclusion")


def over(calendar: WorkCalendar, due: date, day: date, days_in: PolicyUnit) -> int:
    """How many days a day lies past the last day on time; 0 if it does not."""
    passed = max((day - due).days, 0)
    if days_in is not PolicyUnit.WORKING_DAY:
        return passed
    days = (due + timedelta(days=n) for n in range(1, passed + 1))
    # What comes on a day off after the last day on time is a day late all the same.
    return max(sum(calendar.is_working_day(day) for day in days), min(passed, 1))


def every_run(
    procedure: Procedure,
    steps: Sequence[Happened],
    until: date,
    judge: Callable[[list[ClockEvent]], Iterable[Deadline]],
) -> list[Deadline]:
    """Each run of each clock once: as it stood when it was met, or else on the last day."""
    starts = {clock.id: clock.starts for clock in procedure.clocks}
    runs: dict[tuple[Slug, int], Deadline] = {}
    happened: list[ClockEvent] = []
    for event in (*(step.event for step in steps), ClockEvent(step=NOTHING, day=until)):
        happened.append(event)
        for found in judge(happened):
            nth = sum(each.step in starts.get(found.clock, ()) for each in happened)
            before = runs.get((found.clock, nth))
            if before is None or before.met_on is None:
                runs[found.clock, nth] = found
    return list(runs.values())


def limit_of(
    deadline: Deadline,
    clock: Clock,
    row: PolicyRow,
    calendar: WorkCalendar,
    until: date,
) -> Limit:
    """How a clock stood on a day."""
    day = deadline.met_on or until
    past = 0
    if deadline.due is not None and not clock.least:
        past = over(calendar, deadline.due, day, row.unit)
    elif deadline.due is not None and deadline.met_on is not None:
        past = max((deadline.due - deadline.met_on).days + 1, 0)
    return Limit(
        clock=deadline.clock,
        title=clock.title,
        starts=deadline.starts,
        due=deadline.due,
        met_on=deadline.met_on,
        row=Row.of(row),
        over=past,
        least=clock.least,
    )


def broken(
    procedure: Procedure, clock: Clock, limit: Limit, steps: Iterable[Happened]
) -> Deviation:
    """The deviation of a limit that was not kept."""
    assert limit.row is not None, "clocks are counted by rows"
    days_in = PolicyUnit.CALENDAR_DAY if limit.least else limit.row.unit
    return Deviation(
        rule=f"early-{clock.id}" if limit.least else _late(procedure, clock, limit.met_on),
        sentence=sentences.early(limit) if limit.least else sentences.late(limit, days_in),
        facts=_facts(clock, limit, steps),
        article=limit.row.basis,
        clock=clock.id,
        row=limit.row,
        days=limit.over,
        days_in=days_in,
    )


def _late(procedure: Procedure, clock: Clock, met_on: date | None) -> Slug:
    if clock.id in NOTIFICATIONS:
        return "no-answer-notified" if met_on is None else "late-notification"
    if procedure.case is CaseKind.SUBMISSION:
        return "late-classification"
    if clock.scope is ClockScope.CASE:
        return "late-decision"
    return "late-acceptance" if RECEIVE in clock.starts else f"late-{clock.id}"


def _facts(clock: Clock, limit: Limit, steps: Iterable[Happened]) -> tuple[FactPointer, ...]:
    """The fact that started the clock, and the one that ended it, if it has ended."""

    def on(day: date | None, names: Collection[Slug]) -> dict[str, FactPointer]:
        found = [each.fact for each in steps if each.day == day and each.step in names]
        return {each.id: each for each in found[:1]}

    return tuple((on(limit.starts, clock.starts) | on(limit.met_on, clock.ends)).values())
