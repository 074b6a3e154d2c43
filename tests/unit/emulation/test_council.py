"""A council: who judges what, when its scores are opened, and what they come to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.emulation import CriterionScore, Member
from danvan.services.emulation.domain import council as page
from danvan.services.emulation.domain.council import (
    AppointCouncil,
    Candidate,
    CloseScoring,
    DeclareConflict,
    Paper,
    SealScore,
    result,
)
from danvan.services.emulation.domain.scoring import needed_members, per_cent, ranks
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.campaign_examples import (
    LIBRARY,
    MODEL,
    MUSEUM,
    RUNNING,
    at,
    scores,
)

MEMBERS = (
    Member(person="lan", unit="van-phong"),
    Member(person="minh", unit="phong-tc"),
    Member(person="thu", unit="thanh-tra"),
    Member(person="hoa", unit=MUSEUM),
)
IT = Candidate(nomination=MODEL, unit=MUSEUM)
GOOD = scores("80", "90")


def appoint(*members: Member, chair: str = "lan", order: str = "45/QĐ") -> AppointCouncil:
    return AppointCouncil(
        at=at("2023-09-25"),
        campaign=RUNNING,
        members=members or MEMBERS,
        chair=chair,
        order=order,
    )


def score(
    person: str, given_: tuple[CriterionScore, ...] = GOOD, day: str = "2023-10-05"
) -> SealScore:
    return SealScore(
        at=at(day),
        campaign=RUNNING,
        person=person,
        nomination=MODEL,
        unit=MUSEUM,
        scores=given_,
        sealed=f"{person}:{[str(each.score) for each in given_]}",
    )


def conflict(person: str, day: str = "2023-10-05") -> DeclareConflict:
    return DeclareConflict(
        at=at(day),
        campaign=RUNNING,
        person=person,
        nomination=MODEL,
        ground="Người nhà.",
    )


def close(day: str = "2023-10-10", **papers: tuple[CriterionScore, ...]) -> CloseScoring:
    opened = tuple(
        Paper(person=person, nomination=MODEL, scores=said) for person, said in papers.items()
    )
    return CloseScoring(at=at(day), campaign=RUNNING, candidates=(IT,), papers=opened)


APPOINTED = tuple(given(page).when(appoint()).facts)
SCORED = tuple(
    fact
    for who in ("lan", "minh", "thu")
    for fact in given(page, *APPOINTED).when(score(who)).facts
)


def test_a_council_has_a_quorum_of_two_thirds() -> None:
    appointed, seated = APPOINTED
    assert isinstance(appointed, facts.CouncilAppointed)
    assert isinstance(seated, facts.CouncilSeated)
    assert (seated.members, seated.needed, seated.quorum.verified) == (4, 3, False)
    assert "lan" not in seated.model_dump_json()


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (9, 6)])
def test_two_of_three_are_two_thirds(members: int, needed: int) -> None:
    assert needed_members(RUNNING.policy("council.emulation.quorum").number, members) == needed


def test_another_council_takes_its_place_before_the_first_score() -> None:
    smaller = appoint(*MEMBERS[:3])
    assert given(page, *APPOINTED).when(smaller).facts
    given(page, *APPOINTED, *SCORED[:1]).when(smaller).refused("scoring-already-begun")


def test_the_chair_is_a_member_and_nobody_is_named_twice() -> None:
    given(page).when(appoint(chair="ai-do")).refused("chair-not-a-member")
    given(page).when(appoint(*MEMBERS, MEMBERS[0])).refused("member-named-twice")


@pytest.mark.parametrize(
    ("past", "command", "rule"),
    [
        ((), score("lan"), "not-a-council-member"),
        (APPOINTED, score("ai-do"), "not-a-council-member"),
        (APPOINTED, score("hoa"), "conflict-of-interest"),
        (APPOINTED, score("lan", GOOD[:1]), "criteria-not-scored-once"),
        (APPOINTED, score("lan", day="2023-10-02"), "phase-not-begun"),
        (APPOINTED, score("lan", day="2023-10-10"), "phase-over"),
        ((), close(), "no-council"),
        ((*APPOINTED, *SCORED[:1]), close("2023-10-09", lan=GOOD), "scoring-still-open"),
        ((*APPOINTED, *SCORED[:1]), close(lan=GOOD), "quorum-not-met"),
    ],
)
def test_a_rule_says_no(past: tuple[Payload, ...], command: Any, rule: str) -> None:
    given(page, *past).when(command).refused(rule)


def test_what_too_few_have_scored_stays_unscored() -> None:
    other = Candidate(nomination=f"{MODEL}-hai", unit=LIBRARY)
    both = close(lan=GOOD, minh=GOOD, thu=GOOD).model_copy(update={"candidates": (IT, other)})
    [closed] = given(page, *APPOINTED, *SCORED).when(both).facts
    assert isinstance(closed, facts.ScoringClosed)
    assert (closed.scored, closed.unscored) == (1, (other.nomination,))


def test_what_nobody_may_judge_stays_unscored() -> None:
    past = given(page, *APPOINTED, *SCORED)
    out = [fact for who in ("lan", "minh", "thu") for fact in past.when(conflict(who)).facts]
    [closed] = given(page, *past.facts, *out).when(close(lan=GOOD, minh=GOOD, thu=GOOD)).facts
    assert isinstance(closed, facts.ScoringClosed) and closed.unscored == (MODEL,)


def test_only_a_sealed_text_is_recorded() -> None:
    [sealed] = given(page, *APPOINTED).when(score("lan")).facts
    assert isinstance(sealed, facts.ScoreSealed)
    assert set(sealed.model_dump()) == {
        "campaign", "unit", "person", "nomination", "sealed", "sealed_on",
    }  # fmt: skip


def test_the_mean_is_of_the_members_who_may_judge() -> None:
    declared = given(page, *APPOINTED, *SCORED).when(conflict("thu")).facts
    given(page, *APPOINTED, *declared).when(score("thu")).refused("conflict-of-interest")
    closing = close(lan=scores("80", "90"), minh=scores("81", "90"), thu=scores("0", "0"))
    past = given(page, *APPOINTED, *SCORED, *declared)
    [closed] = past.when(closing).facts
    assert isinstance(closed, facts.ScoringClosed)
    assert (closed.members, closed.present, closed.scored) == (4, 4, 1)
    found = result(closing, past.state, IT)
    assert found.means == scores("80.50", "90.00")
    assert (found.total, found.members, found.excluded) == (scores("86.20", "1")[0].score, 2, 2)


def test_scores_are_opened_early_when_all_are_there() -> None:
    early = close("2023-10-05", lan=GOOD, minh=GOOD, thu=GOOD)
    assert given(page, *APPOINTED, *SCORED).when(early).facts


def test_nothing_is_taken_in_after_the_closing() -> None:
    [closed] = given(page, *APPOINTED, *SCORED).when(close(lan=GOOD, minh=GOOD, thu=GOOD)).facts
    past = given(page, *APPOINTED, *SCORED, closed)
    past.when(score("lan", scores("1", "1"))).refused("scoring-closed")
    past.when(conflict("lan")).refused("scoring-closed")
    past.when(appoint(*MEMBERS[:3])).refused("scoring-already-begun")


def test_as_many_votes_are_the_same_rank() -> None:
    assert ranks([("a", 5), ("b", 9), ("c", 5), ("d", 1)]) == {"a": 2, "b": 1, "c": 2, "d": 4}
    assert per_cent(1, 3) == scores("33.33", "1")[0].score and per_cent(0, 0) == 0


PEOPLE = st.sampled_from(["lan", "minh", "thu", "hoa", "ai-do"])
DAYS = st.sampled_from(["2023-10-02", "2023-10-05", "2023-10-10"])
COMMANDS = st.one_of(
    st.sampled_from([appoint(), appoint(*MEMBERS[:3]), appoint(order="46/QĐ")]),
    st.builds(score, PEOPLE, st.sampled_from([GOOD, scores("1", "2")]), DAYS),
    st.builds(conflict, PEOPLE, DAYS),
    st.builds(lambda day: close(day, lan=GOOD, minh=GOOD, thu=GOOD), DAYS),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_council_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "emulation", play(page, [appoint(), *commands]))


def test_the_day_of_an_appointment_is_kept() -> None:
    appointed = APPOINTED[0]
    assert isinstance(appointed, facts.CouncilAppointed)
    assert appointed.appointed_on == date(2023, 9, 25)
