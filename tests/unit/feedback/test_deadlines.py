"""Deadlines on the hard days: Tết, swapped working days, the year's end, the leap day.

Each row writes out what is counted: the working days one by one, or where the calendar days end and
to which working day that moves. Every clock of every procedure has its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from danvan.agency_files import read_calendar
from danvan.contracts.policy import PolicyRow, PolicyUnit
from danvan.contracts.procedure import CaseKind, Clock, Procedure, ResolutionStage, Variant
from danvan.deploy.local.layout import CALENDAR_FILE
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.feedback.domain.clocks import (
    ClockEvent,
    Deadline,
    deadlines,
    row_in_force,
)
from danvan.services.feedback.domain.procedure import procedure_of_case
from danvan.services.feedback.law import read_law

LAW = read_law()
#: Off in 2023: 2/1, 20/1, 23-26/1, 1-3/5, 1/9, 4/9. In 2024: 29/4, 30/4, 1/5; Sat 4/5 is worked.
#: In 2025: 1/9, 2/9. In 2026: 1/1, 2/1 (Sat 10/1 is worked), 31/8 (Sat 22/8 is worked), 1/9, 2/9,
#: 24/11. In 2027: 1/1.
CALENDAR = vietnam_calendar(2022, 2027, read_calendar(CALENDAR_FILE.read_text(), "calendar.yaml"))


@dataclass(frozen=True)
class Row:
    """`counted`: the working days, or where the calendar days end; `due`: the last day on time;
    `alert`: the earlier end of the older rule."""

    procedure: str
    clock: str
    starts: str
    counted: str
    due: str
    remote: bool = False
    extended: int = 0
    alert: str | None = None


R = True
FIRST, SECOND = "complaint-first", "complaint-second"
ROWS = [
    # Around Tết 2023; the older rule ends on 26/1, a day off
    Row(
        FIRST, "accept", "2023-01-16",
        "17 18 19 27 30 31 1 2 3 6", "2023-02-06", alert="2023-01-27",
    ),
    # Over the year's end; it ends on a Sunday
    Row(FIRST, "resolve", "2022-12-30", "2023-01-29", "2023-01-30"),
    Row(FIRST, "resolve", "2023-02-06", "2023-03-23", "2023-03-23", extended=1),
    # Over the leap day
    Row(FIRST, "resolve", "2024-01-30", "2024-03-15", "2024-03-15", R),
    Row(FIRST, "resolve", "2024-03-18", "2024-05-17", "2024-05-17", R, 1),
    Row(FIRST, "send-decision", "2023-04-27", "28 4 5", "2023-05-05"),
    Row(FIRST, "send-decision", "2025-12-31", "5 6 7", "2026-01-07"),
    # By the law of 2026, over the day off of 24/11
    Row(
        FIRST, "accept", "2026-11-13", "16 17 18 19 20 23 25", "2026-11-25", alert="2026-11-23"
    ),
    Row(FIRST, "resolve", "2026-11-25", "2026-12-25", "2026-12-25"),
    Row(FIRST, "resolve", "2026-11-25", "2027-01-09", "2027-01-11", extended=1),
    Row(FIRST, "resolve", "2026-07-01", "2026-08-15", "2026-08-17", R),
    Row(FIRST, "resolve", "2026-07-03", "2026-09-01", "2026-09-03", R, 1),
    Row(FIRST, "send-decision", "2026-08-28", "3 4 7", "2026-09-07"),
    # A Saturday that is worked
    Row(FIRST, "send-suspension", "2026-08-20", "21 22 24", "2026-08-24"),
    # The first day is a day off
    Row(
        SECOND, "accept", "2023-01-02",
        "3 4 5 6 9 10 11 12 13 16", "2023-01-16", alert="2023-01-12",
    ),
    Row(SECOND, "resolve", "2023-01-14", "2023-02-28", "2023-02-28"),
    Row(SECOND, "resolve", "2023-01-14", "2023-03-15", "2023-03-15", extended=1),
    # A Sunday, and three days off after it
    Row(SECOND, "resolve", "2023-03-01", "2023-04-30", "2023-05-04", R),
    Row(SECOND, "resolve", "2023-02-20", "2023-05-01", "2023-05-04", R, 1),
    Row(SECOND, "send-decision", "2023-01-13", "2023-01-20", "2023-01-27"),
    Row(SECOND, "accept", "2026-12-30", "31 4 5 6 7 8 11", "2027-01-11"),
    Row(SECOND, "resolve", "2026-11-25", "2027-01-09", "2027-01-11"),
    Row(SECOND, "resolve", "2026-07-01", "2026-08-30", "2026-09-03", extended=1),
    Row(SECOND, "resolve", "2026-07-02", "2026-08-31", "2026-09-03", R),
    Row(SECOND, "resolve", "2026-07-07", "2026-09-15", "2026-09-15", R, 1),
    Row(SECOND, "send-decision", "2026-11-17", "2026-11-24", "2026-11-25"),
    Row(SECOND, "send-suspension", "2026-12-30", "31 4 5", "2027-01-05"),
    Row("denunciation", "screen", "2023-01-18", "19 27 30 31 1 2 3", "2023-02-03"),
    Row("denunciation", "screen", "2023-01-18", "19 27 30 31 1 2 3 6 7 8", "2023-02-08", R),
    Row("denunciation", "transfer", "2023-08-31", "5 6 7 8 11", "2023-09-11"),
    Row("denunciation", "notify-acceptance", "2026-01-05", "6 7 8 9 10", "2026-01-10"),
    Row("denunciation", "resolve", "2024-01-31", "2024-03-01", "2024-03-01"),
    # Each extension follows the end before it, before that is moved from a day off
    Row("denunciation", "resolve", "2024-01-31", "2024-03-31", "2024-04-01", extended=1),
    Row("denunciation", "resolve", "2024-01-31", "2024-04-30", "2024-05-02", extended=2),
    Row("denunciation", "send-suspension", "2024-04-26", "2 3 4 6 7", "2024-05-07"),
    Row("denunciation", "send-conclusion", "2023-12-29", "2 3 4 5 8", "2024-01-08"),
    Row("denunciation", "handle", "2023-12-29", "2 3 4 5 8 9 10", "2024-01-10"),
    Row("denunciation", "publish", "2026-08-21", "22 24 25 26 27 28 3", "2026-09-03"),
    Row("submission", "handle", "2023-09-14", "15 18 19 20 21 22 25 26 27 28", "2023-09-28"),
    Row("recommendation", "handle", "2023-01-13", "16 17 18 19 27 30 31 1 2 3", "2023-02-03"),
    Row("recommendation", "transfer", "2023-05-12", "15 16 17 18 19 22 23 24 25 26", "2023-05-26"),
    Row("recommendation", "answer", "2023-04-01", "2023-05-01", "2023-05-04"),
    Row("reflection", "handle", "2023-04-27", "28 4 5 8 9 10 11 12 15 16", "2023-05-16"),
    Row("reflection", "transfer", "2023-12-28", "29 2 3 4 5", "2024-01-05"),
    Row("reflection", "answer", "2024-02-28", "29 1 4 5 6 7 8 11 12 13", "2024-03-13"),
    Row("dossier", "ask-supplement", "2023-01-19", "27 30 31", "2023-01-31"),
    Row("dossier", "ask-supplement", "2025-08-29", "3 4 5", "2025-09-05"),
]  # fmt: skip


def procedure_on(id_: str, day: date) -> Procedure:
    mine = [each for each in LAW.procedures if each.id == id_ and each.valid_from <= day]
    return max(mine, key=lambda each: each.valid_from)


def clock_of(row: Row) -> tuple[Procedure, Clock]:
    procedure = procedure_on(row.procedure, date.fromisoformat(row.starts))
    return procedure, next(clock for clock in procedure.clocks if clock.id == row.clock)


def run(row: Row) -> Deadline:
    """The clock of a case of which nothing is known but that it began and was extended."""
    day = date.fromisoformat(row.starts)
    procedure, clock = clock_of(row)
    events = [ClockEvent(step=clock.starts[0], day=day)]
    events += [ClockEvent(step="extend", day=day, criteria=2)] * row.extended
    found = deadlines(
        procedure, LAW.rows, CALENDAR, events, remote=row.remote, competence=clock.competence
    )
    return next(due for due in found if due.clock == row.clock)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.procedure}-{r.clock}-{r.starts}")
def test_the_last_day_on_time(row: Row) -> None:
    due = run(row)
    assert due.due == date.fromisoformat(row.due)
    assert due.alert_on == (date.fromisoformat(row.alert) if row.alert else None)
    assert due.policy.provisional is (row.due > "2026-12-31")
    assert due.policy.calendar == CALENDAR.version


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.procedure}-{r.clock}-{r.starts}")
def test_the_counted_days_are_what_is_written_out(row: Row) -> None:
    start, last = date.fromisoformat(row.starts), date.fromisoformat(row.due)
    policy = rule(run(row).policy.key, start, start)
    if policy.unit is PolicyUnit.WORKING_DAY:
        counted = [
            day
            for day in (start + timedelta(n) for n in range(1, (last - start).days + 1))
            if CALENDAR.is_working_day(day)
        ]
        assert row.counted == " ".join(str(day.day) for day in counted)
        assert len(counted) == policy.number
    else:
        ends = date.fromisoformat(row.counted)
        if row.extended == 0:
            assert (ends - start).days == policy.number
        assert not any(
            CALENDAR.is_working_day(ends + timedelta(n)) for n in range((last - ends).days)
        )
        assert CALENDAR.is_working_day(last)


def test_every_clock_variant_and_extension_has_its_row() -> None:
    written = {(*named(row), row.remote, row.extended) for row in ROWS}
    wanted = {
        (procedure.id, procedure.valid_from, clock.id, remote, extended)
        for procedure in LAW.procedures
        for clock in procedure.clocks
        if clock.alarm_for is None and clock.id != "call-dialogue"  # these have their own tests
        for remote in ({False, True} if len(set(clock.variants.values())) > 1 else {False})
        for extended in range(len(clock.extensions) + 1)
        if extended == 0 or not remote or clock.variants[Variant.REMOTE_COMPLEX]
    }
    assert wanted - written == set()


def test_suspended_days_do_not_count_and_the_day_of_the_resumption_neither() -> None:
    procedure = procedure_on(FIRST, date(2026, 12, 1))
    events = [
        ClockEvent(step="receive", day=date(2026, 11, 20)),
        ClockEvent(step="accept", day=date(2026, 12, 1)),
        ClockEvent(step="suspend", day=date(2026, 12, 11)),
    ]
    paused = deadlines(procedure, LAW.rows, CALENDAR, events)
    assert {each.clock: each.due for each in paused if each.met_on is None} == {
        "resolve": None,
        "send-suspension": date(2026, 12, 16),  # 14 15 16
    }
    # 2 to 10 December are nine days; the other 21 run from 22 December to 11 January
    events.append(ClockEvent(step="resume", day=date(2026, 12, 21)))
    going_on = {each.clock: each for each in deadlines(procedure, LAW.rows, CALENDAR, events)}
    assert going_on["resolve"].due == date(2027, 1, 11)
    assert going_on["send-suspension"].met_on == date(2026, 12, 21)


def test_a_case_keeps_its_version_unless_the_new_law_rules_open_cases() -> None:
    def version(case: CaseKind, stage: ResolutionStage | None, began: date, today: date) -> date:
        return procedure_of_case(LAW.procedures, case, stage, began, today).valid_from

    before, after = date(2026, 6, 1), date(2026, 7, 2)
    complaint = CaseKind.COMPLAINT, ResolutionStage.FIRST
    assert version(*complaint, before, before) == date(2012, 7, 1)
    assert version(*complaint, before, after) == date(2026, 7, 1)
    june, july = date(2025, 6, 30), date(2025, 7, 1)
    assert version(CaseKind.DOSSIER, None, june, july) == date(2018, 6, 21)
    assert version(CaseKind.DOSSIER, None, july, july) == date(2025, 7, 1)


def test_the_acceptance_limit_goes_by_the_day_of_receipt() -> None:
    before, after, today = date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 1)
    assert rule("complaint.accept.decree", before, today).number == 10
    assert rule("complaint.accept.decree", after, today).number == 7


def test_a_dialogue_is_announced_five_days_before_it() -> None:
    procedure = procedure_on(SECOND, date(2026, 7, 1))
    called = ClockEvent(step="call-dialogue", day=date(2026, 8, 25), meeting=date(2026, 9, 3))
    [due] = [
        each
        for each in deadlines(procedure, LAW.rows, CALENDAR, [called])
        if each.clock == "call-dialogue"
    ]
    assert due.due == date(2026, 8, 29)


def test_what_was_not_seen_in_law_shows_as_not_verified() -> None:
    unverified = {row.key for row in LAW.rows if not row.verified}
    assert {"recommendation.answer", "reflection.answer", "submission.handle"} <= unverified
    assert run(Row("reflection", "answer", "2024-02-28", "", "")).policy.verified is False
    assert run(Row("denunciation", "resolve", "2024-01-31", "", "")).policy.verified is True


def rule(key: str, started: date, today: date) -> PolicyRow:
    return row_in_force([row for row in LAW.rows if row.key == key], started, today)


def named(row: Row) -> tuple[str, date, str]:
    procedure, clock = clock_of(row)
    return procedure.id, procedure.valid_from, clock.id
