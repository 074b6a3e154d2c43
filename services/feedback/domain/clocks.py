"""The last day on time of every clock of a case, counted from what happened in it.

Civil Code 91/2015/QH13, Articles 145-148: the first day is not counted; a limit that ends on a day
off ends on the next working day. A suspended case is not counted from the day of suspension to the
day of resumption, both included; counting goes on the day after.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from danvan.contracts.base import Model, Slug
from danvan.contracts.policy import Direction, PolicyRow, PolicyUnit, PolicyUsed, Transition
from danvan.contracts.procedure import Clock, ClockScope, Extension, Procedure, Variant
from danvan.contracts.workdays import WorkCalendar

#: A month that does not run through counts thirty days: Civil Code, Article 146.
BROKEN_MONTH = 30


class ClockEvent(Model):
    """A step was taken. `meeting`: the day it announces; `criteria`: how many criteria of
    complexity were found."""

    step: Slug
    day: date
    meeting: date | None = None
    criteria: int = 0


class Pause(NamedTuple):
    """The case was suspended on the first day and resumed on the last; None: not yet."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the day does not count."""
        return self.first <= day and (self.last is None or day <= self.last)


class Deadline(Model):
    """How a clock stands. `due`: the last day on time, None while the case is suspended.
    `alert_on`: the earlier day of another rule; `shown`: False for that other rule itself, and for
    a time that has to pass at least, which nobody can be late for."""

    clock: Slug
    scope: ClockScope
    starts: date
    due: date | None
    alert_on: date | None = None
    shown: bool = True
    policy: PolicyUsed
    met_on: date | None = None

    @property
    def late(self) -> bool:
        """It was met, but too late."""
        return self.met_on is not None and self.due is not None and self.met_on > self.due


class _Run(NamedTuple):
    """A clock from its last start on."""

    start: ClockEvent
    pauses: tuple[Pause, ...] = ()
    extended: tuple[ClockEvent, ...] = ()
    met_on: date | None = None


def deadlines(
    procedure: Procedure,
    rows: Iterable[PolicyRow],
    calendar: WorkCalendar,
    events: Iterable[ClockEvent],
    *,
    remote: bool = False,
    competence: Literal["own", "other"] | None = None,
) -> tuple[Deadline, ...]:
    """Every clock that has started, as known after the last event.

    Args:
        rows: the policies; each clock goes by the row in force on the day of its start, or by a
            later one that took over open cases before the last event.
        events: in the order in which they happened.
        competence: whose the case is to handle; None if that is not known yet.
    """
    happened, by_key = tuple(events), _by_key(rows)
    found = []
    for clock in procedure.clocks:
        run = _last_run(clock, happened)
        if run is not None and clock.competence in (None, competence):
            found.append(_deadline(clock, run, by_key, calendar, happened[-1].day, remote))
    alarms = {
        clock.alarm_for: each
        for clock in procedure.clocks
        for each in found
        if clock.alarm_for is not None and each.clock == clock.id
    }
    return tuple(_with_alarm(each, alarms.get(each.clock)) for each in found)


def extensible(
    procedure: Procedure,
    rows: Iterable[PolicyRow],
    events: Iterable[ClockEvent],
    wanted: ClockEvent,
) -> Clock | None:
    """The running clock that the step `wanted` would lengthen; None if none may be."""
    happened, by_key = tuple(events), _by_key(rows)
    for clock in procedure.clocks:
        run = _last_run(clock, happened)
        if run is None or run.met_on is not None:
            continue
        day = run.start.day
        used = len(_granted(clock, run, by_key, day))
        if _allowed(clock, wanted, used, by_key, day) is not None:
            return clock
    return None


def row_in_force(rows: Iterable[PolicyRow], started: date, today: date) -> PolicyRow:
    """Which version of one policy rules what started on a day. What is older than all versions
    falls under the first one.

    Raises:
        LookupError: if there is no version at all: the policy data must be mended.
    """
    versions = sorted(rows, key=lambda row: row.valid_from)
    if not versions:
        raise LookupError("no policy row of this key")
    ruling = next((row for row in reversed(versions) if row.valid_from <= started), versions[0])
    for row in versions:
        took_over = row.transition is Transition.ALL_OPEN_CASES
        if took_over and ruling.valid_from < row.valid_from <= today:
            ruling = row
    return ruling


def count(
    row: PolicyRow, calendar: WorkCalendar, start: date, pauses: tuple[Pause, ...] = ()
) -> date:
    """The end of a limit that begins with `start`, not yet moved from a day off. Counting backward
    gives the last day that is early enough, so a day off moves nothing."""
    number = int(row.number)
    if row.direction is Direction.BACKWARD:
        if row.unit is PolicyUnit.WORKING_DAY:
            return calendar.add_working_days(start, -number).day
        return start - timedelta(days=number)
    if row.unit is PolicyUnit.MONTH and not pauses:
        return _months_after(start, number)
    left = number * BROKEN_MONTH if row.unit is PolicyUnit.MONTH else number
    day = start
    while left:
        day += timedelta(days=1)
        off = row.unit is PolicyUnit.WORKING_DAY and not calendar.is_working_day(day)
        if not off and not any(pause.covers(day) for pause in pauses):
            left -= 1
    return day


def _months_after(start: date, months: int) -> date:
    """The day of that number, or the last of the month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _last_run(clock: Clock, events: tuple[ClockEvent, ...]) -> _Run | None:
    run: _Run | None = None
    for event in events:
        if event.step in clock.starts:
            run = _Run(event)
        if run is None or run.met_on is not None:
            continue
        if event.step in clock.ends:
            run = run._replace(met_on=event.day)
        elif event.step in clock.paused_by:
            run = run._replace(pauses=(*run.pauses, Pause(event.day, None)))
        elif event.step in clock.resumed_by and run.pauses and run.pauses[-1].last is None:
            resumed = run.pauses[-1]._replace(last=event.day)
            run = run._replace(pauses=(*run.pauses[:-1], resumed))
        elif any(event.step == each.step for each in clock.extensions):
            run = run._replace(extended=(*run.extended, event))
    return run


def _deadline(
    clock: Clock,
    run: _Run,
    by_key: dict[str, list[PolicyRow]],
    calendar: WorkCalendar,
    today: date,
    remote: bool,
) -> Deadline:
    started = run.start.day
    granted = _granted(clock, run, by_key, started)
    variant = Variant.of(remote=remote, complex_=any(each.adds is None for each in granted))
    keys = [clock.key(variant), *(each.adds for each in granted if each.adds is not None)]
    ruling = [row_in_force(by_key[key], started, today) for key in keys]
    first = ruling[0]
    paused = bool(run.pauses) and run.pauses[-1].last is None
    due = None
    if not paused:
        # Extensions follow the unmoved end, so that together they are no longer than the law says.
        due = run.start.meeting or started if first.direction is Direction.BACKWARD else started
        for row in ruling:
            due = count(row, calendar, due, run.pauses)
        if first.direction is Direction.FORWARD:
            due = calendar.next_working_day(due)
    return Deadline(
        clock=clock.id,
        scope=clock.scope,
        starts=started,
        due=due,
        shown=clock.alarm_for is None and not clock.least,
        policy=PolicyUsed(
            key=first.key,
            valid_from=first.valid_from,
            verified=all(row.verified for row in ruling),
            calendar=calendar.version,
            provisional=due is not None and due > calendar.published_until,
        ),
        met_on=run.met_on,
    )


def _granted(
    clock: Clock, run: _Run, by_key: dict[str, list[PolicyRow]], day: date
) -> list[Extension]:
    granted: list[Extension] = []
    for event in run.extended:
        allowed = _allowed(clock, event, len(granted), by_key, day)
        if allowed is not None:
            granted.append(allowed)
    return granted


def _allowed(
    clock: Clock, event: ClockEvent, used: int, by_key: dict[str, list[PolicyRow]], day: date
) -> Extension | None:
    def number(key: str) -> int:
        return int(row_in_force(by_key[key], day, event.day).number)

    for each in clock.extensions:
        enough = event.step == each.step and event.criteria >= number(each.criteria)
        if enough and used < number(each.at_most):
            return each
    return None


def _with_alarm(deadline: Deadline, alarm: Deadline | None) -> Deadline:
    if alarm is None or alarm.due is None or deadline.due is None or alarm.due >= deadline.due:
        return deadline
    return deadline.model_copy(update={"alert_on": alarm.due})


def _by_key(rows: Iterable[PolicyRow]) -> dict[str, list[PolicyRow]]:
    by_key: dict[str, list[PolicyRow]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return by_key
