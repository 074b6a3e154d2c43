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
from danvan.services.emulation.domain.campaign import Closed
from danvan.services.emulation.domain.closing import result
from danvan.services.emulation.domain.council_commands import (
    AppointCouncil,
    CloseScoring,
    DeclareConflict,
    ExtendScoring,
    LapseScoring,
    Paper,
    SealScore,
)
from danvan.services.emulation.domain.council_states import Candidate
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


def extend(
    until: str = "2023-10-16", day: str = "2023-10-10", order: str = "50/QĐ"
) -> ExtendScoring:
    return ExtendScoring(
        at=at(day),
        campaign=RUNNING,
        candidates=(IT,),
        until=date.fromisoformat(until),
        order=order,
        reason="Hai thành viên đi công tác.",
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


EXTENDED = (*APPOINTED, *SCORED[:1], *given(page, *APPOINTED, *SCORED[:1]).when(extend()).facts)


def test_without_a_quorum_more_time_lets_the_silent_score_and_the_scores_open() -> None:
    extended = EXTENDED[-1]
    assert isinstance(extended, facts.ScoringExtended)
    assert (extended.present, extended.needed, extended.unscored) == (2, 3, (MODEL,))
    late = [score(who, day="2023-10-16") for who in ("minh", "thu")]
    closing = close("2023-10-16", lan=GOOD, minh=GOOD, thu=GOOD)
    [closed] = given(page, *EXTENDED).when(*late, closing).facts
    assert isinstance(closed, facts.ScoringClosed) and closed.present == 4


@pytest.mark.parametrize(
    ("past", "command", "rule"),
    [
        ((), extend(), "no-council"),
        ((*APPOINTED, *SCORED[:1]), extend(day="2023-10-09"), "scoring-not-over"),
        ((*APPOINTED, *SCORED[:1]), extend(until="2023-10-09"), "extension-out-of-bounds"),
        ((*APPOINTED, *SCORED[:1]), extend(until="2023-12-20"), "extension-out-of-bounds"),
        ((*APPOINTED, *SCORED), extend(), "quorum-already-met"),
        (EXTENDED, extend(until="2023-10-20", day="2023-10-16"), "scoring-not-over"),
        (EXTENDED, score("lan", scores("1", "1"), "2023-10-11"), "score-already-sealed"),
        (EXTENDED, score("minh", day="2023-10-17"), "phase-over"),
        (EXTENDED, close("2023-10-16", lan=GOOD), "scoring-still-open"),
        (EXTENDED, close("2023-10-17", lan=GOOD), "quorum-not-met"),
    ],
)
def test_more_time_is_for_a_quorum_alone(
    past: tuple[Payload, ...], command: Any, rule: str
) -> None:
    given(page, *past).when(command).refused(rule)


def test_the_time_is_extended_again_when_it_was_not_enough() -> None:
    given(page, *EXTENDED).when(extend()).then()
    assert given(page, *EXTENDED).when(extend("2023-10-20", "2023-10-17")).facts


def test_one_nomination_without_a_quorum_is_enough_to_extend() -> None:
    other = Candidate(nomination=f"{MODEL}-hai", unit=LIBRARY)
    both = extend().model_copy(update={"candidates": (IT, other)})
    [extended] = given(page, *APPOINTED, *SCORED).when(both).facts
    assert isinstance(extended, facts.ScoringExtended)
    assert (extended.present, extended.unscored) == (3, (other.nomination,))


def test_after_an_extension_a_member_who_has_not_scored_gives_way_to_another() -> None:
    new = Member(person="binh", unit="thanh-tra")
    lan, minh, _, hoa = MEMBERS
    assert given(page, *EXTENDED).when(appoint(lan, minh, new, hoa)).facts
    for members in ((lan, minh, hoa), (lan, minh, MEMBERS[2], hoa, new)):
        given(page, *EXTENDED).when(appoint(*members)).refused("scoring-already-begun")
    without = appoint(new, *MEMBERS[1:], chair="minh")
    given(page, *EXTENDED).when(without).refused("scoring-already-begun")


def test_scores_that_nobody_opened_stay_sealed_when_the_campaign_is_over() -> None:
    last, after = (
        LapseScoring(at=at(day), campaign=RUNNING) for day in ("2023-12-20", "2023-12-21")
    )
    past = given(page, *APPOINTED, *SCORED)
    past.when(last).then()
    [lapsed] = past.when(after).facts
    assert isinstance(lapsed, facts.ScoringLapsed)
    closed = last.model_copy(update={"campaign": Closed(**dict(RUNNING))})
    assert past.when(closed).facts, "or when it was closed before its time"
    over = given(page, *APPOINTED, *SCORED, lapsed)
    for command in (close(lan=GOOD, minh=GOOD, thu=GOOD), extend(), score("lan", scores("1", "1"))):
        over.when(command).refused("scoring-closed")


def test_as_many_votes_are_the_same_rank() -> None:
    assert ranks([("a", 5), ("b", 9), ("c", 5), ("d", 1)]) == {"a": 2, "b": 1, "c": 2, "d": 4}
    assert per_cent(1, 3) == scores("33.33", "1")[0].score and per_cent(0, 0) == 0


PEOPLE = st.sampled_from(["lan", "minh", "thu", "hoa", "ai-do"])
DAYS = st.sampled_from(["2023-10-02", "2023-10-05", "2023-10-10", "2023-10-16", "2023-12-21"])
COMMANDS = st.one_of(
    st.sampled_from([appoint(), appoint(*MEMBERS[:3]), appoint(order="46/QĐ")]),
    st.builds(score, PEOPLE, st.sampled_from([GOOD, scores("1", "2")]), DAYS),
    st.builds(conflict, PEOPLE, DAYS),
    st.builds(extend, st.sampled_from(["2023-10-12", "2023-10-18"]), DAYS),
    st.builds(lambda day: LapseScoring(at=at(day), campaign=RUNNING), DAYS),
    st.builds(lambda day: close(day, lan=GOOD, minh=GOOD, thu=GOOD), DAYS),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_any_life_of_a_council_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "emulation", play(page, [appoint(), *commands]))


def test_the_day_of_an_appointment_is_kept() -> None:
    appointed = APPOINTED[0]
    assert isinstance(appointed, facts.CouncilAppointed)
    assert appointed.appointed_on == date(2023, 9, 25)
