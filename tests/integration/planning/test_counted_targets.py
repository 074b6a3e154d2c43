"""Targets that feedback's daily counts value, day by day and over all units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.planning import TargetMissed, TargetValued
from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency, plan
from tests.unit.planning.builders import at

TARGET = "target/kh-2023.hai-long"
PROMISE: dict[str, Any] = plan()["targets"][0] | {"source": "feedback"}
OFFICE: dict[str, Any] = {"role": Role.OFFICE, "of": "van-phong"}


def counts(
    agency: Agency, unit: str, day: str, satisfied: int, answers: int, counted_on: str | None = None
) -> None:
    """Feedback has counted the answers of a day, on the next one unless another is given."""
    amounts = {"survey-answers": answers, "survey-satisfied": satisfied}
    hears(agency, unit, day, amounts, counted_on)


def hears(
    agency: Agency, unit: str, day: str, amounts: dict[str, int], counted_on: str | None = None
) -> None:
    """Feedback has counted for a unit and a day."""
    on = counted_on or str(date.fromisoformat(day) + timedelta(days=1))
    counted = [{"code": code, "amount": amount} for code, amount in amounts.items() if amount]
    told = {"unit": unit, "day": day, "counted_on": on, "counts": counted}
    fact = UnitDayCounted.model_validate(told)
    agency.planning.hear("feedback", f"count/{unit}.{on}.{day}", fact, at(on, "00:00"))


def figures(agency: Agency) -> list[tuple[str, str, bool]]:
    """Day, value and whether it meets the goal, of each day that has a figure."""
    found = agency.reads("/targets/kh-2023/hai-long")["figures"]
    return [(figure["day"], figure["value"], figure["met"]) for figure in found]


def recorded(agency: Agency, kind: type) -> int:
    """How many facts of a kind the target has."""
    return sum(isinstance(fact, kind) for fact in agency.planning.facts(TARGET))


def actions(agency: Agency) -> list[str]:
    """The corrective actions there are."""
    return [action["action"] for action in agency.reads("/corrective-actions")["items"]]


def test_a_day_is_valued_over_all_units_and_over_the_window_so_far(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-03-07", 9, 10)
    counts(agency, "thu-vien", "2023-03-07", 10, 10)
    counts(agency, "thu-vien", "2023-03-09", 71, 80)
    agency.begin("2023-03-08", "2023-03-09", "2023-03-10", "2023-03-11")
    # 90 of 100 is not over 90 %.
    assert figures(agency) == [("2023-03-07", "95.0000", True), ("2023-03-09", "90.0000", False)]
    [target] = agency.reads("/targets", plan="kh-2023")["items"]
    assert (target["numerator"], target["denominator"]) == (90, 100)
    assert target["figure_source"] == "feedback: survey-satisfied / (survey-answers)"
    assert actions(agency) == ["kh-2023.hai-long.2023-03-09"]


def test_late_dossiers_count_against_those_on_time(agency: Agency) -> None:
    agency.issue(targets=[PROMISE | {"indicator": "dossiers-on-time-share"}])
    resolved = {"dossiers-resolved": 10, "dossiers-on-time": 9, "survey-answers": 5}
    hears(agency, "bao-tang", "2023-03-07", resolved)
    hears(agency, "thu-vien", "2023-03-07", {"dossiers-late": 2, "dossiers-on-time": 9})
    agency.begin("2023-03-09")
    [target] = agency.reads("/targets", plan="kh-2023")["items"]
    assert (target["numerator"], target["denominator"]) == (18, 20)
    assert target["outcome"] == "missed"


def test_what_was_counted_today_waits_until_all_of_it_can_have_come(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-03-07", 1, 10)
    agency.begin("2023-03-08")
    counts(agency, "thu-vien", "2023-03-07", 90, 90)
    assert recorded(agency, TargetValued) == 0
    agency.begin("2023-03-09")
    assert figures(agency) == [("2023-03-07", "91.0000", True)]
    assert recorded(agency, TargetMissed) == 0


def test_days_without_new_counts_bring_no_new_figure(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-03-07", 19, 20)
    agency.begin("2023-03-09", "2023-03-10", "2023-03-11")
    assert recorded(agency, TargetValued) == 1


def test_late_counts_change_their_day_and_those_after_it(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-03-07", 10, 10)
    counts(agency, "bao-tang", "2023-03-08", 10, 10)
    agency.begin("2023-03-10")
    counts(agency, "thu-vien", "2023-03-08", 0, 4, counted_on="2023-03-10")
    agency.begin("2023-03-11")
    assert figures(agency) == [("2023-03-07", "100.0000", True), ("2023-03-08", "83.3333", False)]
    assert recorded(agency, TargetValued) == 3
    assert actions(agency) == ["kh-2023.hai-long.2023-03-08"]


def test_a_plan_that_comes_later_than_its_window_misses_only_what_is_short_now(
    agency: Agency,
) -> None:
    counts(agency, "bao-tang", "2023-01-03", 1, 3)
    counts(agency, "bao-tang", "2023-02-03", 99, 99)
    agency.issue(targets=[PROMISE])
    agency.begin("2023-03-08")
    assert figures(agency) == [("2023-01-03", "33.3333", False), ("2023-02-03", "98.0392", True)]
    assert actions(agency) == []


def test_one_action_is_open_at_a_time_however_often_the_target_falls(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    for day, satisfied, answers in (("07", 2, 3), ("08", 20, 20), ("09", 0, 3), ("10", 90, 90)):
        counts(agency, "bao-tang", f"2023-03-{day}", satisfied, answers)
    agency.begin("2023-03-09", "2023-03-10", "2023-03-11", "2023-03-12")
    assert [met for _, _, met in figures(agency)] == [False, True, False, True]
    assert recorded(agency, TargetMissed) == 2
    [action] = actions(agency)
    path = f"/corrective-actions/{action}"
    measure = {"measure": "Tăng người tiếp nhận", "owner": "van-phong", "due": "2023-03-31"}
    agency.does(f"{path}/plan", measure, day="2023-03-13", **OFFICE)
    agency.does(f"{path}/complete", {"note": "Đã tăng"}, day="2023-03-14", **OFFICE)
    counts(agency, "bao-tang", "2023-03-14", 0, 90)
    agency.begin("2023-03-16")
    assert actions(agency) == [action, "kh-2023.hai-long.2023-03-14"]


def test_the_last_day_of_the_window_is_valued_before_the_target_ends(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-12-30", 10, 10)
    agency.begin("2024-01-01")
    counts(agency, "bao-tang", "2023-12-31", 0, 10)
    counts(agency, "bao-tang", "2024-01-01", 90, 90)
    assert agency.reads("/targets/kh-2023/hai-long")["status"] == "running"
    agency.begin("2024-01-02")
    target = agency.reads("/targets/kh-2023/hai-long")
    assert (target["status"], target["outcome"], target["value"]) == (
        "concluded",
        "missed",
        "50.0000",
    )


def test_another_window_is_valued_anew(agency: Agency) -> None:
    agency.issue(targets=[PROMISE])
    counts(agency, "bao-tang", "2023-03-07", 0, 10)
    counts(agency, "bao-tang", "2023-03-08", 10, 10)
    agency.begin("2023-03-10")
    shorter = PROMISE | {"window": {"from": "2023-03-08", "until": "2023-12-31"}}
    body = {"document": plan(targets=[shorter]), "reason": "Điều chỉnh"}
    agency.does("/plans/kh-2023/amend", body, day="2023-03-10")
    agency.begin("2023-03-11")
    assert figures(agency)[-1] == ("2023-03-08", "100.0000", True)
