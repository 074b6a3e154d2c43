"""What units said of themselves, beside what was recorded."""

from __future__ import annotations

from typing import Any

from danvan.contracts.reporting import ReportCorrectionOffered
from danvan.contracts.roles import Role
from tests.integration.reporting.department import HALF_YEAR, MUSEUM, THEATRE, Department, at
from tests.integration.reporting.test_prefill import overruling

PATH = "/self-reported"


def counted(department: Department) -> None:
    """Nine of ten were satisfied with the museum, all with the theatre."""
    department.counts(MUSEUM, "2023-04-03", survey_answers=10, survey_satisfied=9)
    department.counts(THEATRE, "2023-04-03", survey_answers=10, survey_satisfied=10)


def says(department: Department, unit: str, value: int, reason: str, day: str) -> None:
    """A unit states its own satisfaction."""
    department.sends(unit, at(day), **overruling("satisfaction", value, reason))


def told(row: dict[str, Any]) -> tuple[str, float, float, float]:
    """Who said what, what was recorded, and how far apart they are."""
    return row["unit"], float(row["value"]), float(row["recorded"]), float(row["difference"])


def test_the_figures_farthest_from_what_was_recorded_come_first(department: Department) -> None:
    counted(department)
    says(department, MUSEUM, 95, "Cộng thêm phiếu giấy.", "2023-05-09")
    says(department, THEATRE, 80, "Trừ phiếu trùng.", "2023-05-09")
    first, second, third = department.get(PATH, period="h1", limit=3)["items"]
    assert told(first) == (THEATRE, 80, 100, -20)
    assert told(second) == (MUSEUM, 95, 90, 5)
    assert second["reason"] == "Cộng thêm phiếu giấy."
    assert float(third["size"]) == 0
    [stored] = [
        fact
        for fact in department.reporting.ground.journal.load([f"report/{HALF_YEAR}.{MUSEUM}"])[
            f"report/{HALF_YEAR}.{MUSEUM}"
        ]
        if fact.id == second["fact"]
    ]
    assert stored.type.endswith("report-submitted.v1")


def test_pages_join_without_gap_or_double(department: Department) -> None:
    counted(department)
    for unit in (MUSEUM, THEATRE):
        says(department, unit, 95, "Cộng thêm phiếu giấy.", "2023-05-09")
    whole = [(r["report"], r["code"]) for r in department.get(PATH, limit=500)["items"]]
    paged: list[tuple[str, str]] = []
    cursor = ""
    while cursor is not None:
        page = department.get(PATH, limit=7, cursor=cursor)
        paged += [(row["report"], row["code"]) for row in page["items"]]
        cursor = page["next"]
    assert paged == whole and len(set(whole)) == len(whole) > 7
    assert {code for _, code in whole} >= {"satisfaction", "dossiers-received"}


def test_one_indicator_is_followed_through_every_attempt(department: Department) -> None:
    counted(department)
    says(department, MUSEUM, 95, "Cộng thêm phiếu giấy.", "2023-05-08")
    department.accepts(MUSEUM, at("2023-05-10"))
    again = overruling("satisfaction", 91, "Bỏ phiếu trùng.")
    correction = {"duty": HALF_YEAR, "why": "Đếm trùng.", **again}
    offered = ReportCorrectionOffered.model_validate(correction)
    department.reporting.offer(MUSEUM, offered, at("2023-05-11"))
    rows = department.get(f"{PATH}/satisfaction", unit=MUSEUM)["items"]
    assert [(row["attempt"], float(row["difference"])) for row in rows] == [(1, 5), (2, 1)]
    [newest] = department.get(PATH, code="satisfaction")["items"]
    assert (newest["attempt"], newest["status"]) == (2, "accepted")
    page = department.get(f"{PATH}/satisfaction", limit=1)
    following = department.get(f"{PATH}/satisfaction", limit=1, cursor=page["next"])
    assert [row["attempt"] for row in page["items"] + following["items"]] == [1, 2]


def test_a_unit_sees_its_own_figures_only(department: Department) -> None:
    counted(department)
    says(department, THEATRE, 95, "Cộng thêm phiếu giấy.", "2023-05-09")
    assert department.get(PATH, Role.UNIT_HEAD, MUSEUM)["items"] == []
    assert department.asks(PATH, Role.UNIT_HEAD, MUSEUM, unit=THEATRE).status_code == 403
    assert department.get(PATH, Role.INSPECTOR, None)["items"]


def test_a_cursor_of_another_list_is_refused(department: Department) -> None:
    for cursor in ("x", "a~b~c", "1~2", "NaN~b~c", "1e999999~b~c", "1~b~c~d"):
        answer = department.asks(PATH, cursor=cursor)
        assert answer.status_code == 422
