"""Reports: opened, reminded of, overdue, submitted; and what is on time."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.reporting import (
    ReportOpened,
    ReportReminded,
)
from danvan.services.reporting.domain import report
from danvan.services.reporting.domain.report_commands import (
    CheckReport,
)
from danvan.services.reporting.domain.terms import schedule_of
from tests.support.scenario import given
from tests.unit.reporting.examples import MUSEUM, NAMES, at, content, stated, terms
from tests.unit.reporting.report_examples import (
    ABOUT,
    ACCEPTED,
    FIRST,
    LAST,
    OPEN,
    OPENED,
    OVERDUE,
    RETURNED,
    offer,
    submitted,
)


def test_a_unit_comes_to_owe_a_report() -> None:
    given(report).when(OPEN).then(OPENED)


@pytest.mark.parametrize(
    ("day", "days_left"), [((4, 30), 10), ((5, 7), 3)], ids=["ten days before", "three days before"]
)
def test_a_unit_is_reminded_on_the_days_the_plan_says(day: tuple[int, int], days_left: int) -> None:
    reminded = ReportReminded(**ABOUT, **LAST, day=date(2023, *day), days_left=days_left)
    earlier = [ReportReminded(**ABOUT, **LAST, day=date(2023, 4, 30), days_left=10)]
    past = [OPENED, *(earlier if days_left == 3 else [])]
    given(report, *past).when(CheckReport(at=at(*day, 0))).then(reminded)


def test_a_unit_is_not_reminded_on_other_days() -> None:
    given(report, OPENED).when(CheckReport(at=at(4, 29, 0))).then()


def test_a_reminder_that_a_standstill_skipped_is_made_up_for_once() -> None:
    reminded = ReportReminded(**ABOUT, **LAST, day=date(2023, 5, 2), days_left=8)
    check = CheckReport(at=at(5, 2, 0))
    given(report, OPENED).when(check).then(reminded)
    given(report, OPENED, reminded).when(CheckReport(at=at(5, 3, 0))).then()


def test_a_unit_may_be_reminded_on_the_last_day_itself() -> None:
    schedule = schedule_of(terms(remind_days_before=(0,)), MUSEUM)
    opened = ReportOpened(**dict(schedule), name=NAMES[MUSEUM], opened_on=date(2023, 3, 7))
    reminded = ReportReminded(**ABOUT, **LAST, day=date(2023, 5, 10), days_left=0)
    given(report, opened).when(CheckReport(at=at(5, 10, 0))).then(reminded)


def test_a_report_is_not_overdue_on_its_last_day() -> None:
    past = [ReportReminded(**ABOUT, **LAST, day=date(2023, 5, 7), days_left=3)]
    given(report, OPENED, *past).when(CheckReport(at=at(5, 10, 0))).then()


def test_a_report_is_overdue_when_the_day_after_begins() -> None:
    given(report, OPENED).when(CheckReport(at=at(5, 11, 0))).then(OVERDUE)
    given(report, OPENED, OVERDUE).when(CheckReport(at=at(5, 12, 0))).then()


def test_grace_delays_the_mark_but_not_the_last_day_on_time() -> None:
    schedule = schedule_of(terms(overdue_after=date(2023, 5, 12)), MUSEUM)
    opened = ReportOpened(**dict(schedule), name=NAMES[MUSEUM], opened_on=date(2023, 3, 7))
    given(report, opened).when(CheckReport(at=at(5, 12, 0))).then()
    given(report, opened).when(CheckReport(at=at(5, 13, 0))).then(
        OVERDUE.model_copy(update={"day": date(2023, 5, 13)})
    )
    given(report, opened).when(offer(at(5, 11))).then(submitted(1, at(5, 11), late=True))


def test_a_report_taken_in_on_the_last_day_is_on_time() -> None:
    given(report, OPENED).when(offer(at(5, 10, 23, 59))).then(submitted(1, at(5, 10, 23, 59)))


def test_a_report_taken_in_a_minute_later_is_late() -> None:
    given(report, OPENED).when(offer(at(5, 11, 0))).then(submitted(1, at(5, 11, 0), late=True))


def test_a_report_that_arrived_in_time_is_on_time_though_marked_overdue_before() -> None:
    received = at(5, 10, 23, 59)
    given(report, OPENED, OVERDUE).when(offer(received)).then(submitted(1, received))


def test_a_returned_report_keeps_the_time_of_its_first_submission() -> None:
    again = submitted(2, at(5, 16), first_received=at(5, 9, 16, 55))
    given(report, OPENED, FIRST, RETURNED).when(offer(at(5, 16))).then(again)


def test_a_report_under_review_may_be_replaced_and_both_attempts_stay() -> None:
    other = offer(at(5, 10), stated(petitions_received=6))
    second = submitted(2, at(5, 10), first_received=at(5, 9, 16, 55), content=content(received=6))
    given(report, OPENED, FIRST).when(other).then(second)
    state = given(report, OPENED, FIRST, second).state
    assert [each.attempt for each in state.attempts] == [1, 2]


def test_the_same_report_sent_again_changes_nothing() -> None:
    given(report, OPENED, FIRST).when(offer(at(5, 10))).then()
    given(report, OPENED, FIRST, ACCEPTED).when(offer(at(5, 13))).then()
