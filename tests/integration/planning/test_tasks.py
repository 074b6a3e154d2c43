"""Tasks over NATS and HTTP, and what days do to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts.base import Payload
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.planning import (
    Activity,
    ActivityOffered,
    Evidence,
    TaskAcceptanceOffered,
    TaskCompletionOffered,
    TaskProgressOffered,
)
from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency, plan
from tests.unit.planning.builders import days

TASK = "kh-2023.chuyen-de.bao-tang"
PROOF = Evidence(name="bien-ban.pdf", sha256="0" * 64)
ACTIVITY = Activity(
    form="thematic-session",
    topic="Dân vận khéo",
    audience="Viên chức",
    attendance=42,
    held_on=date(2023, 3, 30),
    evidence=(PROOF,),
)


@pytest.fixture
def issued(agency: Agency) -> Agency:
    """The plan in force, with an activity task of the museum that needs evidence."""
    session = {
        "id": "chuyen-de",
        "clause": "II.1",
        "title": "Sinh hoạt chuyên đề",
        "kind": "activity",
        "accountable": ["bao-tang"],
        "due": {"on": "2023-04-10"},
        "evidence_required": True,
    }
    agency.issue(tasks=[*plan()["tasks"], session])
    return agency


def refused(outcome: SubmissionAccepted | SubmissionRefused) -> str:
    assert isinstance(outcome, SubmissionRefused), outcome
    return outcome.rule


def test_a_units_software_takes_a_task_to_its_end(issued: Agency) -> None:
    def sends(payload: Payload, day: str) -> SubmissionAccepted | SubmissionRefused:
        return issued.offers("bao-tang", payload, day)

    done = TaskCompletionOffered(task=TASK, note="Đã tổ chức")
    assert isinstance(sends(TaskAcceptanceOffered(task=TASK), "2023-03-08"), SubmissionAccepted)
    assert issued.task(TASK)["status"] == "accepted"
    sends(TaskProgressOffered(task=TASK, note="Đã mời báo cáo viên"), "2023-03-20")
    assert refused(sends(done, "2023-03-29")) == "activity-not-held"
    sends(ActivityOffered(task=TASK, activity=ACTIVITY), "2023-03-31")
    outcome = sends(done, "2023-04-10")
    assert isinstance(outcome, SubmissionAccepted)
    assert [fact.stream for fact in outcome.facts] == [f"task/{TASK}"]
    task = issued.task(TASK)
    assert (task["status"], task["late"], task["done_on"]) == ("done", False, "2023-04-10")
    assert [(note["said"], note["note"]) for note in task["notes"]] == [
        ("progressed", "Đã mời báo cáo viên"),
        ("done", "Đã tổ chức"),
    ]
    assert task["activities"][0]["attendance"] == 42
    assert task["activities"][0]["evidence"] == [PROOF.model_dump()]


def test_a_unit_speaks_for_its_own_tasks_only(issued: Agency) -> None:
    offered = TaskAcceptanceOffered(task=TASK)
    assert refused(issued.offers("thu-vien", offered, "2023-03-08")) == "task-of-another-unit"
    unknown = TaskAcceptanceOffered(task="kh-2023.khong-co.bao-tang")
    assert refused(issued.offers("bao-tang", unknown, "2023-03-08")) == "unknown-task"


def test_people_of_a_unit_do_the_same_over_http(issued: Agency) -> None:
    officer: dict[str, Any] = {"role": Role.UNIT_OFFICER, "of": "bao-tang", "day": "2023-04-03"}
    activity = {"activity": ACTIVITY.model_dump(mode="json")}
    issued.does(f"/tasks/{TASK}/accept", **officer)
    issued.does(f"/tasks/{TASK}/progress", {"note": "Đang chuẩn bị"}, **officer)
    issued.does(f"/tasks/{TASK}/activities", activity, **officer)
    issued.does(f"/tasks/{TASK}/complete", {"note": "Đã tổ chức"}, **officer)
    issued.does(f"/tasks/{TASK}/return", {"reason": "Thiếu danh sách"}, day="2023-04-04")
    assert issued.task(TASK)["status"] == "returned"
    again = {"note": "Đã bổ sung", "evidence": [PROOF.model_dump()]}
    issued.does(f"/tasks/{TASK}/complete", again, **officer | {"day": "2023-04-12"})
    issued.does(f"/tasks/{TASK}/verify", {"note": "Đạt"}, day="2023-04-13")
    task = issued.task(TASK)
    assert (task["status"], task["late"]) == ("verified", True)
    other = issued.tries(f"/tasks/{TASK}/accept", **officer | {"of": "thu-vien"})
    assert other.json()["type"] == "task-of-another-unit"
    nobody = issued.tries(f"/tasks/{TASK}/accept", role=Role.OFFICE, of=None)
    assert nobody.status_code == 403


def test_people_of_a_unit_see_its_own_tasks(issued: Agency) -> None:
    def seen(**query: Any) -> Any:
        return issued.planning.call(
            "GET", "/tasks", Role.UNIT_OFFICER, "bao-tang", params={"after": 1, **query}
        )

    issued.reads("/tasks")
    assert {task["unit"] for task in seen().json()["items"]} == {"bao-tang"}
    assert seen(unit="thu-vien").status_code == 403
    one = "/tasks/kh-2023.ke-hoach.thu-vien"
    answer = issued.planning.call("GET", one, Role.UNIT_OFFICER, "bao-tang")
    assert answer.status_code == 403


def test_tasks_are_filtered_and_come_in_pages(issued: Agency) -> None:
    first = issued.reads("/tasks", limit=2)
    rest = issued.reads("/tasks", limit=2, cursor=first["next"])
    ids = [task["id"] for task in first["items"] + rest["items"]]
    assert ids == sorted(ids) and len(ids) == 4
    assert [t["id"] for t in issued.reads("/tasks", unit="bao-tang", clause="II.1")["items"]] == [
        TASK
    ]
    issued.begin("2023-04-11")
    late = issued.reads("/tasks", overdue=True, unit="bao-tang")["items"]
    assert [task["id"] for task in late] == [TASK, "kh-2023.ke-hoach.bao-tang"]


def test_an_open_task_becomes_overdue_and_climbs(issued: Agency) -> None:
    issued.begin(*(str(day) for day in days("2023-04-10", 2)))
    assert issued.task(TASK)["overdue_on"] == "2023-04-11"
    issued.begin(*(str(day) for day in days("2023-04-12", 7)))
    task = issued.task(TASK)
    assert (task["escalated_to"], task["escalation_level"]) == ("so", 1)
    issued.begin(*(str(day) for day in days("2023-04-19", 60)))
    assert issued.task(TASK)["escalation_level"] == 1  # nobody stands above the agency
    progress = issued.reads("/plans/kh-2023")["progress"][0]
    assert (progress["clause"], progress["escalated"] > 0) == ("II.1", True)


def test_a_day_that_is_said_twice_changes_nothing(issued: Agency) -> None:
    issued.begin("2023-04-11")
    before = issued.planning.ground.journal.head()
    issued.begin("2023-04-11")
    assert issued.planning.ground.journal.head() == before


def test_what_arrived_in_time_is_on_time_though_it_was_taken_in_after_the_check(
    issued: Agency,
) -> None:
    issued.offers("bao-tang", ActivityOffered(task=TASK, activity=ACTIVITY), "2023-04-03")
    issued.begin("2023-04-11")
    done = TaskCompletionOffered(task=TASK, note="Đã tổ chức")
    issued.planning.ground.clock.day_started(date(2023, 4, 11))
    issued.offers("bao-tang", done, "2023-04-10", "23:59")
    task = issued.task(TASK)
    assert (task["overdue_on"], task["status"], task["late"]) == ("2023-04-11", "done", False)


def test_a_year_of_days_opens_one_occurrence_a_week(issued: Agency) -> None:
    issued.begin(*(str(day) for day in days("2023-03-08", 310)))
    weekly = [t["period"] for t in issued.reads("/tasks", unit="van-phong", limit=500)["items"]]
    assert weekly == [f"2023-W{week}" for week in range(10, 53)]
