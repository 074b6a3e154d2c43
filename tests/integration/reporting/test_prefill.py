"""Reports that begin with what feedback and emulation have counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from danvan.contracts.emulation import NominationMade
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.reporting import (
    Figure,
    FiguresRecorded,
    Parts,
    ReportCorrectionOffered,
    ReportSubmitted,
)
from danvan.contracts.roles import Role
from tests.integration.reporting.department import (
    HALF_YEAR,
    MUSEUM,
    THEATRE,
    YEAR,
    Department,
    at,
    stated,
)

REPORT = f"/reports/{HALF_YEAR}.{MUSEUM}"


def draft(department: Department, duty: str = HALF_YEAR) -> dict[str, str]:
    """The figures that a report begins with."""
    found = department.get(f"/reports/{duty}.{MUSEUM}/draft", Role.UNIT_OFFICER, MUSEUM)
    return {figure["code"]: figure["value"] for figure in found["content"]["figures"]}


def submitted(department: Department) -> dict[str, Figure]:
    """The figures of the museum's newest report."""
    last = department.reporting.facts(f"report/{HALF_YEAR}.{MUSEUM}")[-1]
    assert isinstance(last, ReportSubmitted)
    return {figure.code: figure for figure in last.content.figures}


def overruling(code: str, value: object, reason: str | None) -> dict[str, Any]:
    """A report that says something else than what was counted."""
    content = stated()
    figure = {"code": code, "value": value} | ({"reason": reason} if reason else {})
    return content | {"indicators": [*content["indicators"], figure]}


def test_a_report_begins_with_what_feedback_counted_in_the_window(department: Department) -> None:
    department.counts(MUSEUM, "2022-12-30", dossiers_received=5, dossiers_resolved=2)
    department.counts(MUSEUM, "2023-01-01", dossiers_received=4, dossiers_online=1)
    department.counts(MUSEUM, "2023-04-30", dossiers_resolved=6, survey_answers=3)
    department.counts(MUSEUM, "2023-04-30", survey_answers=3, survey_satisfied=5)
    department.counts(MUSEUM, "2023-05-01", dossiers_received=50, survey_answers=50)
    department.counts(THEATRE, "2023-04-30", dossiers_received=70)
    figures = draft(department)
    assert figures["dossiers-carried-over"] == "3"
    assert figures["dossiers-received"] == "4"
    assert figures["dossiers-online"] == "1"
    assert figures["dossiers-resolved"] == "6"
    assert figures["satisfaction"] == "83.3333"
    assert draft(department, YEAR)["dossiers-received"] == "54"


def test_what_was_counted_is_kept_with_its_cause(department: Department) -> None:
    fact = department.counts(MUSEUM, "2023-04-03", dossiers_received=4)
    [recorded] = department.reporting.facts(f"figures/{MUSEUM}.2023-04")
    assert isinstance(recorded, FiguresRecorded)
    assert (recorded.cause, recorded.day) == (fact, date(2023, 4, 3))


def test_emulation_counts_the_models_that_a_unit_registers(department: Department) -> None:
    campaign = "dan-van-kheo-2023"
    made = NominationMade.model_validate(
        {
            "nomination": f"{campaign}.{MUSEUM}.gio-vang",
            "campaign": campaign,
            "unit": MUSEUM,
            "kind": "model",
            "made_on": "2023-04-20",
            "title": "Giờ vàng phục vụ",
        }
    )
    stream = f"nomination/{made.nomination}"
    department.reporting.hear("emulation", stream, made, at("2023-04-20"))
    assert draft(department)["models-registered"] == "1"
    assert draft(department)["models-recognised"] == "0"


def test_a_counted_figure_is_overruled_with_a_reason_only(department: Department) -> None:
    department.counts(MUSEUM, "2023-04-03", survey_answers=1000, survey_satisfied=900)
    refused = department.sends(MUSEUM, at("2023-05-09"), **overruling("satisfaction", "90.1", None))
    assert isinstance(refused, SubmissionRefused)
    assert refused.rule == "figure-overruled-without-reason"
    reason = "Cộng thêm phiếu giấy."
    taken = department.sends(MUSEUM, at("2023-05-09"), **overruling("satisfaction", "90.1", reason))
    assert isinstance(taken, SubmissionAccepted)
    assert submitted(department)["satisfaction"] == Figure(
        code="satisfaction",
        value=Decimal("90.1"),
        recorded=Decimal("90.0000"),
        parts=Parts(part=900, whole=1000),
        reason=reason,
    )


def test_what_nobody_counted_may_be_stated_or_left_out(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-08"))
    assert "satisfaction" not in submitted(department)
    assert submitted(department)["dossiers-received"].recorded == 0
    department.sends(MUSEUM, at("2023-05-09"), **overruling("satisfaction", 95, None))
    assert submitted(department)["satisfaction"].recorded is None


def test_a_consolidated_figure_leads_back_to_what_was_counted(department: Department) -> None:
    before = department.counts(MUSEUM, "2022-12-30", dossiers_received=5)
    within = department.counts(MUSEUM, "2023-04-03", survey_answers=4, survey_satisfied=3)
    department.counts(MUSEUM, "2023-05-02", survey_answers=9)
    department.sends(MUSEUM, at("2023-05-09"))
    department.accepts(MUSEUM, at("2023-05-10"))
    made = department.post(f"/consolidations/{HALF_YEAR}", at("2023-05-12"))
    assert made.status_code == 201, made.text

    def behind(code: str) -> list[tuple[str, str]]:
        [row] = department.get(f"/consolidations/{HALF_YEAR}/figures/{code}")
        return [(cause["code"], cause["cause"]) for cause in row["recorded"]]

    assert behind("satisfaction") == [("survey-answers", within), ("survey-satisfied", within)]
    assert behind("dossiers-carried-over") == [("dossiers-received", before)]
    assert behind("documents-issued") == []


def test_a_consolidated_percentage_is_made_of_what_was_counted(department: Department) -> None:
    department.counts(MUSEUM, "2023-04-03", survey_answers=10, survey_satisfied=9)
    department.counts(THEATRE, "2023-04-03", survey_answers=900, survey_satisfied=600)
    for unit in (MUSEUM, THEATRE):
        department.sends(unit, at("2023-05-09"))
        department.accepts(unit, at("2023-05-10"))
    path = f"/consolidations/{HALF_YEAR}"

    def satisfaction() -> dict[str, Any]:
        assert department.post(path, at("2023-05-12")).status_code == 201
        figures = department.get(path)["content"]["figures"]
        return next(figure for figure in figures if figure["code"] == "satisfaction")

    ratio = satisfaction()
    assert (ratio["method"], ratio["value"]) == ("ratio", "66.9231")
    assert ratio["parts"] == {"part": 609, "whole": 910}
    own = overruling("satisfaction", "70", "Cộng thêm phiếu giấy.")
    correction = {"duty": HALF_YEAR, "why": "Sót phiếu giấy.", **own}
    offered = ReportCorrectionOffered.model_validate(correction)
    outcome = department.reporting.offer(THEATRE, offered, at("2023-05-11"))
    assert isinstance(outcome, SubmissionAccepted), outcome
    mean = satisfaction()
    assert (mean["method"], mean["value"], mean["parts"]) == ("mean", "80.00", None)
