"""An alarm about a watched log is raised once, and an inspector says what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from danvan.contracts.base import Text
from danvan.contracts.inspection import LogAlarmAnswered, LogAlarmRaised
from danvan.services.chassis.clock import LOCAL
from danvan.services.inspection.domain import log_alarm as page
from danvan.services.inspection.domain.log_alarm import AnswerAlarm, RaiseAlarm
from tests.support.scenario import given

AT = datetime(2023, 5, 10, 9, tzinfo=LOCAL)
WHAT: dict[str, Any] = {
    "log": "planning",
    "origin": "danvan.test/planning",
    "rule": "entry-changed",
    "leaf": 512,
    "size": 700,
    "reason": Text(vi="Sự kiện ở lá 512 bị sửa.", en="The entry at leaf 512 was changed."),
    "kept": "Zm9v",
    "offered": None,
}
ID = "planning-entry-changed-512"
RAISED = LogAlarmRaised(alarm=ID, **WHAT)
ANSWERED = LogAlarmAnswered(alarm=ID, log="planning", answer="Lỗi đĩa; đã khôi phục.")


def raise_(**changes: Any) -> RaiseAlarm:
    return RaiseAlarm(at=AT, **WHAT | changes)


def answer(words: str) -> AnswerAlarm:
    return AnswerAlarm(at=AT, alarm=ID, answer=words)


def test_an_alarm_is_raised_once() -> None:
    given(page).when(raise_()).then(RAISED)
    given(page, RAISED).when(raise_()).then()
    given(page, RAISED, ANSWERED).when(raise_(size=900)).then()


@pytest.mark.parametrize(
    ("rule", "leaf", "id_"),
    [
        ("entry-changed", 512, ID),
        ("checkpoint-key-wrong", None, "planning-checkpoint-key-wrong-700"),
        ("log-shrank", 600, "planning-log-shrank-700"),
        ("log-forked", 600, "planning-log-forked-700"),
    ],
)
def test_what_concerns_the_whole_log_is_one_alarm_wherever_it_shows(
    rule: str, leaf: int | None, id_: str
) -> None:
    assert raise_(rule=rule, leaf=leaf).alarm == id_


def test_an_answer_is_recorded_once_and_another_follows_it() -> None:
    given(page, RAISED).when(answer(ANSWERED.answer)).then(ANSWERED)
    given(page, RAISED, ANSWERED).when(answer(ANSWERED.answer)).then()
    second = ANSWERED.model_copy(update={"answer": "Đĩa đã thay."})
    given(page, RAISED, ANSWERED).when(answer(second.answer)).then(second)


def test_what_was_never_raised_is_not_answered() -> None:
    given(page).when(answer("Không có gì.")).refused("unknown-alarm")
