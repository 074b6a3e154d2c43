"""What a unit does about a missed target."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import planning as facts
from danvan.contracts.base import Payload
from danvan.services.planning.domain import corrective_action as page
from danvan.services.planning.domain.corrective_action import (
    CheckAction,
    CompleteAction,
    OpenAction,
    PlanAction,
    VerifyAction,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at

ID = "kh-2023.hai-long.2023-06-30"
ABOUT: dict[str, Any] = {"plan": "kh-2023", "target": "hai-long"}
OPENED = facts.CorrectiveActionOpened(
    action=ID, **ABOUT, cause="Đạt 90,0 %", accountable="van-phong", opened_on=date(2023, 7, 1)
)
PLANNED = facts.CorrectiveActionPlanned(
    action=ID,
    measure="Tăng người tiếp nhận",
    owner="van-phong",
    due=date(2023, 7, 31),
    planned_on=date(2023, 7, 3),
)
OVERDUE = facts.CorrectiveActionOverdue(action=ID, due=date(2023, 7, 31), day=date(2023, 8, 1))
DONE = facts.CorrectiveActionDone(action=ID, note="Đã tăng", done_on=date(2023, 7, 31), late=False)
VERIFIED = facts.CorrectiveActionVerified(action=ID, verified_on=date(2023, 8, 2))


def opens() -> OpenAction:
    return OpenAction(
        at=at("2023-07-01"), action=ID, **ABOUT, cause="Đạt 90,0 %", accountable="van-phong"
    )


def plans(day: str = "2023-07-03", due: str = "2023-07-31", **more: Any) -> PlanAction:
    whole = {"measure": "Tăng người tiếp nhận", "owner": "van-phong", "owner_open": True}
    about = {"at": at(day), "action": ID, "due": due}
    return PlanAction.model_validate(about | whole | more)


def completes(
    day: str = "2023-07-31", note: str = "Đã tăng", by: str | None = None
) -> CompleteAction:
    return CompleteAction(at=at(day), action=ID, note=note, by=by)


def verifies(day: str = "2023-08-02") -> VerifyAction:
    return VerifyAction(at=at(day), action=ID)


def check(day: str) -> CheckAction:
    return CheckAction(at=at(day, "00:00"), action=ID, day=date.fromisoformat(day))


def test_an_action_is_opened_planned_done_and_verified() -> None:
    given(page).when(opens()).then(OPENED)
    given(page, OPENED).when(plans()).then(PLANNED)
    given(page, OPENED, PLANNED).when(completes()).then(DONE)
    given(page, OPENED, PLANNED, DONE).when(verifies()).then(VERIFIED)


def test_a_plan_may_be_replaced_until_it_is_done() -> None:
    later = PLANNED.model_copy(update={"due": date(2023, 9, 1)})
    given(page, OPENED, PLANNED).when(plans(due="2023-09-01")).then(later)
    given(page, OPENED, PLANNED, OVERDUE, later).when(check("2023-08-31")).then()


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (plans(due="2023-07-02"), "due-in-the-past"),
        (plans(owner_open=False), "unit-not-open"),
        (completes(), "action-not-planned"),
        (verifies(), "action-not-planned"),
    ],
)
def test_an_opened_action_wants_a_plan(command: Any, rule: str) -> None:
    given(page, OPENED).when(command).refused(rule)


def test_it_may_be_due_today() -> None:
    today = PLANNED.model_copy(update={"due": date(2023, 7, 3)})
    given(page, OPENED).when(plans(due="2023-07-03")).then(today)


@pytest.mark.parametrize(
    ("past", "rule"),
    [
        ((), "unknown-corrective-action"),
        ((OPENED, PLANNED, DONE), "action-already-done"),
        ((OPENED, PLANNED, DONE, VERIFIED), "action-already-verified"),
    ],
)
def test_it_takes_no_plan_when_there_is_nothing_to_do(past: tuple[Payload, ...], rule: str) -> None:
    given(page, *past).when(plans()).refused(rule)
    given(page, *past).when(completes(note="Khác")).refused(rule)


def test_only_what_is_done_is_verified() -> None:
    given(page, OPENED, PLANNED).when(verifies()).refused("action-not-done")
    given(page, OPENED, PLANNED, OVERDUE).when(verifies()).refused("action-not-done")


def test_a_planned_action_is_overdue_after_its_due_day() -> None:
    given(page, OPENED, PLANNED).when(check("2023-07-31")).then()
    given(page, OPENED, PLANNED).when(check("2023-08-01")).then(OVERDUE)
    given(page, OPENED, PLANNED, DONE).when(check("2023-08-01")).then()


def test_an_overdue_action_is_done_late() -> None:
    late = DONE.model_copy(update={"done_on": date(2023, 8, 3), "late": True})
    given(page, OPENED, PLANNED, OVERDUE).when(completes("2023-08-03")).then(late)


def test_the_accountable_unit_plans_and_the_owner_does() -> None:
    opened = given(page, OPENED)
    opened.when(plans(by="bao-tang")).refused("action-of-another-unit")
    opened.when(plans(by="van-phong")).then(PLANNED)
    planned = given(page, OPENED, PLANNED.model_copy(update={"owner": "bao-tang"}))
    planned.when(plans(by="bao-tang", due="2023-09-01")).refused("action-of-another-unit")
    planned.when(completes(by="thu-vien")).refused("action-of-another-unit")
    planned.when(completes(by="bao-tang")).then(DONE)


DAYS = st.dates(date(2023, 7, 1), date(2023, 9, 30)).map(str)
COMMANDS = st.one_of(
    st.just(opens()),
    st.builds(plans, DAYS, DAYS),
    st.builds(completes, DAYS, st.sampled_from(["Đã tăng", "Đã xong"])),
    DAYS.map(verifies),
    DAYS.map(check),
)


@hypothesis_given(st.lists(COMMANDS, max_size=12))
def test_any_life_of_an_action_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "planning", play(page, [opens(), *commands]))
