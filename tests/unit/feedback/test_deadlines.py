"""Deadlines on the hard days: Tết, swapped working days, the year's end, the leap day.

Every clock of every procedure has its row in `deadline_rows`.
"""

from __future__ import annotations

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
from tests.unit.feedback.deadline_rows import FIRST, ROWS, SECOND, Row

LAW = read_law()
#: Off in 2023: 2/1, 20/1, 23-26/1, 1-3/5, 1/9, 4/9. In 2024: 29/4, 30/4, 1/5; Sat 4/5 is worked.
#: In 2025: 1/9, 2/9. In 2026: 1/1, 2/1 (Sat 10/1 is worked), 16-20/2, 27/4, 30/4, 1/5, 31/8 (Sat
#: 22/8 is worked), 1/9, 2/9, 24/11. In 2027: 1/1.
CALENDAR = vietnam_calendar(2022, 2027, read_calendar(CALENDAR_FILE.read_text(), "calendar.yaml"))


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
    june, july = date(2025, 6, 30), date(2025, 7, 1)
    assert version(*complaint, june, before) == date(2012, 7, 1)
    assert version(*complaint, july, before) == date(2025, 7, 1)
    assert version(*complaint, june, after) == date(2026, 7, 1)
    assert version(CaseKind.DENUNCIATION, None, june, after) == date(2019, 1, 1)
    assert version(CaseKind.DENUNCIATION, None, july, after) == date(2025, 7, 1)
    assert version(CaseKind.DENUNCIATION, None, after, after) == date(2026, 7, 1)
    assert version(CaseKind.DOSSIER, None, june, july) == date(2018, 6, 21)
    assert version(CaseKind.DOSSIER, None, july, july) == date(2025, 7, 1)


def test_the_acceptance_limit_goes_by_the_day_of_receipt() -> None:
    before, after, today = date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 1)
    assert rule("complaint.accept.decree", before, today).number == 10
    assert rule("complaint.accept.decree", after, today).number == 7


@pytest.mark.parametrize("id_", [FIRST, SECOND])
def test_a_dialogue_is_announced_five_days_before_it(id_: str) -> None:
    procedure = procedure_on(id_, date(2026, 7, 1))
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
