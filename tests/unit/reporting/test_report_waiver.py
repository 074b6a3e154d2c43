"""Reports no longer owed, and reports whose days or plan change; and the promises of any report."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.base import Command, Payload
from danvan.contracts.reporting import (
    ReportCorrected,
    ReportReminded,
    ReportRescheduled,
    ReportSubmitted,
    ReportWaived,
    UnitName,
    WaiverCause,
)
from danvan.services.reporting.domain import report
from danvan.services.reporting.domain.report_commands import (
    AcceptReport,
    CheckReport,
    NoteConsolidation,
    ReturnReport,
    WaiveReport,
)
from danvan.services.reporting.domain.terms import schedule_of
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.reporting.examples import MUSEUM, THEATRE, at, named, stated, terms
from tests.unit.reporting.report_examples import (
    ABOUT,
    ACCEPTED,
    BY_ORDER,
    FIRST,
    OPEN,
    OPENED,
    OVERDUE,
    REASONS,
    RETURNED,
    WAIVED,
    WITHDRAWN,
    correct,
    offer,
    submitted,
)

SUCCESSOR: tuple[UnitName, ...] = (named(THEATRE),)
LATER = schedule_of(
    terms(last_day_on_time=date(2023, 5, 20), overdue_after=date(2023, 5, 20)), MUSEUM
)


@pytest.mark.parametrize("past", [[], [OVERDUE], [FIRST, RETURNED]])
def test_a_report_that_is_still_owed_is_waived_by_order(past: list[Payload]) -> None:
    given(report, OPENED, *past).when(BY_ORDER).then(WAIVED)


@pytest.mark.parametrize(
    ("past", "rule"),
    [
        ([], "unknown-report"),
        ([OPENED, FIRST], "report-already-submitted"),
        ([OPENED, FIRST, ACCEPTED], "report-already-submitted"),
    ],
)
def test_what_was_submitted_is_not_waived(past: list[Payload], rule: str) -> None:
    given(report, *past).when(BY_ORDER).refused(rule)


def test_a_waived_report_is_not_taken_in() -> None:
    given(report, OPENED, WAIVED).when(offer(at(5, 13))).refused("report-waived")


def test_the_open_report_of_a_merged_unit_is_waived_and_names_the_successor() -> None:
    merged = WaiveReport(at=at(5, 2), cause=WaiverCause.UNIT_ENDED, successors=SUCCESSOR)
    given(report, OPENED).when(merged).then(
        ReportWaived(
            **ABOUT, day=date(2023, 5, 2), cause=WaiverCause.UNIT_ENDED, successors=SUCCESSOR
        )
    )


def test_what_a_merged_unit_had_submitted_stays() -> None:
    merged = WaiveReport(at=at(5, 12), cause=WaiverCause.UNIT_ENDED, successors=SUCCESSOR)
    given(report, OPENED, FIRST).when(merged).then()


@pytest.mark.parametrize(("past", "waived"), [([], True), ([OVERDUE], False)])
def test_a_closed_plan_excuses_only_what_was_not_yet_due(past: list[Payload], waived: bool) -> None:
    outcome = given(report, OPENED, *past).when(
        WaiveReport(at=at(5, 12), cause=WaiverCause.PLAN_CLOSED)
    )
    expected = ReportWaived(**ABOUT, day=date(2023, 5, 12), cause=WaiverCause.PLAN_CLOSED)
    outcome.then(*([expected] if waived else []))


def test_a_later_last_day_lifts_the_overdue_mark() -> None:
    later = OPEN.model_copy(update={"at": at(5, 12), "schedule": LATER})
    rescheduled = ReportRescheduled(**dict(LATER), day=date(2023, 5, 12))
    given(report, OPENED, OVERDUE).when(later).then(rescheduled)
    given(report, OPENED, OVERDUE, rescheduled).when(CheckReport(at=at(5, 18, 0))).then(
        ReportReminded(
            **ABOUT, day=date(2023, 5, 18), last_day_on_time=date(2023, 5, 20), days_left=2
        )
    )


@pytest.mark.parametrize("past", [[FIRST], [FIRST, RETURNED], [FIRST, ACCEPTED], [WAIVED]])
def test_other_days_change_nothing_for_what_was_submitted_or_waived(past: list[Payload]) -> None:
    schedule = schedule_of(terms(last_day_on_time=date(2023, 5, 1)), MUSEUM)
    earlier = OPEN.model_copy(update={"at": at(5, 12), "schedule": schedule})
    given(report, OPENED, *past).when(earlier).then()


def test_a_report_that_a_plan_left_out_comes_back_with_a_later_version() -> None:
    again: Command = OPEN.model_copy(update={"at": at(4, 10)})
    reopened = OPENED.model_copy(update={"opened_on": date(2023, 4, 10)})
    given(report, OPENED, WITHDRAWN).when(again).then(reopened)


@pytest.mark.parametrize("cause", [c for c in WaiverCause if c is not WaiverCause.ORDER])
def test_what_nobody_owes_is_not_waived_by_itself(cause: WaiverCause) -> None:
    given(report).when(WaiveReport(at=at(5, 12), cause=cause)).then()


def test_a_report_that_comes_back_goes_on_counting_its_attempts() -> None:
    withdrawn = WITHDRAWN.model_copy(update={"day": date(2023, 5, 12)})
    reopened = OPENED.model_copy(update={"opened_on": date(2023, 5, 14)})
    again = submitted(2, at(5, 15), first_received=at(5, 9, 16, 55))
    past = [OPENED, FIRST, RETURNED, withdrawn, reopened]
    given(report, *past).when(offer(at(5, 15))).then(again)


COMMANDS = st.one_of(
    st.sampled_from(
        [
            OPEN,
            OPEN.model_copy(update={"schedule": LATER}),
            CheckReport(at=at(5, 8, 0)),
            CheckReport(at=at(5, 25, 0)),
            AcceptReport(at=at(5, 12), attempt=1),
            AcceptReport(at=at(5, 19), attempt=2),
            ReturnReport(at=at(5, 11), attempt=1, reasons=REASONS),
            ReturnReport(at=at(5, 11), attempt=2, reasons=REASONS),
            NoteConsolidation(at=at(5, 20), version=1),
        ]
    ),
    st.builds(offer, st.just(at(5, 9)), st.builds(stated, petitions_received=st.integers(4, 6))),
    st.builds(correct, st.just(at(6, 1)), st.builds(stated, petitions_received=st.integers(4, 6))),
    st.builds(WaiveReport, at=st.just(at(5, 12)), cause=st.sampled_from(WaiverCause)),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_any_commands_keep_the_promises_of_an_aggregate(
    commands: list[report.ReportCommand],
) -> None:
    holds_for_any_past(report, "reporting", play(report, commands))


@for_all(st.lists(COMMANDS, max_size=12))
def test_attempts_are_counted_and_punctuality_is_that_of_the_first(
    commands: list[report.ReportCommand],
) -> None:
    attempts = [
        fact
        for fact in play(report, commands)
        if isinstance(fact, ReportSubmitted | ReportCorrected)
    ]
    assert [each.attempt for each in attempts] == list(range(1, len(attempts) + 1))
    times = {each.first_received for each in attempts if isinstance(each, ReportSubmitted)}
    assert times <= {attempts[0].received} if attempts else not times
