"""A plan's life over HTTP, and the child plans that units offer."""

from __future__ import annotations

from typing import Any

from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.planning import AcknowledgementOffered, ChildPlanOffered
from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency, plan
from tests.unit.planning.builders import document

HEAD = Role.UNIT_HEAD


def child(**changes: Any) -> dict[str, Any]:
    own = {"plan": "kh-bt-2023", "agency": "bao-tang", "parent": "kh-2023", "answers": "III.6"}
    empty: dict[str, Any] = {"duties": [], "templates": [], "targets": [], "recipients": []}
    return plan(**own | empty | changes)


def rule(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    return str(answer.json()["type"])


def test_a_plan_from_its_draft_to_its_final_review(agency: Agency) -> None:
    agency.does("/plans", {"document": plan()}, day="2023-02-20")
    ask = {"units": ["bao-tang", "thu-vien"], "until": "2023-03-01"}
    agency.does("/plans/kh-2023/opinions/ask", ask, day="2023-02-20")
    said = {"text": "Nên thêm hạn báo cáo."}
    agency.does("/plans/kh-2023/opinions", said, role=HEAD, of="bao-tang", day="2023-02-25")
    issue = {"number": "878/KH", "issued_on": "2023-03-07"}
    agency.does("/plans/kh-2023/issue", issue)
    agency.does("/plans/kh-2023/distribute", day="2023-03-08")
    received = AcknowledgementOffered(plan="kh-2023")
    assert isinstance(agency.offers("bao-tang", received, "2023-03-09"), SubmissionAccepted)
    agency.does("/plans/kh-2023/acknowledge", role=Role.OFFICE, of="van-phong", day="2023-03-10")
    whole = agency.reads("/plans/kh-2023")
    assert (whole["status"], whole["number"], whole["issued_on"]) == (
        "in-force",
        "878/KH",
        "2023-03-07",
    )
    assert [w["rule"] for w in whole["warnings"]] == ["instrument-expires-in-plan-year"]
    assert {o["unit"]: len(o["given"]) for o in whole["opinions"]} == {
        "bao-tang": 1,
        "thu-vien": 0,
    }
    assert {r["unit"]: r["acknowledged_on"] for r in whole["recipients"]} == {
        "bao-tang": "2023-03-09",
        "thu-vien": None,
        "van-phong": "2023-03-10",
    }
    assert {row["clause"]: row["tasks"] for row in whole["progress"]} == {"II.1": 1, "III.6": 2}
    assert whole["targets"][0]["outcome"] == "no-figures"
    agency.does("/plans/kh-2023/close", {"review": "Hoàn thành tốt."}, day="2023-12-29")
    closed = agency.reads("/plans/kh-2023")
    assert (closed["status"], closed["review"]) == ("closed", "Hoàn thành tốt.")
    assert {task["status"] for task in agency.reads("/tasks")["items"]} == {"withdrawn"}


def test_a_plan_that_is_closed_opens_no_occurrences(agency: Agency) -> None:
    agency.issue()
    agency.does("/plans/kh-2023/close", {"review": "Dừng."}, day="2023-03-10")
    agency.begin("2023-03-13")
    assert agency.reads("/tasks", status="assigned")["items"] == []


def test_a_document_with_mistakes_is_refused_with_all_of_them(agency: Agency) -> None:
    wrong = plan() | {"sigantory": "Giám đốc", "year": "hai nghìn"}
    answer = agency.tries("/plans", {"document": wrong})
    assert rule(answer) == "plan-malformed"
    problems = {p["pointer"]: p["rule"] for p in answer.json()["problems"]}
    assert problems == {"/document/sigantory": "unknown-key", "/document/year": "wrong-type"}
    unknown = plan(standing="phong-khong-co")
    answer = agency.tries("/plans", {"document": unknown})
    assert rule(answer) == "plan-invalid"
    assert answer.json()["problems"][0]["pointer"] == "/document/standing"


def test_the_same_key_issues_a_plan_once(agency: Agency) -> None:
    agency.does("/plans", {"document": plan()})
    issue = {"number": "878/KH", "issued_on": "2023-03-07"}
    key = {"Idempotency-Key": "issue-878"}
    first = agency.tries("/plans/kh-2023/issue", issue, headers=key)
    again = agency.tries("/plans/kh-2023/issue", issue, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json()["facts"] == again.json()["facts"] != []


def test_an_amended_plan_asks_for_other_things(agency: Agency) -> None:
    agency.issue()
    tasks = plan()["tasks"]
    later = tasks[0] | {"due": {"on": "2023-04-14"}, "accountable": ["bao-tang"]}
    new = later | {"id": "so-ket", "due": {"on": "2023-06-30"}, "accountable": ["thu-vien"]}
    amended = plan(tasks=[later, new], targets=[])
    body = {"document": amended, "reason": "Điều chỉnh hạn"}
    agency.does("/plans/kh-2023/amend", body, day="2023-03-20")
    stand = {task["id"]: task for task in agency.reads("/tasks")["items"]}
    assert {id_: task["status"] for id_, task in stand.items()} == {
        "kh-2023.giao-ban.van-phong.2023-W10": "withdrawn",
        "kh-2023.ke-hoach.bao-tang": "assigned",
        "kh-2023.ke-hoach.thu-vien": "withdrawn",
        "kh-2023.so-ket.thu-vien": "assigned",
    }
    assert stand["kh-2023.ke-hoach.bao-tang"]["due"] == "2023-04-14"
    assert agency.reads("/targets")["items"][0]["status"] == "withdrawn"
    whole = agency.reads("/plans/kh-2023")
    assert (whole["version"], whole["amended_on"]) == (2, "2023-03-20")
    assert {r["distributed_on"] for r in whole["recipients"]} == {None}
    received = AcknowledgementOffered(plan="kh-2023")
    refused = agency.offers("bao-tang", received, "2023-03-21")
    assert isinstance(refused, SubmissionRefused) and refused.rule == "plan-version-not-in-force"


def test_who_answers_a_clause_and_who_does_not(agency: Agency) -> None:
    agency.issue()
    offered = ChildPlanOffered(document=document(**child()))
    assert isinstance(agency.offers("bao-tang", offered, "2023-03-20"), SubmissionAccepted)
    answers = agency.reads("/plans/kh-2023/answers", clause="III.6")
    assert {a["unit"]: (a["child"], a["status"]) for a in answers} == {
        "bao-tang": ("kh-bt-2023", "draft"),
        "thu-vien": (None, None),
    }
    assert agency.reads("/plans/kh-2023")["answers_by_clause"] == answers
    none_yet = agency.reads("/plans/kh-2023/answers", clause="II.1")
    assert [(a["unit"], a["child"]) for a in none_yet] == [("van-phong", None)]


def test_a_unit_offers_its_own_plan_only(agency: Agency) -> None:
    agency.issue()
    offered = ChildPlanOffered(document=document(**child()))
    refused = agency.offers("thu-vien", offered, "2023-03-20")
    assert isinstance(refused, SubmissionRefused) and refused.rule == "plan-of-another-unit"
    answer = agency.tries("/plans", {"document": child()}, role=HEAD, of="thu-vien")
    assert rule(answer) == "plan-of-another-unit"


def test_a_child_plan_answers_a_plan_in_force_and_a_clause_of_it(agency: Agency) -> None:
    answer = agency.tries("/plans", {"document": child()}, role=HEAD, of="bao-tang")
    assert rule(answer) == "unknown-plan"
    agency.issue()
    stray = child(answers="III.9")
    answer = agency.tries("/plans", {"document": stray}, role=HEAD, of="bao-tang")
    assert rule(answer) == "unknown-clause"
    assert agency.planning.call("GET", "/plans/kh-bt-2023", HEAD, "bao-tang").status_code == 404


def test_a_unit_head_issues_the_units_own_plan(agency: Agency) -> None:
    agency.issue()
    head: dict[str, Any] = {"role": HEAD, "of": "bao-tang", "day": "2023-03-20"}
    agency.does("/plans", {"document": child()}, **head)
    issue = {"number": "12/KH-BT", "issued_on": "2023-03-20"}
    other = agency.tries("/plans/kh-bt-2023/issue", issue, **head | {"of": "thu-vien"})
    assert rule(other) == "plan-of-another-unit"
    agency.does("/plans/kh-bt-2023/issue", issue, **head)
    assert agency.reads("/plans", agency="bao-tang")["items"][0]["status"] == "in-force"
    assert [p["plan"] for p in agency.reads("/plans", status="in-force", limit=1)["items"]] == [
        "kh-2023"
    ]
