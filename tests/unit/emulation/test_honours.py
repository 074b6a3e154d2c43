"""What a nomination earns, level by level, and how it is taken back."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload, Refused
from danvan.contracts.campaign import Level, NominationKind
from danvan.contracts.emulation import PraiseForm, RevocationGround, Shortfall
from danvan.services.emulation.domain import nomination as page
from danvan.services.emulation.domain.nomination_commands import (
    AddEvidence,
    Decline,
    JudgeEligibility,
    MoveNomination,
    NoteComment,
    NoteScores,
    NoteVotes,
    Praise,
    Publish,
    Recognise,
    Revoke,
    SelfScore,
    Shortlist,
    VoidVotes,
    WithdrawNomination,
)
from tests.support.scenario import given, holds_for_any_past
from tests.unit.emulation.campaign_examples import (
    ELIGIBLE,
    FILE,
    FOUND_GOOD,
    LIBRARY,
    MODEL,
    MUSEUM,
    SCORED,
    UP,
    VERIFIED,
    VOTED,
    WORKDAYS,
    about,
    at,
    made,
    scores,
)
from tests.unit.emulation.test_nomination import make, says, visit

[PUBLISHED] = given(page, *FOUND_GOOD).when(says(Publish, "2023-11-01", calendar=WORKDAYS)).facts
READY = (*FOUND_GOOD, PUBLISHED)


def recognise(level: str, day: str = "2023-11-10") -> Recognise:
    command: Recognise = says(Recognise, day, level=Level(level), order="9/QĐ")
    return command


def recognised(past: tuple[Payload, ...], *levels: str) -> tuple[Payload, ...]:
    """The past with these levels reached."""
    for level in levels:
        past = (*past, *given(page, *past).when(recognise(level)).facts)
    return past


def decline(level: str) -> Decline:
    command: Decline = says(
        Decline,
        "2023-11-10",
        level=Level(level),
        shortfalls=(Shortfall.OTHERS_BETTER,),
        reason="Có mô hình tốt hơn.",
    )
    return command


def revoke(level: str | None) -> Revoke:
    return Revoke(
        at=at("2024-02-01"),
        nomination=MODEL,
        level=level,
        ground=RevocationGround.FALSE_STATEMENT,
        order="3/QĐ",
        reason="Khai khống.",
    )


def test_the_levels_are_climbed_in_turn() -> None:
    past = recognised(READY, "unit", "department", "city")
    rungs = [(f.level, f.rung) for f in past if isinstance(f, facts.ModelRecognised)]
    assert rungs == [("unit", 1), ("department", 2), ("city", 3)]
    given(page, *READY).when(recognise("department")).refused("level-out-of-order")


def test_a_recognition_says_by_which_terms() -> None:
    [fact] = given(page, *READY).when(recognise("unit")).facts
    assert isinstance(fact, facts.ModelRecognised)
    assert (fact.title, fact.score, fact.share) == ("Bảo tàng về trường", SCORED.total, VOTED.share)
    assert [used.key for used in fact.policies] == [
        "recognition.unit.min-score",
        "recognition.unit.min-votes",
        "recognition.unit.site-visits",
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (SCORED.model_copy(update={"total": scores("74.99", "1")[0].score}), "74.99"),
        (VOTED.model_copy(update={"share": scores("9.99", "1")[0].score}), "9.99%"),
        (VERIFIED.model_copy(update={"confirmed": False}), "thực tế"),
    ],
)
def test_each_term_of_a_level_counts(changed: Payload, told: str) -> None:
    past = (*recognised(READY, "unit"), changed)
    refusal = given(page, *past).when(recognise("department")).refused("terms-of-level-not-met")
    assert told in refusal.reason.vi


def test_nothing_is_recognised_before_everybody_was_heard() -> None:
    given(page, *FOUND_GOOD).when(recognise("unit")).refused("not-open-for-comments")
    given(page, *READY).when(recognise("unit", "2023-11-09")).refused("comment-period-not-over")
    given(page, *READY).when(recognise("unit", "2023-12-21")).refused("phase-over")


def test_what_was_declined_goes_no_higher_but_keeps_what_it_has() -> None:
    past = recognised(READY, "unit")
    declined = given(page, *past).when(decline("department")).facts
    assert [type(fact) for fact in declined] == [facts.NominationDeclined, facts.NominationNoted]
    assert "tốt hơn" not in declined[0].model_dump_json()
    given(page, *past, *declined).when(recognise("department")).refused("recognition-declined")
    assert given(page, *past, *declined).when(says(Praise, "2023-12-01", form="certificate")).facts
    none = given(page, *READY).when(decline("unit")).facts
    given(page, *READY, *none).when(says(Praise, "2023-12-01", form="certificate")).refused(
        "nomination-not-recognised"
    )


@pytest.mark.parametrize(
    ("from_level", "taken", "whole"),
    [
        ("city", ["city"], False),
        ("department", ["department", "city"], False),
        ("unit", ["unit", "department", "city"], True),
    ],
)
def test_revoking_a_level_takes_those_above_with_it(
    from_level: str, taken: list[str], whole: bool
) -> None:
    past = recognised(READY, "unit", "department", "city")
    revoked, note = given(page, *past).when(revoke(from_level)).facts
    assert isinstance(revoked, facts.RecognitionRevoked)
    assert (list(revoked.levels), revoked.whole) == (taken, whole)
    assert isinstance(note, facts.NominationNoted) and "Khai khống" not in revoked.model_dump_json()


def test_the_same_revocation_again_changes_nothing() -> None:
    past = recognised(READY, "unit", "department", "city")
    for level in ("city", "unit"):
        revoked = given(page, *past).when(revoke(level)).facts
        given(page, *past, *revoked).when(revoke(level)).then()
    other = revoke("unit").model_copy(update={"order": "4/QĐ"})
    given(page, *past, *revoked).when(other).refused("nomination-not-recognised")


def test_what_was_not_reached_cannot_be_revoked() -> None:
    given(page, *READY).when(revoke("unit")).refused("nomination-not-recognised")
    past = recognised(READY, "unit")
    given(page, *past).when(revoke("city")).refused("nomination-not-recognised")


def test_a_good_deed_is_praised_at_once_and_its_praise_revoked() -> None:
    deed = made(NominationKind.GOOD_DEED)
    its = about(NominationKind.GOOD_DEED)
    praised = facts.GoodDeedPraised(**its, form="letter", praised_on=date(2023, 6, 10))
    given(page, *deed).when(says(Praise, "2023-06-10", form="letter")).then(praised)
    revoked, _ = given(page, *deed, praised).when(revoke(None)).facts
    assert isinstance(revoked, facts.RecognitionRevoked) and revoked.whole
    given(page, *made()).when(says(Praise, "2023-06-10", form="letter")).refused(
        "nomination-not-recognised"
    )


def test_what_was_honoured_is_not_withdrawn() -> None:
    past = recognised(READY, "unit")
    give_up = WithdrawNomination(at=at("2023-12-01"), nomination=MODEL, unit=MUSEUM)
    given(page, *past).when(give_up).refused("nomination-already-honoured")
    given(page, *past).when(give_up.model_copy(update={"unit": None})).then()


def test_a_decision_to_decline_stands_whatever_becomes_of_the_unit() -> None:
    declined = given(page, *READY).when(decline("unit")).facts
    give_up = WithdrawNomination(at=at("2023-12-01"), nomination=MODEL, unit=MUSEUM)
    given(page, *READY, *declined).when(give_up).refused("nomination-already-honoured")
    given(page, *READY, *declined).when(give_up.model_copy(update={"unit": None})).then()


def test_votes_of_a_voided_ballot_do_not_carry_a_nomination_up() -> None:
    past = recognised(READY, "unit")
    void = VoidVotes(at=at("2023-11-10"), nomination=MODEL, ballot="bau")
    voided = given(page, *past).when(void).facts
    assert [type(fact) for fact in voided] == [facts.NominationVotesVoided]
    assert given(page, *past).when(recognise("department")).facts
    given(page, *past, *voided).when(recognise("department")).refused("terms-of-level-not-met")
    given(page, *past).when(void.model_copy(update={"ballot": "khac"})).then()


KINDS = st.sampled_from([NominationKind.MODEL, NominationKind.GOOD_DEED])
DAYS = st.sampled_from(["2023-04-10", "2023-09-18", "2023-10-12", "2023-11-01", "2023-11-20"])
LEVELS = st.sampled_from(list(Level))
UNITS = st.sampled_from([MUSEUM, LIBRARY])


def command(make: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda day, **said: says(make, day, **said), DAYS, **more)


def bare(make: type[Any], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(make, at=DAYS.map(at), nomination=st.just(MODEL), **more)


ANSWERS = st.sampled_from([ELIGIBLE.answers, ()])
TEXTS = st.sampled_from(["Một", "Hai"])
COMMANDS = st.one_of(
    st.builds(make, DAYS, KINDS),
    command(AddEvidence, unit=UNITS, evidence=st.just(FILE)),
    command(SelfScore, unit=UNITS, scores=st.sampled_from([scores("1", "2"), scores("3", "4")])),
    command(JudgeEligibility, answers=ANSWERS),
    command(Shortlist),
    bare(
        NoteVotes,
        ballot=st.just("bau"),
        votes=st.integers(0, 9),
        cast=st.integers(9, 12),
        rank=st.integers(1, 3),
    ),
    bare(VoidVotes, ballot=st.just("bau")),
    bare(
        NoteScores,
        means=st.just(scores("80", "90")),
        total=st.sampled_from(["86", "50"]),
        members=st.just(3),
        excluded=st.just(0),
    ),
    st.builds(lambda day, confirmed: visit(day, confirmed=confirmed), DAYS, st.booleans()),
    command(Publish, calendar=st.just(WORKDAYS)),
    bare(NoteComment, unit=UNITS, text=TEXTS),
    command(Recognise, level=LEVELS, order=TEXTS),
    LEVELS.map(decline),
    command(Praise, form=st.sampled_from(PraiseForm)),
    st.one_of(st.none(), LEVELS).map(revoke),
    bare(WithdrawNomination, unit=st.one_of(st.none(), UNITS)),
    bare(MoveNomination, to=UNITS),
)


HONOURED = recognised(READY, "unit", "department", "city")


@for_all(st.sampled_from([(), UP, READY, HONOURED]), st.lists(COMMANDS, max_size=15))
def test_any_life_of_a_nomination_keeps_the_promises(
    past: tuple[Payload, ...], commands: list[Any]
) -> None:
    """Also one that the council has judged, which commands by chance hardly reach."""
    state, happened = given(page, *past).state, list(past)
    for each in commands:
        try:
            decided = page.decide(each, state)
        except Refused:
            continue
        state = reduce(page.evolve, decided, state)
        assert page.decide(each, state) == [], f"asked twice: {each!r}"
        happened += decided
    holds_for_any_past(page, "emulation", happened)
