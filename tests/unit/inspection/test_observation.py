"""An observation: recorded by a supervisor, answered by the unit or the head, closed."""

from __future__ import annotations

from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts import inspection as facts
from danvan.contracts.base import Command
from danvan.contracts.inspection import ObservationTerms
from danvan.services.inspection.domain import observation as page
from danvan.services.inspection.domain.observation import (
    AnswerObservation,
    CloseObservation,
    RecordObservation,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.inspection.inspection_examples import LIBRARY, MUSEUM, at, decide

UNION, BOARD, SEEN = "cong-doan-so", "ban-thanh-tra-nhan-dan", "gs-2023-07"
NOW = at(decide().at.date())
TERMS = ObservationTerms(unit=MUSEUM, subject="Niêm yết", text="Bảng niêm yết đã cũ.")
RECORDED = facts.ObservationRecorded(**dict(TERMS), observation=SEEN, observer=UNION)


def record(**other: Any) -> RecordObservation:
    said: dict[str, Any] = {"observation": SEEN, "observer": UNION, "terms": TERMS}
    return RecordObservation(at=NOW, **said | other)


def answer(of: str | None = MUSEUM, answer: str = "Đã thay bảng mới.") -> AnswerObservation:
    return AnswerObservation(at=NOW, observation=SEEN, by=of or "so", of=of, answer=answer)


def close(observer: str = UNION, outcome: str = "Đã khắc phục") -> CloseObservation:
    return CloseObservation(at=NOW, observation=SEEN, observer=observer, outcome=outcome)


def test_an_observation_is_recorded_answered_and_closed() -> None:
    given(page).when(record()).then(RECORDED)
    [answered] = given(page, RECORDED).when(answer()).facts
    assert isinstance(answered, facts.ObservationAnswered) and answered.by == MUSEUM
    [closed] = given(page, RECORDED, answered).when(close()).facts
    assert isinstance(closed, facts.ObservationClosed)
    given(page, RECORDED, answered, closed).when(answer(answer="Thêm")).refused(
        "observation-closed"
    )
    given(page, RECORDED, closed).when(close(outcome="Khác")).refused("observation-closed")


def test_an_id_names_one_observation() -> None:
    given(page, RECORDED).when(record(observer=BOARD)).refused("observation-id-taken")
    given(page).when(answer()).refused("unknown-observation")


def test_only_the_unit_or_the_head_answers_and_only_the_observer_closes() -> None:
    given(page, RECORDED).when(answer(LIBRARY)).refused("observation-of-another-unit")
    assert given(page, RECORDED).when(answer(None)).facts
    given(page, RECORDED).when(close(BOARD)).refused("observation-of-another-observer")


COMMANDS: tuple[Command, ...] = (
    record(),
    record(observer=BOARD),
    answer(),
    answer(None, "Sở đã nhắc."),
    close(),
    close(BOARD),
)


@hypothesis_given(st.lists(st.sampled_from(COMMANDS), max_size=12))
def test_whatever_is_asked_the_past_holds(commands: list[Command]) -> None:
    holds_for_any_past(page, "inspection", play(page, commands))
