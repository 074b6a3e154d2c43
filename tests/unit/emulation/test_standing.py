"""What counts for or against a unit, the rules that ask it, and that nothing is rewarded twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.emulation import EligibilityRule, Matter, achievement_key
from danvan.services.emulation.domain import achievement
from danvan.services.emulation.domain import standing as page
from danvan.services.emulation.domain.achievement import ReleaseAchievement, RewardAchievement
from danvan.services.emulation.domain.eligibility import answers
from danvan.services.emulation.domain.standing import (
    ClearMatter,
    DisciplineUnit,
    LiftDiscipline,
    NoteMatter,
    SucceedUnit,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.campaign_examples import MODEL, MUSEUM, at, document

OVERDUE = facts.MatterNoted(
    unit=MUSEUM,
    matter=Matter.OVERDUE_REPORT,
    about="report/r-1",
    fact="fact-1",
    day=date(2023, 5, 11),
)
LATE = OVERDUE.model_copy(update={"matter": Matter.LATE_PETITION, "about": "petition/p-1"})
CLEARED = facts.MatterCleared(
    unit=MUSEUM,
    matter=Matter.OVERDUE_REPORT,
    about="report/r-1",
    fact="fact-2",
    day=date(2023, 6, 1),
)
DISCIPLINED = facts.UnitDisciplined(unit=MUSEUM, order="7/QĐ", disciplined_on=date(2023, 5, 30))
LIFTED = facts.DisciplineLifted(unit=MUSEUM, order="7/QĐ", by="9/QĐ", lifted_on=date(2023, 7, 1))


def note(about: str = "report/r-1", fact: str = "fact-1") -> NoteMatter:
    return NoteMatter(
        at=at("2023-05-11"),
        unit=MUSEUM,
        matter=Matter.OVERDUE_REPORT,
        about=about,
        fact=fact,
        day=date(2023, 5, 11),
    )


def clear() -> ClearMatter:
    return ClearMatter(
        at=at("2023-06-01"), unit=MUSEUM, about="report/r-1", fact="fact-2", day=date(2023, 6, 1)
    )


def discipline(order: str = "7/QĐ", day: str = "2023-06-01") -> DisciplineUnit:
    return DisciplineUnit(at=at(day), unit=MUSEUM, order=order, disciplined_on=date(2023, 5, 30))


def lift(order: str = "7/QĐ") -> LiftDiscipline:
    return LiftDiscipline(at=at("2023-07-01"), unit=MUSEUM, order=order, by="9/QĐ")


def test_what_others_record_is_noted_once_and_cleared() -> None:
    given(page).when(note()).then(OVERDUE)
    given(page, OVERDUE).when(note(fact="fact-9")).then()
    given(page, OVERDUE).when(clear()).then(CLEARED)
    given(page).when(clear()).then()


def test_discipline_is_recorded_and_lifted() -> None:
    given(page).when(discipline()).then(DISCIPLINED)
    given(page, DISCIPLINED).when(lift()).then(LIFTED)
    given(page).when(lift()).refused("unknown-discipline")
    given(page).when(discipline(day="2023-05-29")).refused("day-in-the-future")


@pytest.mark.parametrize(
    ("past", "broken"),
    [
        ((), {}),
        ((OVERDUE,), {EligibilityRule.NO_OVERDUE_REPORT: ("fact-1",)}),
        ((LATE,), {EligibilityRule.NO_LATE_PETITION: ("fact-1",)}),
        ((DISCIPLINED,), {EligibilityRule.NO_DISCIPLINE: ("7/QĐ",)}),
        ((OVERDUE, CLEARED, DISCIPLINED, LIFTED), {}),
        ((OVERDUE.model_copy(update={"day": date(2022, 12, 31)}),), {}),
        ((OVERDUE.model_copy(update={"day": date(2023, 10, 1)}),), {}),
        (
            (OVERDUE.model_copy(update={"day": date(2023, 9, 30)}),),
            {EligibilityRule.NO_OVERDUE_REPORT: ("fact-1",)},
        ),
    ],
)
def test_each_rule_answers_with_what_says_so(
    past: tuple[Payload, ...], broken: dict[EligibilityRule, tuple[str, ...]]
) -> None:
    found = answers(document(), [given(page, *past).state], 1, (), None)
    assert [answer.rule for answer in found] == list(EligibilityRule)
    assert {answer.rule: answer.because for answer in found if not answer.kept} == broken


def test_the_quota_and_earlier_rewards_count() -> None:
    none = given(page).state
    within = answers(document(), [none], 2, ("a.b.c",), None)
    assert all(answer.kept for answer in within)
    over = answers(document(), [none], 1, ("a.b.c",), "x.y.z")
    because = {answer.rule: answer.because for answer in over if not answer.kept}
    assert because == {
        EligibilityRule.QUOTA: ("a.b.c",),
        EligibilityRule.NOT_REWARDED_BEFORE: ("x.y.z",),
    }
    assert all(answer.kept for answer in answers(document(), [none], None, ("a.b.c",) * 9, None))


COMMANDS = st.one_of(
    st.builds(note, st.sampled_from(["report/r-1", "report/r-2"]), st.sampled_from(["f1", "f2"])),
    st.builds(clear),
    st.sampled_from(["7/QĐ", "8/QĐ"]).map(discipline),
    st.sampled_from(["7/QĐ", "8/QĐ"]).map(lift),
    st.sampled_from([(), ("thu-vien",)]).map(
        lambda heirs: SucceedUnit(
            at=at("2023-12-01"), unit=MUSEUM, effective=date(2024, 1, 1), successors=heirs
        )
    ),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_standing_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "emulation", play(page, commands))


def achieved(make: type[Any], nomination: str = MODEL) -> Any:
    return make(at=at("2023-11-10"), key="0" * 64, unit=MUSEUM, nomination=nomination)


def test_an_achievement_is_rewarded_through_one_nomination_at_a_time() -> None:
    other = "a.b.c"
    rewarded = given(achievement).when(achieved(RewardAchievement)).facts
    past = given(achievement, *rewarded)
    past.when(achieved(RewardAchievement, other)).refused("achievement-already-rewarded")
    past.when(achieved(ReleaseAchievement, other)).then()
    released = past.when(achieved(ReleaseAchievement)).facts
    assert given(achievement, *rewarded, *released).when(achieved(RewardAchievement, other)).facts


def test_the_key_of_an_achievement_does_not_depend_on_spaces_and_capitals() -> None:
    key = achievement_key("Bảo tàng", "Về trường", "2023")
    assert achievement_key(" BẢO  tàng ", "về\ntrường", "2023") == key
    assert achievement_key("Bảo tàng", "Về trường", "2024") != key


@for_all(
    st.lists(
        st.builds(
            achieved,
            st.sampled_from([RewardAchievement, ReleaseAchievement]),
            st.sampled_from([MODEL, "a.b.c"]),
        ),
        max_size=8,
    )
)
def test_any_life_of_an_achievement_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(achievement, "emulation", play(achievement, commands))
