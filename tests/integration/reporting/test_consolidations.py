"""Consolidations over HTTP: made, corrected, followed back to facts, taken along on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest

from danvan.contracts.reporting import ReportConsolidated
from tests.integration.reporting.department import (
    HALF_YEAR,
    MUSEUM,
    THEATRE,
    Department,
    at,
    stated,
)
from tests.unit.reporting.plan_878 import affiliated, amended, document

PATH = f"/consolidations/{HALF_YEAR}"


@pytest.fixture
def made(department: Department) -> Department:
    """Two reports were accepted, one of them late, and consolidated."""
    department.holds(MUSEUM, "2023-03-30", 45)
    department.sends(MUSEUM, at("2023-05-09"), **stated(documents_issued=2, satisfaction=95))
    department.sends(THEATRE, at("2023-05-11"), **stated(documents_issued=3, satisfaction=90))
    for unit in (MUSEUM, THEATRE):
        department.accepts(unit, at("2023-05-12"))
    assert department.post(PATH, at("2023-05-15")).status_code == 201
    return department


def figures(department: Department, version: int | None = None) -> dict[str, str | None]:
    query = {} if version is None else {"version": version}
    content = department.get(PATH, **query)["content"]
    return {figure["code"]: figure["value"] for figure in content["figures"]}


def test_figures_are_joined_and_who_is_missing_is_told(made: Department) -> None:
    assert figures(made)["documents-issued"] == "5"
    assert figures(made)["satisfaction"] == "92.50"
    assert figures(made)["activity-attendance"] == "45"
    content = made.get(PATH)["content"]
    assert [(source["unit"], source["late"]) for source in content["sources"]] == [
        (THEATRE, True),
        (MUSEUM, False),
    ]
    assert len(content["missing"]) == len(affiliated()) - 2


def test_the_reports_know_that_they_were_consolidated(made: Department) -> None:
    fact = made.reporting.facts(f"report/{HALF_YEAR}.{MUSEUM}")[-1]
    assert isinstance(fact, ReportConsolidated) and fact.version == 1
    assert made.get(f"/reports/{HALF_YEAR}.{MUSEUM}")["status"] == "consolidated"


def test_making_it_again_without_a_change_records_nothing(made: Department) -> None:
    again = made.post(PATH, at("2023-05-16"))
    assert (again.status_code, again.json()["facts"]) == (201, [])


def test_a_correction_flows_through_and_tells_what_moved(made: Department) -> None:
    made.corrects(MUSEUM, at("2023-05-20"), "Sót một văn bản.", documents_issued=4, satisfaction=95)
    assert figures(made)["documents-issued"] == "7"
    assert figures(made, version=1)["documents-issued"] == "5"
    first, second = made.get(f"{PATH}/versions")
    assert (first["version"], first["moved"]) == (1, None)
    assert second["changed"] == [MUSEUM]
    assert second["moved"] == [
        {
            "code": "documents-issued",
            "before": "5",
            "after": "7",
            "shares": [{"unit": MUSEUM, "before": "2", "after": "4"}],
        }
    ]
    assert made.get(f"/reports/{HALF_YEAR}.{MUSEUM}")["status"] == "consolidated"


def test_what_was_published_replays_as_it_was_known_on_a_day(made: Department) -> None:
    made.corrects(MUSEUM, at("2023-05-20"), "Sót một văn bản.", documents_issued=4, satisfaction=95)

    def known(day: str) -> tuple[str, str]:
        moment = {"known_at": at(day).isoformat()}
        content = made.get(PATH, **moment)["content"]
        [value] = [f["value"] for f in content["figures"] if f["code"] == "documents-issued"]
        pdf = made.asks(f"{PATH}/report.pdf", **moment)
        [shares] = {row["figure"]["value"] for row in museums(**moment)}
        assert pdf.content.startswith(b"%PDF")
        return value, shares

    def museums(**query: str) -> list[dict[str, Any]]:
        rows = made.get(f"{PATH}/figures/documents-issued", **query)
        return [row for row in rows if row["unit"] == MUSEUM]

    assert known("2023-05-16") == ("5", "2")
    assert known("2023-05-21") == ("7", "4")
    early = made.asks(PATH, known_at=at("2023-05-14").isoformat())
    assert early.status_code == 404 and "known at" in early.text


def test_every_figure_leads_back_to_reports_and_facts(made: Department) -> None:
    theatre, museum = made.get(f"{PATH}/figures/activity-attendance")
    report = f"{HALF_YEAR}.{MUSEUM}"
    assert (museum["report"], museum["attempt"]) == (report, 1)
    history = made.get(f"/history/report/{report}")["facts"]
    [submitted] = [fact for fact in history if fact["id"] == museum["fact"]]
    assert submitted["type"] == "danvan.reporting.report-submitted.v1"
    assert museum["figure"] == {"code": "activity-attendance", "value": "45", "recorded": "45"}
    [cause] = museum["recorded"]
    assert (cause["amount"], cause["cause_type"]) == ("45", "danvan.planning.activity-held.v1")
    assert theatre["recorded"] == []


def test_a_figure_leads_back_to_the_attempt_that_was_corrected(made: Department) -> None:
    made.corrects(MUSEUM, at("2023-05-20"), "Sót một văn bản.", documents_issued=4, satisfaction=95)
    for version, attempt, value in ((1, 1, "2"), (2, 2, "4")):
        _, museum = made.get(f"{PATH}/figures/documents-issued", version=version)
        assert (museum["attempt"], museum["figure"]["value"]) == (attempt, value)


def test_what_a_unit_handed_in_counts_though_it_owes_nothing_any_more(made: Department) -> None:
    other = "nha-hat-hat-boi"
    made.hears(amended(document(), without=[THEATRE, other]), at("2023-06-01"))
    assert made.post(PATH, at("2023-06-02")).status_code == 201
    content = made.get(PATH)["content"]
    assert THEATRE in {source["unit"] for source in content["sources"]}
    assert other not in {missing["unit"] for missing in content["missing"]}


def test_narrative_drafts_come_section_by_section_from_the_reports(made: Department) -> None:
    narratives = made.get(PATH)["narratives"]
    leadership = [each for each in narratives if each["section"] == "leadership"]
    assert [each["unit"] for each in leadership] == [THEATRE, MUSEUM]
    assert leadership[0]["text"] == "Công tác lãnh đạo, chỉ đạo: đã thực hiện."


def test_there_is_nothing_to_make_before_a_report_was_accepted(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-09"))
    answer = department.post(PATH, at("2023-05-15"))
    assert (answer.status_code, answer.json()["type"]) == (409, "nothing-to-consolidate")


@pytest.mark.parametrize(
    "path", [PATH, f"{PATH}/figures/documents-issued", f"{PATH}/report.pdf", "/duties/a.b.c"]
)
def test_what_is_not_there_is_not_found(department: Department, path: str) -> None:
    answer = department.asks(path)
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


def test_an_unknown_figure_is_not_found(made: Department) -> None:
    answer = made.asks(f"{PATH}/figures/stranger")
    assert answer.status_code == 404


def test_the_report_is_taken_along_as_word(made: Department) -> None:
    answer = made.asks(f"{PATH}/report.docx", number="321", on="2023-05-16")
    assert answer.status_code == 200
    word = docx.Document(BytesIO(answer.content))
    head = [cell.text for cell in word.tables[0].rows[0].cells]
    assert "SỞ VĂN HÓA VÀ THỂ THAO" in head[0] and "Số: 321/BC-SVHTT" in head[0]
    assert "Thành phố Hồ Chí Minh, ngày 16 tháng 5 năm 2023" in head[1]
    assert "Công tác lãnh đạo, chỉ đạo: đã thực hiện." in "\n".join(
        paragraph.text for paragraph in word.paragraphs
    )


def test_the_report_is_taken_along_as_pdf(made: Department) -> None:
    answer = made.asks(f"{PATH}/report.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_consolidations_are_listed_in_their_newest_version(made: Department) -> None:
    made.corrects(MUSEUM, at("2023-05-20"), "Sót một văn bản.", documents_issued=4, satisfaction=95)
    [row] = made.get("/consolidations")["items"]
    assert (row["duty"], row["version"], row["reports"]) == (HALF_YEAR, 2, 2)
