"""Reports under review: returned with reasons, accepted, corrected, consolidated."""

from __future__ import annotations

import pytest

from danvan.contracts.base import Payload
from danvan.contracts.reporting import (
    ReportCorrected,
)
from danvan.services.reporting.domain import report
from danvan.services.reporting.domain.report_commands import (
    AcceptReport,
    NoteConsolidation,
    ReturnReport,
)
from tests.support.scenario import given
from tests.unit.reporting.examples import at, content, stated
from tests.unit.reporting.report_examples import (
    ABOUT,
    ACCEPTED,
    CONSOLIDATED,
    FIRST,
    OPENED,
    OVERDUE,
    REASONS,
    RETURNED,
    WAIVED,
    correct,
    offer,
    submitted,
)


def test_a_report_is_returned_with_reasons() -> None:
    back = ReturnReport(at=at(5, 11), attempt=1, reasons=REASONS)
    given(report, OPENED, FIRST).when(back).then(RETURNED)


def test_a_report_is_accepted() -> None:
    given(report, OPENED, FIRST).when(AcceptReport(at=at(5, 12), attempt=1)).then(ACCEPTED)


def test_an_attempt_that_was_replaced_meanwhile_is_not_judged() -> None:
    second = submitted(2, at(5, 10), content=content(received=6))
    outcome = given(report, OPENED, FIRST, second).when(AcceptReport(at=at(5, 12), attempt=1))
    outcome.refused("attempt-superseded")


@pytest.mark.parametrize(
    ("past", "rule"),
    [
        ([], "unknown-report"),
        ([OPENED], "report-not-submitted"),
        ([OPENED, OVERDUE], "report-not-submitted"),
        ([OPENED, FIRST, RETURNED], "report-already-returned"),
        ([OPENED, WAIVED], "report-waived"),
    ],
)
def test_only_what_waits_to_be_read_is_accepted(past: list[Payload], rule: str) -> None:
    given(report, *past).when(AcceptReport(at=at(5, 12), attempt=1)).refused(rule)


@pytest.mark.parametrize("past", [[ACCEPTED], [ACCEPTED, CONSOLIDATED]])
def test_an_accepted_report_is_not_returned(past: list[Payload]) -> None:
    back = ReturnReport(at=at(5, 16), attempt=1, reasons=REASONS)
    given(report, OPENED, FIRST, *past).when(back).refused("report-already-accepted")


def test_an_accepted_report_is_not_replaced() -> None:
    other = offer(at(5, 16), stated(petitions_received=6))
    given(report, OPENED, FIRST, ACCEPTED).when(other).refused("report-already-accepted")


@pytest.mark.parametrize("past", [[ACCEPTED], [ACCEPTED, CONSOLIDATED]])
def test_a_correction_supersedes_and_overwrites_nothing(past: list[Payload]) -> None:
    corrected = ReportCorrected(
        **ABOUT,
        attempt=2,
        supersedes=1,
        received=at(6, 1),
        why="Cộng nhầm.",
        content=content(received=7),
    )
    known = given(report, OPENED, FIRST, *past)
    known.when(correct(at(6, 1), stated(petitions_received=7))).then(corrected)
    state = given(report, *known.facts, corrected).state
    assert [each.content for each in state.attempts] == [content(), content(received=7)]
    assert isinstance(state, report.Accepted) and not isinstance(state, report.Consolidated)


@pytest.mark.parametrize("past", [[], [OPENED], [OPENED, FIRST], [OPENED, FIRST, RETURNED]])
def test_only_an_accepted_report_is_corrected(past: list[Payload]) -> None:
    outcome = given(report, *past).when(correct(at(6, 1), stated(petitions_received=7)))
    outcome.refused("report-not-accepted")


def test_an_accepted_report_goes_into_the_consolidation() -> None:
    note = NoteConsolidation(at=at(5, 15), version=1)
    given(report, OPENED, FIRST, ACCEPTED).when(note).then(CONSOLIDATED)


@pytest.mark.parametrize("past", [[], [FIRST], [FIRST, ACCEPTED, CONSOLIDATED]])
def test_nothing_else_goes_into_the_consolidation(past: list[Payload]) -> None:
    given(report, OPENED, *past).when(NoteConsolidation(at=at(5, 16), version=2)).then()


def test_the_same_correction_sent_again_changes_nothing() -> None:
    again = correct(at(6, 1), stated(petitions_received=7))
    given(report, OPENED, FIRST, ACCEPTED).when(again, again).then()


def test_a_judgement_said_again_changes_nothing() -> None:
    accept = AcceptReport(at=at(5, 12), attempt=1)
    give_back = ReturnReport(at=at(5, 12), attempt=1, reasons=REASONS)
    given(report, OPENED, FIRST).when(accept, accept).then()
    given(report, OPENED, FIRST).when(give_back, give_back).then()


def test_another_judgement_of_what_was_judged_is_refused() -> None:
    accept = AcceptReport(at=at(5, 12), attempt=2)
    given(report, OPENED, FIRST, ACCEPTED).when(accept).refused("report-already-accepted")
    give_back = ReturnReport(at=at(5, 12), attempt=1, reasons=REASONS[:1] * 2)
    given(report, OPENED, FIRST, RETURNED).when(give_back).refused("report-already-returned")
