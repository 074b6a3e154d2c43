"""A sealed ballot: who may hold one, when it is closed, what tellers may hand in, the count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from danvan.contracts.ballot_paper import paper_size
from danvan.contracts.base import Command, Payload
from danvan.contracts.client.voting import TellerKeys, seal_bytes, seal_paper
from danvan.contracts.emulation import (
    BallotClosed,
    BallotResult,
    BallotsPublished,
    BallotVoided,
    ChoiceVotes,
    PapersPeeled,
    Spoilt,
    VoidGround,
    Voter,
)
from danvan.contracts.emulation.ballots import papers_digest
from danvan.services.emulation.domain import ballot as page
from danvan.services.emulation.domain.ballot import CloseBallot, Counting, VoidBallot
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.ballot_examples import (
    CHOICES,
    TELLERS,
    TERMS,
    VOTERS,
    at,
    closed,
    opened,
    opening,
    papers,
    peeling,
)

AFTER = at("2023-10-02", "17:00")
A, B, C = CHOICES
SEALED = papers(A, A, B, C, A)
HONEST = peeling(1, SEALED)[1].papers


def close(sealed: tuple[str, ...], moment: Any = AFTER) -> CloseBallot:
    return CloseBallot(at=moment, ballot="binh-chon", papers=sealed)


def void(ground: VoidGround = VoidGround.KEY_LOST) -> VoidBallot:
    return VoidBallot(at=AFTER, ballot="binh-chon", ground=ground, order="12/QĐ")


def counted(sealed: tuple[str, ...]) -> list[Payload]:
    """All tellers do their work honestly."""
    past, batch = [*opened(), *closed(sealed)], sealed
    for layer in (1, 2, 3):
        command, done = peeling(layer, batch)
        past += given(page, *past).when(command).facts
        batch = done.papers
    return past


def test_a_ballot_is_opened_with_its_whole_electorate() -> None:
    given(page).when(opening()).then(*opened())
    given(page, *opened()).when(opening()).then()


def test_terms_stand_once_they_are_announced() -> None:
    given(page, *opened()).when(opening(most=1)).refused("ballot-already-opened")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"voters": VOTERS[:4]}, "electorate-too-small"),
        ({"voters": (*VOTERS, VOTERS[0])}, "voter-twice"),
        ({"choices": [{"id": A}, {"id": A}]}, "choice-twice"),
        ({"most": 4}, "more-than-all"),
        ({"closes": "2023-09-25T08:00:00+07:00"}, "ballot-times-reversed"),
        ({"opens": "2023-09-01T08:00:00+07:00", "closes": "2023-09-22T02:00:00Z"},
         "ballot-times-reversed"),
        ({"tellers": [{"unit": "thu-vien", "key": TellerKeys.generate().public}] * 2},
         "teller-key-twice"),
        ({"tellers": [{"unit": "thu-vien", "key": TellerKeys.generate().public},
                      {"unit": "thu-vien", "key": TellerKeys.generate().public}]},
         "tellers-of-one-unit"),
        ({"voters": tuple(Voter(voter=f"{n}", unit="x") for n in range(3000))},
         "electorate-too-large"),
    ],
)  # fmt: skip
def test_a_ballot_that_could_keep_no_secret_is_not_opened(
    changes: dict[str, Any], rule: str
) -> None:
    given(page).when(opening(**changes)).refused(rule)


def test_a_ballot_is_closed_at_its_time_and_not_before() -> None:
    box = given(page, *opened())
    box.when(close(SEALED, at("2023-10-02", "16:59"))).refused("ballot-still-open")
    expected = closed(SEALED)
    assert isinstance(expected[0], BallotClosed)
    expected[0] = expected[0].model_copy(update={"closed_on": date(2023, 10, 2)})
    box.when(close(tuple(reversed(SEALED)))).then(*expected)
    given(page, *opened(), *closed(SEALED)).when(close(SEALED)).then()


def test_a_copied_paper_is_left_out_and_the_one_it_was_copied_from_counts() -> None:
    facts = given(page, *opened()).when(close((*SEALED, SEALED[2]))).facts
    assert facts[1:] == closed(SEALED, copies=1)[1:]


def test_too_few_papers_are_never_opened() -> None:
    few, enough = SEALED[:4], SEALED
    box = given(page, *opened())
    [is_closed, voided] = box.when(close((*few, few[0]))).facts
    assert isinstance(is_closed, BallotClosed) and is_closed.turnout == 5
    assert isinstance(voided, BallotVoided) and voided.ground is VoidGround.TOO_FEW_PAPERS
    assert not any(isinstance(fact, BallotVoided) for fact in box.when(close(enough)).facts)
    command, _ = peeling(1, enough)
    given(page, *opened(), is_closed, voided).when(command).refused("no-papers-to-open")


def test_who_calls_all_papers_but_a_few_spoilt_does_not_see_those_few() -> None:
    command, _ = peeling(1, SEALED, papers=HONEST[:4], spoilt=1)
    [voided] = given(page, *opened(), *closed(SEALED)).when(command).facts
    assert isinstance(voided, BallotVoided) and voided.ground is VoidGround.TOO_FEW_PAPERS


def test_the_tellers_open_in_turn_and_the_last_ones_work_is_the_result() -> None:
    past = counted(SEALED)
    published, result = past[-2:]
    assert isinstance(published, BallotsPublished) and isinstance(result, BallotResult)
    votes = [ChoiceVotes(choice=A, votes=3), *(ChoiceVotes(choice=c, votes=1) for c in (B, C))]
    assert list(result.results) == votes
    assert (result.electorate, result.turnout, result.valid, result.spoilt) == (6, 5, 5, 0)
    assert [p.check for p in published.papers] == sorted(p.check for p in published.papers)
    assert [f.teller for f in past if isinstance(f, PapersPeeled)] == list(TELLERS)


def test_work_that_is_handed_in_twice_changes_nothing() -> None:
    command, done = peeling(1, SEALED)
    once = given(page, *opened(), *closed(SEALED)).when(command).facts
    given(page, *opened(), *closed(SEALED), *once).when(command).then()
    last, _ = peeling(3, peeling(2, done.papers)[1].papers)
    past = counted(SEALED)
    signed = [f.signature for f in past if isinstance(f, PapersPeeled)]
    repeated = last.model_copy(update={"signature": signed[-1]})
    given(page, *past).when(repeated).then()


@pytest.mark.parametrize(
    ("layer", "changes", "rule"),
    [
        (2, {}, "layer-out-of-turn"),
        (1, {"by": "bao-tang"}, "layer-of-another-teller"),
        (1, {"papers": (*HONEST[:4], HONEST[3])}, "papers-repeated-or-unsorted"),
        (1, {"papers": tuple(reversed(HONEST))}, "papers-repeated-or-unsorted"),
        (1, {"papers": HONEST[:4]}, "papers-missing-or-added"),
        (1, {"papers": HONEST, "spoilt": 1}, "papers-missing-or-added"),
        (1, {"papers": (*HONEST[:4], "z" * 100 + "w")}, "paper-of-another-length"),
        (1, {"signed": False}, "signature-does-not-hold"),
    ],
)
def test_work_that_is_not_the_tellers_own_on_all_papers_is_refused(
    layer: int, changes: dict[str, Any], rule: str
) -> None:
    command, _ = peeling(layer, SEALED)
    work = command.model_copy(update=changes)
    given(page, *opened(), *closed(SEALED)).when(work).refused(rule)


def test_spoilt_papers_are_counted_and_say_why() -> None:
    bad = [seal_bytes(TERMS, b"?".ljust(paper_size(TERMS)))]
    same = [seal_paper(TERMS, [choice], "E" * 20).paper for choice in (A, B)]
    published, result = counted(tuple(sorted((*SEALED, *same, *bad))))[-2:]
    assert isinstance(published, BallotsPublished) and isinstance(result, BallotResult)
    assert [(paper.reason, paper.check) for paper in published.spoilt] == [
        (Spoilt.MALFORMED, None),
        (Spoilt.REPEATED_CODE, "E" * 20),
        (Spoilt.REPEATED_CODE, "E" * 20),
    ]
    assert (result.turnout, result.valid, result.spoilt) == (8, 5, 3)


def test_a_paper_that_cannot_be_opened_is_counted_as_spoilt() -> None:
    garbage = SEALED[0][:-8] + "AAAAAAAA"
    sealed = tuple(sorted((*SEALED, garbage)))
    published, result = counted(sealed)[-2:]
    assert isinstance(published, BallotsPublished) and isinstance(result, BallotResult)
    assert [paper.reason for paper in published.spoilt] == [Spoilt.NOT_OPENED]
    assert (result.turnout, result.valid) == (6, 5)


def test_a_ballot_can_be_voided_also_when_a_fraud_is_found_in_the_result() -> None:
    voided = BallotVoided(
        ballot="binh-chon",
        unit="phong-tc",
        ground=VoidGround.KEY_LOST,
        order="12/QĐ",
        voided_on=date(2023, 10, 2),
    )
    for past in (opened(), [*opened(), *closed(SEALED)], counted(SEALED)):
        given(page, *past).when(void()).then(voided)
        given(page, *past, voided).when(void()).then()
        given(page, *past, voided).when(close(SEALED)).then()


def test_nothing_can_be_done_to_a_ballot_that_is_not_there() -> None:
    for command in (close(SEALED), peeling(1, SEALED)[0], void()):
        given(page).when(command).refused("unknown-ballot")
    given(page, *opened()).when(peeling(1, SEALED)[0]).refused("no-papers-to-open")


def test_nothing_of_a_choice_is_in_the_facts_before_the_last_layer() -> None:
    past = counted(SEALED)
    before = [f for f in past if not isinstance(f, BallotsPublished | BallotResult)][:-1]
    cast = "".join(fact.model_dump_json() for fact in before[2:])
    assert not any(choice in cast for choice in CHOICES)


FIRST, SECOND = peeling(1, SEALED)[0], peeling(2, HONEST)[0]
COMMANDS = st.sampled_from(
    [opening(), opening(most=1), close(SEALED), close(SEALED[:2]), FIRST, SECOND, void(),
     peeling(3, SECOND.papers)[0], close(SEALED, at("2023-09-30"))]
)  # fmt: skip


@settings(deadline=None)
@hypothesis_given(st.lists(COMMANDS, max_size=10))
def test_any_ballot_can_be_replayed_and_asked_twice(commands: list[Command]) -> None:
    holds_for_any_past(page, "emulation", play(page, commands))


def test_the_whole_ceremony_can_be_replayed() -> None:
    past = counted(SEALED)
    holds_for_any_past(page, "emulation", past)
    state = given(page, *past).state
    assert isinstance(state, Counting) and papers_digest(state.batch)
