"""The organisation register over HTTP, and what a merged unit leaves to its successor."""

from __future__ import annotations

from typing import Any

from danvan.contracts.planning import TaskCompletionOffered
from danvan.contracts.roles import Role
from tests.integration.planning.agency import Agency

MUSEUM_TASK = "kh-2023.ke-hoach.bao-tang"
NEW = {"unit": "trung-tam", "kind": "affiliated-unit", "name": {"vi": "Trung tâm", "en": "Centre"}}
KEY = "U" + "A" * 55


def names(agency: Agency, on: str) -> dict[str, str]:
    units = agency.reads("/units", on=on)["items"]
    return {unit["unit"]: unit["name_vi"] for unit in units}


def rule(answer: Any) -> str:
    assert answer.status_code == 409, answer.text
    return str(answer.json()["type"])


def test_the_register_tells_what_there_was_on_any_day(agency: Agency) -> None:
    new_name = {"vi": "Bảo tàng Thành phố", "en": "City Museum"}
    agency.does("/units/bao-tang/rename", {"name": new_name, "effective": "2023-06-01"})
    agency.does("/units/bao-tang/move", {"parent": "phong-tc", "effective": "2023-07-01"})
    agency.does("/units/thu-vien/close", {"reason": "Giải thể", "effective": "2023-08-01"})
    assert names(agency, "2022-10-09") == {}
    assert names(agency, "2023-05-31")["bao-tang"] == "bao-tang"
    assert names(agency, "2023-06-01")["bao-tang"] == "Bảo tàng Thành phố"
    assert "thu-vien" in names(agency, "2023-07-31")
    assert "thu-vien" not in names(agency, "2023-08-01")
    history = agency.reads("/units/bao-tang")
    assert [name["since"] for name in history["names"]] == ["2022-10-10", "2023-06-01"]
    assert [each["parent"] for each in history["parents"]] == ["so", "phong-tc"]
    assert agency.reads("/units/thu-vien")["ending"] == "closed"


def test_the_list_of_units_comes_in_pages(agency: Agency) -> None:
    first = agency.reads("/units", on="2023-03-07", limit=3)
    rest = agency.reads("/units", on="2023-03-07", limit=3, cursor=first["next"])
    assert [unit["unit"] for unit in first["items"]] == ["bao-tang", "phong-tc", "so"]
    assert [unit["unit"] for unit in rest["items"]] == ["thu-vien", "van-phong"]
    assert rest["next"] is None


def test_an_id_is_not_used_again_and_a_parent_must_be_there(agency: Agency) -> None:
    taken = NEW | {"unit": "bao-tang"}
    answer = agency.tries("/units", {"opening": taken, "effective": "2023-03-01"})
    assert rule(answer) == "unit-id-taken"
    lost = NEW | {"parent": "khong-co"}
    answer = agency.tries("/units", {"opening": lost, "effective": "2023-03-01"})
    assert rule(answer) == "parent-not-open"


def test_a_unit_does_not_move_below_what_stands_below_it(agency: Agency) -> None:
    opening = NEW | {"parent": "bao-tang"}
    agency.does("/units", {"opening": opening, "effective": "2023-03-01"})
    move = {"parent": "trung-tam", "effective": "2023-04-01"}
    assert rule(agency.tries("/units/bao-tang/move", move)) == "parent-below-unit"
    close = {"reason": "Giải thể", "effective": "2023-04-01"}
    assert rule(agency.tries("/units/bao-tang/close", close)) == "unit-has-units-below"


def test_a_merged_units_tasks_go_to_its_successor_on_the_day(agency: Agency) -> None:
    agency.issue()
    merge = {"units": ["bao-tang", "thu-vien"], "into": "trung-tam", "effective": "2023-03-20"}
    order = {"basis": "Quyết định 99/QĐ-UBND"}
    agency.does("/merges", merge | order | {"opening": NEW | {"parent": "so"}}, day="2023-03-10")
    agency.begin("2023-03-19")
    assert agency.task(MUSEUM_TASK)["unit"] == "bao-tang"
    agency.begin("2023-03-20")
    assert agency.task(MUSEUM_TASK)["unit"] == "trung-tam"
    assert agency.reads("/units/bao-tang")["successors"] == ["trung-tam"]
    assert agency.reads("/units/trung-tam")["formed_from"] == ["bao-tang", "thu-vien"]
    done = TaskCompletionOffered(task=MUSEUM_TASK, note="Đã có kế hoạch")
    refused = agency.offers("bao-tang", done, "2023-03-21")
    assert getattr(refused, "rule", None) == "task-of-another-unit"
    agency.offers("trung-tam", done, "2023-03-21")
    assert agency.task(MUSEUM_TASK)["status"] == "done"
    [merged] = [f for f in agency.planning.facts("unit/bao-tang") if f.effective.year == 2023]
    assert merged.into.name.en == "Centre"


def test_a_unit_is_merged_into_one_that_goes_on(agency: Agency) -> None:
    merge = {"units": ["bao-tang"], "into": "thu-vien", "effective": "2023-05-01"}
    agency.does("/merges", merge)
    assert names(agency, "2023-05-01").keys() == {"phong-tc", "so", "thu-vien", "van-phong"}
    again = {"units": ["van-phong"], "into": "bao-tang", "effective": "2023-06-01"}
    assert rule(agency.tries("/merges", again)) == "unit-not-open"


def test_nothing_of_a_merger_stays_when_one_part_is_refused(agency: Agency) -> None:
    before = agency.planning.ground.journal.head()
    merge = {"units": ["bao-tang", "khong-co"], "into": "trung-tam", "effective": "2023-05-01"}
    answer = agency.tries("/merges", merge | {"opening": NEW | {"parent": "so"}})
    assert rule(answer) == "unknown-unit"
    assert agency.planning.ground.journal.head() == before


def test_a_split_units_tasks_are_withdrawn_and_recurring_ones_rest(agency: Agency) -> None:
    agency.issue()
    parts = [NEW | {"unit": f"van-phong-{n}", "kind": "office", "parent": "so"} for n in (1, 2)]
    agency.does("/units/van-phong/split", {"into": parts, "effective": "2023-03-13"})
    agency.begin("2023-03-13")
    weekly = agency.reads("/tasks", unit="van-phong")["items"]
    assert [(task["period"], task["status"]) for task in weekly] == [("2023-W10", "withdrawn")]
    assert agency.reads("/units/van-phong")["successors"] == ["van-phong-1", "van-phong-2"]


def test_a_recurring_task_goes_on_with_the_successor(agency: Agency) -> None:
    agency.issue()
    merge = {"units": ["van-phong"], "into": "phong-tc", "effective": "2023-03-13"}
    agency.does("/merges", merge)
    agency.begin("2023-03-13")
    weekly = agency.reads("/tasks", plan="kh-2023", clause="II.1")["items"]
    assert [(task["id"], task["unit"]) for task in weekly] == [
        ("kh-2023.giao-ban.phong-tc.2023-W11", "phong-tc"),
        ("kh-2023.giao-ban.van-phong.2023-W10", "phong-tc"),
    ]


def test_keys_are_registered_listed_and_revoked(agency: Agency) -> None:
    key = {"public_key": KEY, "name": "Phần mềm quản lý"}
    agency.does("/units/bao-tang/credentials", key, role=Role.OPERATOR, of=None)
    taken = agency.tries("/units/thu-vien/credentials", key, role=Role.OPERATOR, of=None)
    assert rule(taken) == "key-used-before"
    [known] = agency.reads("/credentials", unit="bao-tang")["items"]
    assert (known["public_key"], known["revoked"]) == (KEY, None)
    agency.does(f"/units/bao-tang/credentials/{KEY}/revoke", {"reason": "Lộ khóa"})
    [known] = agency.reads("/credentials")["items"]
    assert known["revoked"] is not None and known["reason"] == "Lộ khóa"


def test_what_is_not_there_is_not_found(agency: Agency) -> None:
    answer = agency.planning.call("GET", "/units/khong-co", Role.STANDING)
    assert answer.status_code == 404
