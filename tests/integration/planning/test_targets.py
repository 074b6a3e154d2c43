"""Targets with figures by hand, and the corrective action that a miss opens."""

from __future__ import annotations

from typing import Any

from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency, plan

FIGURES = "/targets/kh-2023/hai-long/figures"
ACTION = "kh-2023.hai-long.2023-06-30"
OFFICE: dict[str, Any] = {"role": Role.OFFICE, "of": "van-phong", "day": "2023-07-01"}


def figure(**more: Any) -> dict[str, Any]:
    return {"day": "2023-06-30", "source": "Khảo sát quý II"} | more


def test_exactly_the_goal_misses_and_opens_a_corrective_action(agency: Agency) -> None:
    agency.issue()
    written = agency.does(FIGURES, figure(numerator=90, denominator=100), **OFFICE)
    assert [fact["stream"] for fact in written["facts"]] == [
        "target/kh-2023.hai-long",
        "target/kh-2023.hai-long",
        f"corrective-action/{ACTION}",
    ]
    [target] = agency.reads("/targets", plan="kh-2023")["items"]
    assert (target["outcome"], target["value"], target["missed_on"]) == (
        "missed",
        "90.0000",
        "2023-06-30",
    )
    measure = {"measure": "Tăng người tiếp nhận", "owner": "bao-tang", "due": "2023-07-31"}
    agency.does(f"/corrective-actions/{ACTION}/plan", measure, **OFFICE)
    agency.begin("2023-08-01")
    [action] = agency.reads("/corrective-actions", unit="bao-tang")["items"]
    assert (action["status"], action["overdue_on"]) == ("overdue", "2023-08-01")
    owner: dict[str, Any] = {"role": Role.UNIT_HEAD, "of": "bao-tang", "day": "2023-08-02"}
    agency.does(f"/corrective-actions/{ACTION}/complete", {"note": "Đã tăng"}, **owner)
    agency.does(f"/corrective-actions/{ACTION}/verify", day="2023-08-03")
    action = agency.reads(f"/corrective-actions/{ACTION}")
    assert (action["status"], action["late"]) == ("verified", True)


def test_figures_day_by_day_and_the_end_of_the_window(agency: Agency) -> None:
    agency.issue()
    agency.does(FIGURES, figure(value="92.5"), **OFFICE)
    agency.does(FIGURES, figure(day="2023-07-01", value="93"), **OFFICE)
    agency.begin("2024-01-01")
    target = agency.reads("/targets/kh-2023/hai-long")
    assert [f["day"] for f in target["figures"]] == ["2023-06-30", "2023-07-01"]
    assert (target["status"], target["outcome"], target["concluded_on"]) == (
        "concluded",
        "met",
        "2024-01-01",
    )


def test_another_goal_judges_the_latest_figure_anew(agency: Agency) -> None:
    agency.issue()
    agency.does(FIGURES, figure(value="92"), **OFFICE)
    raised = plan(targets=[plan()["targets"][0] | {"goal": "95"}])
    body = {"document": raised, "reason": "Nâng chỉ tiêu"}
    agency.does("/plans/kh-2023/amend", body, day="2023-07-02")
    assert agency.reads("/targets/kh-2023/hai-long")["outcome"] == "missed"
    assert agency.reads(f"/corrective-actions/{ACTION}")["status"] == "opened"


def test_figures_of_a_service_are_not_written_by_hand(agency: Agency) -> None:
    agency.issue(targets=[plan()["targets"][0] | {"source": "feedback"}])
    answer = agency.tries(FIGURES, figure(value="92"), **OFFICE)
    assert answer.json()["type"] == "figures-come-from-a-service"
    agency.begin("2024-01-01")
    assert agency.reads("/targets/kh-2023/hai-long")["outcome"] == "no-figures"


def test_a_withdrawn_target_that_comes_back_begins_without_figures(agency: Agency) -> None:
    agency.issue()
    agency.does(FIGURES, figure(value="92"), **OFFICE)
    for targets in ([], plan()["targets"]):
        body = {"document": plan(targets=targets), "reason": "Điều chỉnh"}
        agency.does("/plans/kh-2023/amend", body, day="2023-07-02")
    assert agency.reads("/targets/kh-2023/hai-long")["outcome"] == "no-figures"
