"""One person's vote: once, in time, by whom is on the roll; its content is nobody's business."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from danvan.contracts.base import Command, Payload
from danvan.contracts.emulation import VoteCast, VoteMissed
from danvan.services.emulation.domain import ballot as ballot_page
from danvan.services.emulation.domain import vote as page
from danvan.services.emulation.domain.vote import CastVote, LapseVote, vote_id
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.emulation.ballot_examples import CHOICES, at, closed, opened, papers

FIRST, SECOND = papers(CHOICES[0], CHOICES[0])
DURING = at("2023-09-26")
CAST = VoteCast(ballot="binh-chon", unit="phong-tc", paper=FIRST)
MISSED = VoteMissed(ballot="binh-chon", unit="phong-tc")
LAPSE = LapseVote(at=at("2023-10-03"), ballot="binh-chon", unit="phong-tc")


def cast(
    paper: str = FIRST,
    moment: datetime = DURING,
    voter: str = "cu-tri-1",
    past: tuple[Payload, ...] = tuple(opened()),
) -> CastVote:
    about = reduce(ballot_page.evolve, past, ballot_page.INITIAL)
    return CastVote(at=moment, ballot="binh-chon", about=about, voter=voter, paper=paper)


def test_a_paper_is_taken_in_between_the_opening_and_the_closing_time() -> None:
    given(page).when(cast()).then(CAST)
    given(page).when(cast(moment=at("2023-09-25", "08:00"))).then(CAST)
    given(page).when(cast(moment=at("2023-09-25", "07:59"))).refused("ballot-not-open-yet")
    given(page).when(cast(moment=at("2023-10-02", "16:59"))).then(CAST)
    given(page).when(cast(moment=at("2023-10-02", "17:00"))).refused("ballot-closed")


def test_nobody_votes_twice_and_the_same_paper_again_is_harmless() -> None:
    given(page, CAST).when(cast()).then()
    given(page, CAST).when(cast(SECOND)).refused("already-voted")
    given(page, CAST).when(cast(moment=at("2023-10-03"))).then()


def test_who_is_not_on_the_roll_does_not_vote() -> None:
    given(page).when(cast(voter="nguoi-la")).refused("not-on-the-roll")


def test_a_ballot_that_is_not_there_or_over_takes_no_paper() -> None:
    over = (*opened(), *closed((FIRST,)))
    given(page).when(cast(past=())).refused("unknown-ballot")
    given(page).when(cast(past=over)).refused("ballot-closed")


@pytest.mark.parametrize("paper", [FIRST[:-4], FIRST + "AAAA", "AAAA"])
def test_a_paper_that_could_be_told_from_the_others_is_refused(paper: str) -> None:
    given(page).when(cast(paper)).refused("paper-of-another-length")


def test_closing_lets_the_vote_lapse_of_whoever_has_not_voted() -> None:
    given(page).when(LAPSE).then(MISSED)
    given(page, MISSED).when(LAPSE).then()
    given(page, CAST).when(LAPSE).then()
    given(page, MISSED).when(cast()).refused("ballot-closed")


def test_every_voter_has_a_stream_that_does_not_name_him() -> None:
    assert vote_id("binh-chon", "cu-tri-1") != vote_id("binh-chon", "cu-tri-2")
    assert vote_id("binh-chon", "cu-tri-1").startswith("binh-chon.")
    assert "cu-tri-1" not in vote_id("binh-chon", "cu-tri-1")


COMMANDS: st.SearchStrategy[Command] = st.sampled_from(
    [cast(), cast(SECOND), cast(moment=at("2023-10-03")), cast(voter="nguoi-la"), LAPSE]
)


@settings(deadline=None)
@hypothesis_given(st.lists(COMMANDS, max_size=6))
def test_any_vote_has_one_fact_at_most(commands: list[Command]) -> None:
    facts = play(page, commands)
    assert len(facts) <= 1
    holds_for_any_past(page, "emulation", facts)
