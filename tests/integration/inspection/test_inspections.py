"""Plans, inspections, follow-up, observations and readings, over HTTP and over the broker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from danvan.contracts import inspection as offers
from danvan.contracts.inspection import Evidence, Paper
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from tests.integration.inspection.inspectorate import (
    BOARD,
    DECISION,
    FINDING,
    INSPECTION,
    LIBRARY,
    MUSEUM,
    PAPER,
    PLAN,
    Inspectorate,
    inspectorate,
)
from tests.support.engines import Database

ONE = f"/inspections/{INSPECTION}"
SHOWN = Evidence(papers=(Paper(**PAPER),))
SEEN = {"observation": "gs-1", "unit": MUSEUM, "subject": "Niêm yết", "text": "Bảng đã cũ."}


@pytest.fixture
def office(database: Database) -> Iterator[Inspectorate]:
    with inspectorate(database) as made:
        yield made


def test_an_inspection_goes_from_the_plan_to_closure(office: Inspectorate) -> None:
    office.concludes()
    office.says(
        offers.RecommendationDoneOffered(
            inspection=INSPECTION, recommendation="xin-loi", evidence=SHOWN
        )
    )
    office.step(Role.INSPECTOR, "recommendations/xin-loi/return", {"reason": "Thiếu một thư"})
    office.step(
        Role.UNIT_OFFICER,
        "recommendations/xin-loi/done",
        {"evidence": {"papers": [PAPER]}},
        day=date(2023, 9, 1),
    )
    office.step(Role.INSPECTOR, "recommendations/xin-loi/confirm")
    office.step(Role.INSPECTOR, "close")
    row = office.reads(Role.STANDING, ONE)
    assert (row["status"], row["due_on"], row["late_steps"]) == ("closed", None, [])
    assert [each["finding"] for each in row["findings"]] == ["khong-xin-loi"]
    [followed] = row["recommendations"]
    assert (followed["status"], followed["on_time"], followed["done_on"]) == (
        "confirmed",
        True,
        "2023-09-01",
    )
    [item] = office.reads(Role.STANDING, f"/inspection-plans/{PLAN}")["items"]
    assert item["inspections"] == {MUSEUM: INSPECTION}


def test_a_step_taken_twice_is_recorded_once(office: Inspectorate) -> None:
    office.finds()
    assert office.does(Role.INSPECTOR, f"{ONE}/findings", FINDING)["facts"] == []
    assert office.does(Role.LEADER, "/inspections", DECISION)["facts"] == []


def test_only_a_unit_of_the_register_and_of_the_plan_is_inspected(office: Inspectorate) -> None:
    office.plans()
    for change, rule in (
        ({"unit": "khong-co"}, "unknown-unit"),
        ({"unit": LIBRARY}, "not-in-the-plan"),
        ({"planned": {"plan": "khac", "item": "ho-so"}}, "unknown-inspection-plan"),
    ):
        refused = office.does(Role.LEADER, "/inspections", DECISION | change, status=409)
        assert refused["type"] == rule
    unplanned: dict[str, Any] = {"planned": None}
    office.does(Role.LEADER, "/inspections", DECISION | unplanned, status=422)
    extraordinary = unplanned | {"extraordinary": "Có đơn phản ánh", "unit": LIBRARY}
    office.does(Role.LEADER, "/inspections", DECISION | extraordinary)
    items = [{"item": "x", "kind": "programme-check", "units": ["khong-co"], "subject": "y"}]
    draft = {"plan": "kh-2", "year": 2023, "title": "t", "items": [items[0] | {"quarter": 1}]}
    refused = office.does(Role.INSPECTOR, "/inspection-plans", draft, status=409)
    assert (refused["type"], refused["pointer"]) == ("unknown-unit", "/items/0/units/0")


def test_a_finding_points_at_facts_that_are_in_the_archive(office: Inspectorate) -> None:
    office.finds()
    with office.bench.ground.database.connection() as db:
        db.execute(
            "INSERT INTO archive.entries (service, index, raw, id)"
            " VALUES ('feedback', 7, '', 'f-1')"
        )
    pointed = {"service": "feedback", "fact": "f-1", "leaf": 7}
    for wrong in ({"leaf": 8}, {"fact": "f-2"}, {"service": "planning"}):
        body = FINDING | {"finding": "hai", "evidence": {"facts": [pointed, pointed | wrong]}}
        refused = office.does(Role.INSPECTOR, f"{ONE}/findings", body, status=409)
        assert (refused["type"], refused["pointer"]) == ("unknown-fact", "/evidence/facts/1")
    body = FINDING | {"finding": "hai", "evidence": {"facts": [pointed]}}
    office.does(Role.INSPECTOR, f"{ONE}/findings", body)
    refused = office.does(
        Role.SUPERVISOR, "/observations", SEEN | {"facts": [pointed | {"leaf": 8}]}, status=409
    )
    assert (refused["type"], refused["pointer"]) == ("unknown-fact", "/facts/0")


def test_what_was_found_is_not_told_before_the_conclusion(office: Inspectorate) -> None:
    office.finds()

    def seen(role: Role) -> int:
        return len(office.reads(role, ONE)["findings"])

    early = {role: seen(role) for role in (Role.INSPECTOR, Role.LEADER, Role.UNIT_HEAD)}
    assert set(early.values()) == {1}
    assert seen(Role.STANDING) == seen(Role.SUPERVISOR) == 0
    history = office.reads(Role.STANDING, f"/history/inspection/{INSPECTION}")
    assert "finding-made" not in str(history)


def test_a_unit_explains_over_the_broker_and_others_do_not(office: Inspectorate) -> None:
    office.finds()
    said = offers.FindingExplanationOffered(
        inspection=INSPECTION, finding="khong-xin-loi", explanation="Thiếu người."
    )
    assert isinstance(office.says(said), SubmissionAccepted)
    refused = office.says(said, LIBRARY)
    assert isinstance(refused, SubmissionRefused)
    assert refused.rule == "inspection-of-another-unit"
    [finding] = office.reads(Role.LEADER, ONE)["findings"]
    assert (finding["explanation"], finding["explained_by"]) == ("Thiếu người.", MUSEUM)
    office.reads(Role.UNIT_OFFICER, ONE, of=LIBRARY, status=403)
    assert office.lists(Role.UNIT_HEAD, "/inspections", of=LIBRARY) == []


def test_whoever_takes_a_unit_s_place_follows_up(office: Inspectorate) -> None:
    office.concludes()
    office.merges(MUSEUM, LIBRARY)
    assert [
        row["recommendation"]
        for row in office.lists(Role.UNIT_HEAD, "/recommendations?status=open", of=LIBRARY)
    ] == ["xin-loi"]
    done = offers.RecommendationDoneOffered(
        inspection=INSPECTION, recommendation="xin-loi", evidence=SHOWN
    )
    assert isinstance(office.says(done, LIBRARY), SubmissionAccepted)
    [row] = office.lists(Role.INSPECTOR, "/recommendations?status=done")
    assert (row["unit"], row["done_by"]) == (MUSEUM, LIBRARY)


def test_what_passes_its_last_day_shows_once(office: Inspectorate) -> None:
    office.finds()
    office.begins(date(2023, 8, 9))
    assert office.lists(Role.STANDING, "/inspections?late=true") == []
    office.begins(date(2023, 8, 10))
    office.begins(date(2023, 8, 11))
    [row] = office.lists(Role.STANDING, "/inspections?late=true")
    assert row["late_steps"] == ["fieldwork"]


def test_a_recommendation_past_its_day_is_overdue(office: Inspectorate) -> None:
    office.concludes()
    office.begins(date(2023, 11, 1))
    office.begins(date(2023, 11, 2))
    [row] = office.lists(Role.STANDING, "/recommendations?status=overdue")
    assert (row["recommendation"], row["overdue_on"]) == ("xin-loi", "2023-11-01")
    marks = office.bench.facts(f"inspection/{INSPECTION}")
    assert sum(isinstance(fact, offers.RecommendationOverdue) for fact in marks) == 1


def test_a_suspended_inspection_waits_and_its_clock_too(office: Inspectorate) -> None:
    office.finds()
    office.step(Role.LEADER, "suspend", {"reason": "Chờ giám định"}, day=date(2023, 8, 1))
    refused = office.does(Role.INSPECTOR, f"{ONE}/end", status=409)
    assert refused["type"] == "inspection-suspended"
    office.begins(date(2023, 9, 1))
    office.step(Role.LEADER, "resume")
    row = office.reads(Role.STANDING, ONE)
    assert (row["status"], row["due_on"], row["late_steps"]) == ("working", "2023-09-11", [])


def test_an_observation_is_answered_and_closed(office: Inspectorate) -> None:
    office.does(Role.SUPERVISOR, "/observations", SEEN)
    office.does(Role.SUPERVISOR, "/observations", SEEN | {"observation": "gs-2"}, of=BOARD)
    assert [row["observation"] for row in office.lists(Role.SUPERVISOR, "/observations")] == [
        "gs-1"
    ]
    assert len(office.lists(Role.UNIT_HEAD, "/observations")) == 2
    assert office.lists(Role.UNIT_HEAD, "/observations", of=LIBRARY) == []
    answer = offers.ObservationAnswerOffered(observation="gs-1", answer="Đã thay.")
    assert isinstance(office.says(answer), SubmissionAccepted)
    assert isinstance(office.says(answer, LIBRARY), SubmissionRefused)
    office.does(Role.LEADER, "/observations/gs-2/answer", {"answer": "Sở đã nhắc."})
    office.does(Role.SUPERVISOR, "/observations/gs-1/close", {"outcome": "x"}, of=BOARD, status=409)
    office.does(Role.SUPERVISOR, "/observations/gs-1/close", {"outcome": "Đã khắc phục"})
    assert [row["status"] for row in office.lists(Role.INSPECTOR, "/observations")] == [
        "closed",
        "answered",
    ]
    unknown = office.does(
        Role.SUPERVISOR, "/observations", SEEN | {"observation": "gs-3", "unit": "x"}, status=409
    )
    assert unknown["type"] == "unknown-unit"


def test_who_reads_a_file_says_why_and_leaves_a_trace(office: Inspectorate) -> None:
    body = {"kind": "case", "file": "petition/x.1", "reason": "Kiểm tra theo 31/QĐ"}
    office.does(Role.STANDING, "/readings", body)
    office.does(Role.STANDING, "/readings", body)
    office.does(Role.STANDING, "/readings", body | {"reason": ""}, status=422)
    first, second = office.lists(Role.LEADER, "/readings?kind=case&file=petition/x.1")
    assert first["position"] < second["position"]
    assert (first["actor"], first["role"], first["reason"]) == (
        "person-1",
        "standing",
        "Kiểm tra theo 31/QĐ",
    )
    office.reads(Role.STANDING, "/readings", status=403)
