"""A task of one unit, from assignment to verification."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from danvan.contracts import planning as facts
from danvan.contracts.base import Payload, Text
from danvan.contracts.planning import Activity, Evidence, TaskFact
from danvan.services.planning.domain import task as page
from danvan.services.planning.domain.task import (
    AcceptTask,
    AssignTask,
    CompleteTask,
    HandOverTask,
    HoldActivity,
    ProgressTask,
    ReturnTask,
    VerifyTask,
    WithdrawTask,
)
from tests.support.scenario import given
from tests.unit.planning.builders import at, terms

TERMS = terms()
ABOUT: dict[str, Any] = {name: getattr(TERMS, name) for name in TaskFact.model_fields}
EVIDENCE = Evidence(name="bien-ban.pdf", sha256="0" * 64)
HELD = Activity(
    form="thematic-session",
    topic="Dân vận khéo",
    audience="Viên chức",
    attendance=42,
    held_on=date(2023, 3, 30),
)

ASSIGNED = facts.TaskAssigned(**dict(TERMS))
ACCEPTED = facts.TaskAccepted(**ABOUT, accepted_on=date(2023, 4, 3))
PROGRESSED = facts.TaskProgressed(**ABOUT, progressed_on=date(2023, 4, 3), note="Một nửa")
ACTIVITY_HELD = facts.ActivityHeld(**ABOUT, activity=HELD)
DONE = facts.TaskDone(**ABOUT, done_on=date(2023, 4, 3), late=False, note="Xong")
VERIFIED = facts.TaskVerified(**ABOUT, verified_on=date(2023, 4, 3))
RETURNED = facts.TaskReturned(**ABOUT, returned_on=date(2023, 4, 3), reason="Thiếu số liệu")
WITHDRAWN = facts.TaskWithdrawn(**ABOUT, day=date(2023, 4, 3), reason=Text(vi="Thôi", en="Off"))
UNDER_WAY = (ASSIGNED, ACCEPTED)


def says(make: type[Any], moment: str = "2023-04-03", unit: str = "bao-tang", **more: Any) -> Any:
    return make(at=at(moment), id=TERMS.id, unit=unit, **more)


def judges(make: type[Any], **more: Any) -> Any:
    return make(at=at("2023-04-03"), id=TERMS.id, **more)


def of(**changes: Any) -> tuple[Payload, Payload]:
    """A task under way with other terms."""
    return facts.TaskAssigned(**dict(terms(**changes))), ACCEPTED


def test_a_task_is_assigned_accepted_progressed_done_and_verified() -> None:
    given(page).when(AssignTask(at=at("2023-03-07"), terms=TERMS)).then(ASSIGNED)
    given(page, ASSIGNED).when(says(AcceptTask)).then(ACCEPTED)
    given(page, *UNDER_WAY).when(says(ProgressTask, note="Một nửa")).then(PROGRESSED)
    given(page, *UNDER_WAY, PROGRESSED).when(says(CompleteTask, note="Xong")).then(DONE)
    given(page, *UNDER_WAY, DONE).when(judges(VerifyTask)).then(VERIFIED)


def test_whoever_works_on_a_task_has_accepted_it() -> None:
    given(page, ASSIGNED).when(says(ProgressTask, note="Một nửa")).then(ACCEPTED, PROGRESSED)
    given(page, ASSIGNED).when(says(CompleteTask, note="Xong")).then(ACCEPTED, DONE)


def test_a_unit_speaks_for_its_own_tasks_only() -> None:
    refusal = given(page, ASSIGNED).when(says(AcceptTask, unit="thu-vien"))
    assert "bao-tang" in refusal.refused("task-of-another-unit").reason.vi


def test_a_task_that_was_never_assigned_is_unknown() -> None:
    given(page).when(says(AcceptTask)).refused("unknown-task")
    given(page).when(judges(VerifyTask)).refused("unknown-task")


def test_evidence_is_required_where_the_plan_says_so() -> None:
    asked = of(evidence_required=True)
    done = says(CompleteTask, note="Xong")
    given(page, *asked).when(done).refused("evidence-missing")
    shown_now = says(CompleteTask, note="Xong", evidence=(EVIDENCE,))
    given(page, *asked).when(shown_now).then(DONE.model_copy(update={"evidence": (EVIDENCE,)}))
    shown_before = PROGRESSED.model_copy(update={"evidence": (EVIDENCE,)})
    given(page, *asked, shown_before).when(done).then(DONE)


def test_an_activity_is_held_before_it_is_done() -> None:
    asked = of(kind="activity", evidence_required=True)
    held = ACTIVITY_HELD.model_copy(
        update={"activity": HELD.model_copy(update={"evidence": (EVIDENCE,)})}
    )
    given(page, *asked).when(says(CompleteTask, note="Xong")).refused("activity-not-held")
    given(page, *asked, held).when(says(CompleteTask, note="Xong")).then(DONE)


@pytest.mark.parametrize("kind", ["activity", "meeting"])
def test_activities_and_meetings_are_held(kind: str) -> None:
    given(page, *of(kind=kind)).when(says(HoldActivity, activity=HELD)).then(ACTIVITY_HELD)


def test_other_tasks_have_no_activities() -> None:
    given(page, *UNDER_WAY).when(says(HoldActivity, activity=HELD)).refused("task-is-no-activity")


def test_an_activity_is_reported_after_it_was_held() -> None:
    tomorrow = HELD.model_copy(update={"held_on": date(2023, 4, 4)})
    report = says(HoldActivity, activity=tomorrow)
    given(page, *of(kind="activity")).when(report).refused("activity-in-the-future")


def test_an_activity_of_today_is_reported_today() -> None:
    today = HELD.model_copy(update={"held_on": date(2023, 4, 3)})
    held = ACTIVITY_HELD.model_copy(update={"activity": today})
    given(page, *of(kind="activity")).when(says(HoldActivity, activity=today)).then(held)


def test_two_activities_of_a_task_count_as_two_and_the_same_one_as_one() -> None:
    other = HELD.model_copy(update={"held_on": date(2023, 3, 31)})
    task = given(page, *of(kind="activity"), ACTIVITY_HELD)
    task.when(says(HoldActivity, activity=HELD)).then()
    task.when(says(HoldActivity, activity=other)).then(
        ACTIVITY_HELD.model_copy(update={"activity": other})
    )


def test_the_same_note_counts_once_a_day() -> None:
    task = given(page, *UNDER_WAY, PROGRESSED)
    task.when(says(ProgressTask, note="Một nửa")).then()
    task.when(says(ProgressTask, "2023-04-04", note="Một nửa")).then(
        PROGRESSED.model_copy(update={"progressed_on": date(2023, 4, 4)})
    )


@pytest.mark.parametrize(
    ("past", "rule"),
    [
        ((DONE,), "task-already-done"),
        ((DONE, VERIFIED), "task-already-verified"),
        ((WITHDRAWN,), "task-withdrawn"),
    ],
)
def test_a_task_that_is_not_open_takes_nothing_in(past: tuple[Payload, ...], rule: str) -> None:
    task = given(page, *UNDER_WAY, *past)
    task.when(says(ProgressTask, note="Thêm")).refused(rule)
    task.when(says(CompleteTask, note="Xong lần nữa")).refused(rule)


def test_done_work_is_returned_with_a_reason_and_done_again() -> None:
    task = given(page, *UNDER_WAY, DONE)
    task.when(judges(ReturnTask, reason="Thiếu số liệu")).then(RETURNED)
    again = given(page, *UNDER_WAY, DONE, RETURNED)
    again.when(judges(ReturnTask, reason="Thiếu số liệu")).then()
    again.when(says(CompleteTask, note="Xong")).then(DONE)


def test_only_done_work_is_judged() -> None:
    given(page, *UNDER_WAY).when(judges(VerifyTask)).refused("task-not-done")
    given(page, *UNDER_WAY).when(judges(ReturnTask, reason="X")).refused("task-not-done")
    verified = given(page, *UNDER_WAY, DONE, VERIFIED)
    verified.when(judges(ReturnTask, reason="X")).refused("task-already-verified")


def test_on_time_until_midnight_of_the_due_day() -> None:
    def late(moment: str, time: str) -> bool:
        command = CompleteTask(at=at(moment, time), id=TERMS.id, unit="bao-tang", note="Xong")
        done = given(page, *UNDER_WAY).when(command).facts[-1]
        assert isinstance(done, facts.TaskDone)
        return done.late

    assert not late("2023-04-10", "23:59")
    assert late("2023-04-11", "00:00")


def test_a_new_version_of_the_plan_changes_what_is_asked() -> None:
    changed = terms(due="2023-05-31")
    amended = facts.TaskAmended(**dict(changed))
    assign = AssignTask(at=at("2023-04-03"), terms=changed)
    given(page, *UNDER_WAY).when(assign).then(amended)
    given(page, *UNDER_WAY, DONE).when(assign).then()
    given(page, ASSIGNED, WITHDRAWN).when(assign).then(facts.TaskAssigned(**dict(changed)))


def test_a_merged_units_task_goes_to_its_successor() -> None:
    hand_over = HandOverTask(at=at("2023-04-03", "00:00"), to="thu-vien")
    about = ABOUT | {"unit": "thu-vien"}
    handed = facts.TaskHandedOver(**about, from_unit="bao-tang", day=date(2023, 4, 3))
    given(page, *UNDER_WAY).when(hand_over).then(handed)
    given(page, *UNDER_WAY, DONE).when(hand_over).then()
    after = given(page, *UNDER_WAY, handed)
    after.when(says(ProgressTask, note="Một nửa")).refused("task-of-another-unit")
    after.when(says(ProgressTask, unit="thu-vien", note="Một nửa")).then(
        facts.TaskProgressed(**about, progressed_on=date(2023, 4, 3), note="Một nửa")
    )


def test_an_amendment_leaves_a_handed_over_task_with_the_successor() -> None:
    handed = facts.TaskHandedOver(
        **ABOUT | {"unit": "thu-vien"}, from_unit="bao-tang", day=date(2023, 4, 3)
    )
    changed = terms(due="2023-05-31")
    expected = facts.TaskAmended(**dict(changed) | {"unit": "thu-vien"})
    assign = AssignTask(at=at("2023-04-04"), terms=changed)
    given(page, *UNDER_WAY, handed).when(assign).then(expected)


def test_an_open_task_is_withdrawn() -> None:
    withdraw = WithdrawTask(at=at("2023-04-03"), reason=Text(vi="Thôi", en="Off"))
    given(page, *UNDER_WAY).when(withdraw).then(WITHDRAWN)
    given(page, *UNDER_WAY, DONE).when(withdraw).then()
