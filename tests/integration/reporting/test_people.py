"""People over HTTP: who may do what, drafts, lists page by page, waivers, the compliance matrix."""

from __future__ import annotations

from typing import Any

import pytest

from danvan.contracts.roles import READERS, STEERING, UNIT_PEOPLE, Role
from tests.integration.reporting.department import (
    HALF_YEAR,
    MUSEUM,
    PLAN,
    STANDING,
    THEATRE,
    Department,
    at,
    stated,
)
from tests.unit.reporting.plan_878 import affiliated

REPORT = f"/reports/{HALF_YEAR}.{MUSEUM}"
CONSOLIDATION = f"/consolidations/{HALF_YEAR}"
OFFICES = {Role.OFFICE, Role.FINANCE, Role.INSPECTOR, Role.SUPERVISOR}
OVERSEERS, JUDGES = set(READERS), set(STEERING)
ALL_READERS = OVERSEERS | set(UNIT_PEOPLE)
SPEAKERS = JUDGES | OFFICES | set(UNIT_PEOPLE)
ORDER = {"reason": "Trụ sở đang sửa chữa.", "order": "12/QĐ-SVHTT"}

#: Which roles each route lets in.
TABLE = [
    ("GET", "/duties", ALL_READERS),
    ("GET", f"/duties/{HALF_YEAR}", ALL_READERS),
    ("GET", f"/compliance?plan={PLAN}", OVERSEERS),
    ("GET", f"/figures/{MUSEUM}?first=2023-01-01&last=2023-04-30", ALL_READERS),
    ("GET", "/reports", ALL_READERS),
    ("GET", REPORT, ALL_READERS),
    ("GET", f"{REPORT}/draft", ALL_READERS),
    ("POST", f"{REPORT}/offer", SPEAKERS),
    ("POST", f"{REPORT}/correct", SPEAKERS),
    ("POST", f"{REPORT}/return", JUDGES),
    ("POST", f"{REPORT}/accept", JUDGES),
    ("POST", f"{REPORT}/waive", JUDGES),
    ("POST", CONSOLIDATION, JUDGES),
    ("GET", "/consolidations", OVERSEERS),
    ("GET", CONSOLIDATION, OVERSEERS),
    ("GET", f"{CONSOLIDATION}/versions", OVERSEERS),
    ("GET", f"{CONSOLIDATION}/figures/documents-issued", OVERSEERS),
    ("GET", f"{CONSOLIDATION}/report.docx", OVERSEERS),
    ("GET", f"{CONSOLIDATION}/report.pdf", OVERSEERS),
]


def test_every_route_lets_in_these_roles_and_no_others(department: Department) -> None:
    for method, path, roles in TABLE:
        for role in Role:
            answer = department.reporting.call(method, path, role, MUSEUM, json={})
            assert (answer.status_code != 403) == (role in roles), f"{role} {method} {path}"


def test_the_table_of_roles_names_every_route(department: Department) -> None:
    described = department.reporting.app.openapi()["paths"]
    own = [
        (method.upper(), path)
        for path, methods in described.items()
        for method, route in methods.items()
        if {"duties", "reports", "consolidations"} & set(route.get("tags", ()))
    ]
    named = {
        (method, path.partition("?")[0].replace(f"{HALF_YEAR}.{MUSEUM}", "{report}"))
        for method, path, _ in TABLE
    }
    places = {
        HALF_YEAR: "{duty}",
        f"figures/{MUSEUM}": "figures/{unit}",
        "documents-issued": "{code}",
    }
    for value, name in places.items():
        named = {(method, path.replace(value, name)) for method, path in named}
    assert sorted(own) == sorted(named)


@pytest.mark.parametrize(
    "path", [f"/reports/{HALF_YEAR}.{THEATRE}", f"/reports/{HALF_YEAR}.{THEATRE}/draft"]
)
def test_people_of_a_unit_read_its_own_reports_only(department: Department, path: str) -> None:
    assert department.asks(path, Role.UNIT_HEAD, MUSEUM).status_code == 403
    assert department.asks(path, Role.UNIT_HEAD, THEATRE).status_code == 200


def test_lists_show_people_of_a_unit_what_is_their_own(department: Department) -> None:
    own = department.get("/reports", Role.UNIT_OFFICER, MUSEUM)
    assert {row["unit"] for row in own["items"]} == {MUSEUM}
    assert len(department.get("/duties", Role.UNIT_OFFICER, MUSEUM)["items"]) == 6
    foreign = department.asks("/reports", Role.UNIT_OFFICER, MUSEUM, unit=THEATRE)
    assert foreign.status_code == 403
    assert department.get("/duties", unit=STANDING)["items"] == []


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.UNIT_HEAD, THEATRE), (Role.STANDING, STANDING), (Role.LEADER, None)]
)
def test_nobody_submits_for_another_unit(
    department: Department, role: Role, unit: str | None
) -> None:
    answer = department.post(f"{REPORT}/offer", at("2023-05-09"), stated(), role, unit)
    assert answer.status_code == 403


def test_a_person_fills_in_the_draft_and_submits_it(department: Department) -> None:
    fact = department.holds(MUSEUM, "2023-03-30", 45)
    draft = department.get(f"{REPORT}/draft", Role.UNIT_OFFICER, MUSEUM)
    recorded = {figure["code"]: figure["recorded"] for figure in draft["content"]["figures"]}
    filled = {i["code"] for i in draft["template"]["indicators"] if i.get("source")}
    assert recorded.keys() == filled - {"satisfaction"}, "nobody was asked, so there is no share"
    assert (recorded["activities-held"], recorded["activity-attendance"]) == ("1", "45")
    assert {recorded[code] for code in recorded if not code.startswith("activit")} == {"0"}
    assert draft["template"]["sections"][0]["id"] == "leadership"
    answer = department.post(
        f"{REPORT}/offer", at("2023-05-09"), stated(), Role.UNIT_OFFICER, MUSEUM
    )
    assert answer.status_code == 201
    assert department.standing(MUSEUM) == "on-time"
    window = {"first": "2023-01-01", "last": "2023-04-30"}
    causes = department.get(f"/figures/{MUSEUM}", Role.UNIT_OFFICER, MUSEUM, **window)
    assert {row["cause"] for row in causes} == {fact}


def test_the_draft_of_a_returned_report_begins_with_what_was_said(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-09"), **stated(documents_issued=2))
    reasons = [{"text": "Nêu rõ hạn chế."}]
    department.post(f"{REPORT}/return", at("2023-05-10"), {"attempt": 1, "reasons": reasons})
    draft = department.get(f"{REPORT}/draft", Role.UNIT_OFFICER, MUSEUM)
    assert draft["content"]["figures"][0]["value"] == "2"
    assert draft["returned"]["reasons"][0]["text"] == "Nêu rõ hạn chế."


def test_problems_point_into_the_body_of_the_call(department: Department) -> None:
    wrong = stated(documents_issued=-1)
    wrong["sections"] = []
    answer = department.post(f"{REPORT}/offer", at("2023-05-09"), wrong, Role.UNIT_HEAD, MUSEUM)
    assert (answer.status_code, answer.json()["type"]) == (409, "report-invalid")
    pointers = {problem["pointer"] for problem in answer.json()["problems"]}
    assert pointers == {"/indicators/0/value", "/sections"}


def test_a_correction_over_http_says_why(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-09"))
    department.accepts(MUSEUM, at("2023-05-12"))
    body: dict[str, Any] = stated(documents_issued=1)
    without = department.post(f"{REPORT}/correct", at("2023-05-13"), body, Role.UNIT_HEAD, MUSEUM)
    assert without.status_code == 422
    body |= {"why": "Sót một văn bản."}
    answer = department.post(f"{REPORT}/correct", at("2023-05-13"), body, Role.UNIT_HEAD, MUSEUM)
    assert answer.status_code == 201
    last = department.get(REPORT)["steps"][-1]
    assert (last["step"], last["data"]["why"]) == ("report-corrected", "Sót một văn bản.")


def test_a_report_is_waived_by_order(department: Department) -> None:
    assert department.post(f"{REPORT}/waive", at("2023-05-01"), {}).status_code == 422
    assert department.post(f"{REPORT}/waive", at("2023-05-01"), ORDER).status_code == 201
    waiver = department.get(REPORT)["waiver"]
    assert (waiver["cause"], waiver["order"]) == ("order", "12/QĐ-SVHTT")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("offer", stated()),
        ("correct", stated() | {"why": "Sót một văn bản."}),
        ("return", {"attempt": 1, "reasons": [{"text": "Nêu rõ hạn chế."}]}),
        ("accept", {"attempt": 1}),
        ("waive", ORDER),
    ],
)
def test_an_unknown_key_in_a_body_is_refused(
    department: Department, path: str, body: dict[str, Any]
) -> None:
    role, unit = (Role.UNIT_HEAD, MUSEUM) if path in {"offer", "correct"} else (Role.STANDING, None)
    more = body | {"grund": "Trụ sở đang sửa chữa."}
    answer = department.post(f"{REPORT}/{path}", at("2023-05-09"), more, role, unit)
    assert answer.status_code == 422
    assert [p["pointer"] for p in answer.json()["problems"]] == ["/body/grund"]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        (
            "offer",
            {"indicators": [{"code": "x", "value": 1, "ly_do": "Sót."}]},
            "indicators/0/ly_do",
        ),
        ("offer", {"sections": [{"id": "x", "text": "", "tieu_de": "A"}]}, "sections/0/tieu_de"),
        (
            "correct",
            {
                "why": "Sót.",
                "attachments": [{"name": "a", "sha256": "0" * 64, "bytes": 1, "url": ""}],
            },
            "attachments/0/url",
        ),
        ("return", {"attempt": 1, "reasons": [{"text": "A", "noi": "/"}]}, "reasons/0/noi"),
    ],
)
def test_an_unknown_key_is_refused_wherever_it_stands(
    department: Department, path: str, body: dict[str, Any], place: str
) -> None:
    role, unit = (Role.STANDING, None) if path == "return" else (Role.UNIT_HEAD, MUSEUM)
    answer = department.post(f"{REPORT}/{path}", at("2023-05-09"), body, role, unit)
    assert (answer.status_code, answer.json()["type"]) == (422, "request-invalid")
    assert [p["pointer"] for p in answer.json()["problems"]] == [f"/body/{place}"]


def test_a_list_is_read_page_by_page(department: Department) -> None:
    seen: list[str] = []
    query: dict[str, Any] = {"series": "public-engagement", "limit": 20}
    while True:
        page = department.get("/reports", **query)
        seen += [row["report"] for row in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == sorted(set(seen))
    assert len(seen) == 2 * len(affiliated())


def test_reports_are_found_by_how_they_stand(department: Department) -> None:
    department.sends(MUSEUM, at("2023-05-11"))
    [late] = department.get("/reports", standing="late")["items"]
    assert late["unit"] == MUSEUM
    awaited = department.get("/reports", period="h1", standing="awaited", limit=500)["items"]
    assert len(awaited) == 2 * len(affiliated()) - 1


def test_the_matrix_counts_every_way_a_report_can_stand(department: Department) -> None:
    first, second, third, fourth, fifth, *others = affiliated()
    department.sends(first, at("2023-05-10", "23:59"))
    department.sends(second, at("2023-05-11"))
    for unit in (third, fourth):
        department.sends(unit, at("2023-05-09"))
        back = {"attempt": 1, "reasons": [{"text": "Nêu rõ hạn chế."}]}
        department.post(f"/reports/{HALF_YEAR}.{unit}/return", at("2023-05-10"), back)
    department.sends(fourth, at("2023-05-15"), **stated(documents_issued=1))
    department.post(f"/reports/{HALF_YEAR}.{fifth}/waive", at("2023-05-02"), ORDER)
    department.reporting.begin(at("2023-05-11").date())
    matrix = department.get("/compliance", plan=PLAN, series="public-engagement")
    assert matrix["counts"] == {
        "on_time": 2,
        "late": 1,
        "returned": 1,
        "missing": len(others),
        "waived": 1,
        "awaited": len(affiliated()),
        "returned_ever": 2,
    }
    cells = {row["unit"]: row["cells"][HALF_YEAR] for row in matrix["units"]}
    assert cells[fourth]["standing"] == "on-time"
    assert cells[fourth]["returns"] == 1
    assert cells[fourth]["first_received"] < cells[fourth]["last_received"]
