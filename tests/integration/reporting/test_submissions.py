"""Reports of units' software: taken in, or refused with every problem; and what days do."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.reporting import (
    ReportOverdue,
    ReportReminded,
    ReportSubmitted,
)
from tests.integration.reporting.department import (
    HALF_YEAR,
    MUSEUM,
    PLAN,
    STANDING,
    THEATRE,
    YEAR,
    Department,
    at,
    days,
    stated,
)


def test_a_report_is_taken_in_with_the_figures_that_facts_record(department: Department) -> None:
    department.holds(MUSEUM, "2023-03-30", 45)
    department.holds(MUSEUM, "2023-05-02", 30)  # after the data window
    outcome = department.sends(MUSEUM, at("2023-05-09", "16:55"), **stated(documents_issued=2))
    assert isinstance(outcome, SubmissionAccepted)
    [fact] = outcome.facts
    assert fact.stream == f"report/{HALF_YEAR}.{MUSEUM}"
    submitted = department.reporting.facts(fact.stream)[-1]
    assert isinstance(submitted, ReportSubmitted) and not submitted.late
    assert submitted.received == at("2023-05-09", "16:55")
    values = {each.code: (each.value, each.recorded) for each in submitted.content.figures}
    assert values["documents-issued"] == (2, None)
    assert values["activities-held"] == (1, 1)
    assert values["activity-attendance"] == (45, 45)
    assert values["tasks-done"] == (0, 0)


@pytest.mark.parametrize(
    ("unit", "duty"),
    [
        (STANDING, HALF_YEAR),  # owes no reports
        ("not-a-unit", HALF_YEAR),
        (MUSEUM, f"{PLAN}.public-engagement.q3"),  # no such period
        (MUSEUM, "kh-1.public-engagement.h1"),  # no such plan
    ],
)
def test_a_report_that_nobody_owes_is_refused(department: Department, unit: str, duty: str) -> None:
    outcome = department.sends(unit, at("2023-05-09"), duty, **stated())
    assert isinstance(outcome, SubmissionRefused)
    assert (outcome.rule, outcome.pointer) == ("report-not-owed", "/data/duty")


def test_every_problem_of_a_report_is_told_at_once(department: Department) -> None:
    department.holds(MUSEUM, "2023-03-30", 45)
    wrong = stated(activities_held=9, petitions_handled=3)
    wrong["sections"] = wrong["sections"][1:]
    wrong["indicators"].append({"code": "petitions", "value": 1})
    last = len(wrong["indicators"]) - 1
    places = {each["code"]: index for index, each in enumerate(wrong["indicators"])}
    outcome = department.sends(MUSEUM, at("2023-05-09"), **wrong)
    assert isinstance(outcome, SubmissionRefused)
    assert outcome.rule == "report-invalid"
    assert {(problem.rule, problem.pointer) for problem in outcome.problems} == {
        *(
            ("figure-overruled-without-reason", f"/data/indicators/{places[code]}/reason")
            for code in ("activities-held", "petitions-handled")
        ),
        ("unknown-indicator", f"/data/indicators/{last}/code"),
        ("handled-within-received", f"/data/indicators/{places['petitions-handled']}/value"),
        ("section-missing", "/data/sections"),
    }


def test_reminders_and_overdue_marks_come_on_their_days(department: Department) -> None:
    department.sends(THEATRE, at("2023-04-20"))
    department.reporting.begin(*days("2023-04-29", "2023-05-12"))
    marks = [
        (type(fact), fact.day)
        for fact in department.reporting.facts(f"report/{HALF_YEAR}.{MUSEUM}")
        if isinstance(fact, ReportReminded | ReportOverdue)
    ]
    assert marks == [
        (ReportReminded, date(2023, 4, 30)),
        (ReportReminded, date(2023, 5, 7)),
        (ReportOverdue, date(2023, 5, 11)),
    ]
    facts = department.reporting.facts(f"report/{HALF_YEAR}.{THEATRE}")
    assert not any(isinstance(fact, ReportReminded | ReportOverdue) for fact in facts)


def test_before_10_november_means_that_9_november_is_the_last_day(department: Department) -> None:
    department.reporting.begin(date(2023, 11, 9))
    assert department.standing(MUSEUM, YEAR) == "awaited"
    department.reporting.begin(date(2023, 11, 10))
    assert department.standing(MUSEUM, YEAR) == "missing"


def test_a_report_that_arrived_in_time_is_on_time_though_the_day_came_first(
    department: Department,
) -> None:
    department.reporting.begin(date(2023, 5, 11))
    assert department.standing(MUSEUM) == "missing"
    department.sends(MUSEUM, at("2023-05-10", "23:59"))
    assert department.standing(MUSEUM) == "on-time"


def test_a_report_taken_in_after_midnight_is_late(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-11", "00:00"))
    assert department.standing(MUSEUM) == "late"


def test_a_returned_report_is_sent_again_and_shows_both_times(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-09", "16:55"))
    back = {"attempt": 1, "reasons": [{"text": "Nêu rõ hạn chế.", "pointer": "/sections/6"}]}
    report = f"{HALF_YEAR}.{MUSEUM}"
    answer = department.post(f"/reports/{report}/return", at("2023-05-12"), back)
    assert answer.status_code == 201
    assert department.standing(MUSEUM) == "returned"
    department.sends(MUSEUM, at("2023-05-16"), **stated(documents_issued=1))
    found = department.get(f"/reports/{report}")
    assert (found["standing"], found["returns"], found["attempt"]) == ("on-time", 1, 2)
    assert found["first_received"] < found["last_received"]
    steps = [(step["step"], step["attempt"]) for step in found["steps"]]
    assert steps == [
        ("report-opened", None),
        ("report-submitted", 1),
        ("report-returned", 1),
        ("report-submitted", 2),
    ]


def test_an_accepted_report_is_corrected_not_replaced(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-09"))
    department.accepts(MUSEUM, at("2023-05-12"))
    again = department.sends(MUSEUM, at("2023-05-13"), **stated(documents_issued=1))
    assert isinstance(again, SubmissionRefused) and again.rule == "report-already-accepted"
    corrected = department.corrects(
        MUSEUM, at("2023-05-14"), "Sót một văn bản.", documents_issued=1
    )
    assert isinstance(corrected, SubmissionAccepted)
    steps = department.get(f"/reports/{HALF_YEAR}.{MUSEUM}")["steps"]
    submitted = [step["data"]["content"]["figures"][0]["value"] for step in steps[1::2]]
    assert submitted == ["0", "1"]
