"""A hundred people, and a hundred attempts of one, at once: everybody's vote counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from danvan.contracts.base import Refused
from danvan.contracts.client.voting import seal_paper
from danvan.contracts.emulation import BallotClosed, BallotTerms, PapersCollected, VoteCast
from danvan.contracts.roles import Role
from danvan.services.chassis.work import Origin
from danvan.services.emulation.application import ballots as application
from danvan.services.emulation.domain.vote import vote_id
from tests.integration.emulation.ballot_box import AFTER, BALLOT, DURING, Box, ballot_box
from tests.support.engines import Database
from tests.unit.emulation.ballot_examples import CHOICES

ATTEMPTS = 100


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with ballot_box(database) as made:
        yield made


def attempt(box: Box, voter: str, paper: str, start: Barrier) -> str:
    """What becomes of one attempt that begins together with all others."""
    start.wait()
    origin = Origin(at=DURING, actor=voter, role=Role.VOTER, unit="bao-tang")
    try:
        box.emulation.ground.perform(
            origin, lambda work: application.cast_vote(work, "binh-chon", voter, paper)
        )
    except Refused as refused:
        return refused.rule
    return "taken"


def all_at_once(box: Box, cast: list[tuple[str, str]]) -> list[str]:
    """All of these attempts, each in a thread of its own."""
    start = Barrier(len(cast))
    with ThreadPoolExecutor(len(cast)) as pool:
        return list(pool.map(lambda it: attempt(box, it[0], it[1], start), cast))


def papers(terms: BallotTerms, number: int) -> list[str]:
    return [seal_paper(terms, [CHOICES[n % 3]]).paper for n in range(number)]


def test_a_hundred_attempts_of_one_voter_count_once(box: Box, database: Database) -> None:
    terms = box.open(6)
    tried = papers(terms, ATTEMPTS)
    became = all_at_once(box, [("cu-tri-1", paper) for paper in tried])
    assert Counter(became) == {"taken": 1, "already-voted": ATTEMPTS - 1}
    stream = f"vote/{vote_id('binh-chon', 'cu-tri-1')}"
    winner = tried[became.index("taken")]
    assert box.emulation.facts(stream) == [
        VoteCast(ballot="binh-chon", unit="phong-tc", paper=winner)
    ]
    logs = "".join(log.read_text("utf-8") for log in database.server.data.glob("log/*.log"))
    assert "duplicate key" in logs, "the store has told of attempts"
    assert "cu-tri-" not in logs and not any(paper[:40] in logs for paper in tried)


def test_a_hundred_times_the_same_paper_is_one_vote(box: Box) -> None:
    terms = box.open(6)
    [paper] = papers(terms, 1)
    assert set(all_at_once(box, [("cu-tri-1", paper)] * ATTEMPTS)) == {"taken"}
    assert len(box.emulation.facts(f"vote/{vote_id('binh-chon', 'cu-tri-1')}")) == 1


def test_a_hundred_voters_at_once_all_vote(box: Box) -> None:
    terms = box.open(ATTEMPTS)
    cast = [(f"cu-tri-{n}", paper) for n, paper in enumerate(papers(terms, ATTEMPTS))]
    assert set(all_at_once(box, cast)) == {"taken"}
    box.does(f"{BALLOT}/close", when=AFTER)
    assert box.reads(BALLOT)["turnout"] == ATTEMPTS


def test_a_paper_that_meets_the_closing_is_counted_or_refused(box: Box) -> None:
    """Whoever closes doesn't wait for papers on their way, whose time was still right."""
    terms = box.open(60)
    cast = [(f"cu-tri-{n}", paper) for n, paper in enumerate(papers(terms, 60))]
    start = Barrier(len(cast) + 1)

    def close() -> None:
        start.wait()
        origin = Origin(at=AFTER, actor="person-1", role=Role.STANDING, unit="phong-tc")
        box.emulation.ground.perform(
            origin, lambda work: application.close_ballot(work, "binh-chon")
        )

    with ThreadPoolExecutor(len(cast) + 1) as pool:
        closing = pool.submit(close)
        became = list(pool.map(lambda it: attempt(box, it[0], it[1], start), cast))
        closing.result()
    assert set(became) <= {"taken", "ballot-closed"}
    taken = {paper for (_, paper), what in zip(cast, became, strict=True) if what == "taken"}
    facts = box.emulation.facts("ballot/binh-chon")
    [closed] = [fact for fact in facts if isinstance(fact, BallotClosed)]
    assert closed.turnout == len(taken)
    for fact in facts:
        if isinstance(fact, PapersCollected):
            assert set(fact.papers) == taken
