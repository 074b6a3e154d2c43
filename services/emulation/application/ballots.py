"""Use cases of a sealed ballot and of the votes in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from danvan.contracts.base import Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.client.voting import Peeled, signature_holds
from danvan.contracts.emulation.ballots import (
    BallotResult,
    BallotTerms,
    ChoiceId,
    Sealed,
    Voter,
    papers_digest,
    roll_digest,
)
from danvan.contracts.plan import UnitKind
from danvan.contracts.policy import PolicyRow
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.emulation.application.aggregates import (
    CAMPAIGN,
    NOMINATION,
    STANDING,
    running,
)
from danvan.services.emulation.application.policies import in_force
from danvan.services.emulation.application.recognition import note_votes, void_votes
from danvan.services.emulation.domain import ballot as ballot_page
from danvan.services.emulation.domain import vote as vote_page
from danvan.services.emulation.domain.ballot import (
    Ballot,
    CloseBallot,
    Counted,
    Counting,
    OpenBallot,
    PeelPapers,
    VoidBallot,
    Voided,
)
from danvan.services.emulation.domain.ballot_rules import no_least_number
from danvan.services.emulation.domain.campaign import CallVote, Running
from danvan.services.emulation.domain.nomination_states import Shortlisted
from danvan.services.emulation.domain.vote import Cast, CastVote, LapseVote, vote_id

BALLOT = Aggregate.of(ballot_page)
VOTE = Aggregate.of(vote_page)
#: The policy row that says how few voters, and papers, are too few to keep a secret.
LEAST = "ballot.least-voters"


def open_ballot(
    work: Work,
    voters: tuple[Voter, ...],
    rows: Sequence[PolicyRow],
    basis: str | None,
    **drafted: Any,
) -> None:
    """A ballot is announced under the policy rows of this day, with its electorate. `drafted`: the
    other fields of `BallotTerms`."""
    policy = next((row for row in in_force(rows, local_day(work.at)) if row.key == LEAST), None)
    if policy is None:
        raise no_least_number()
    terms = BallotTerms(
        electorate=len(voters), roll=roll_digest(voters), least=int(policy.number), **drafted
    )
    campaign = None if terms.campaign is None else running(work, terms.campaign)
    nominations = [work.state(NOMINATION, choice.id) for choice in terms.choices]
    command = OpenBallot(
        at=work.at,
        basis=basis,
        terms=terms,
        voters=voters,
        policy=policy,
        campaign=None if campaign is None else campaign.document,
        shortlisted=tuple(it.about for it in nominations if isinstance(it, Shortlisted)),
        taken=() if campaign is None else _taken(work, campaign, but=terms.ballot),
        kinds=_kinds(work, dict.fromkeys(voter.unit for voter in voters)),
    )
    if work.do(BALLOT, terms.ballot, command) and campaign is not None:
        choices = tuple(choice.id for choice in terms.choices)
        called = CallVote(
            at=work.at, campaign=campaign.campaign, ballot=terms.ballot, choices=choices
        )
        work.do(CAMPAIGN, campaign.campaign, called)


def _taken(work: Work, campaign: Running, *, but: Slug) -> tuple[ChoiceId, ...]:
    """What the other ballots of a campaign are held on, unless they were voided."""
    others = [vote for vote in campaign.votes if vote.ballot != but]
    work.prefetch(BALLOT.stream(vote.ballot) for vote in others)
    held = [vote for vote in others if not isinstance(work.state(BALLOT, vote.ballot), Voided)]
    return tuple(choice for vote in held for choice in vote.choices)


def _kinds(work: Work, units: Collection[Slug]) -> dict[Slug, UnitKind]:
    """Of which kind units are, as far as they are known."""
    work.prefetch(STANDING.stream(unit) for unit in units)
    kinds = {unit: work.state(STANDING, unit).kind for unit in units}
    return {unit: kind for unit, kind in kinds.items() if kind is not None}


def cast_vote(work: Work, ballot: Slug, voter: str, paper: Sealed) -> None:
    """A voter hands in a sealed paper."""
    about = work.state(BALLOT, ballot)
    command = CastVote(at=work.at, ballot=ballot, about=about, voter=voter, paper=paper)
    work.do(VOTE, vote_id(ballot, voter), command)


def close_ballot(work: Work, ballot: Slug) -> None:
    """Collect what was cast, and let everybody else's vote lapse in the same transaction."""
    about = work.state(BALLOT, ballot)
    roll = about.roll if isinstance(about, Ballot) else ()
    votes = [vote_id(ballot, voter.voter) for voter in roll]
    work.prefetch(VOTE.stream(vote) for vote in votes)
    cast = [state for vote in votes if isinstance(state := work.state(VOTE, vote), Cast)]
    papers = tuple(state.paper for state in cast)
    if work.do(BALLOT, ballot, CloseBallot(at=work.at, ballot=ballot, papers=papers)):
        for vote in votes:
            work.do(VOTE, vote, LapseVote(at=work.at, ballot=ballot, unit=about.terms.unit))


def peel_papers(work: Work, ballot: Slug, by: Slug, done: Peeled) -> None:
    """A teller hands in his work; the last one's brings the result."""
    command = PeelPapers(
        at=work.at,
        ballot=ballot,
        by=by,
        layer=done.layer,
        papers=done.papers,
        spoilt=done.spoilt,
        signature=done.signature,
        signed=_signed(work.state(BALLOT, ballot), done),
    )
    for fact in work.do(BALLOT, ballot, command):
        if isinstance(fact, BallotResult):
            note_votes(work, fact)


def void_ballot(work: Work, command: VoidBallot) -> None:
    """The ballot shall have no result; one that was found counts no more."""
    about = work.state(BALLOT, command.ballot)
    work.do(BALLOT, command.ballot, command)
    if isinstance(about, Counted):
        void_votes(work, command.ballot, (choice.id for choice in about.terms.choices))


def _signed(about: object, done: Peeled) -> bool:
    if not isinstance(about, Counting) or not 1 <= done.layer <= len(about.terms.tellers):
        return False
    before, after = papers_digest(about.batch), papers_digest(done.papers)
    return signature_holds(about.terms, done.layer, before, after, done.spoilt, done.signature)
