"""One person's vote in one ballot: cast once, or missed. What was chosen is not in it.

Closing a ballot writes into the stream of everybody who has not voted. So a paper that arrives at
the same moment is either among those that are counted, or refused; never accepted and lost.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias, assert_never

from danvan.contracts.ballot_paper import sealed_length
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Resend, Slug
from danvan.contracts.emulation.ballots import Sealed, VoteCast, VoteMissed
from danvan.services.emulation.domain import ballot_rules as rules
from danvan.services.emulation.domain.ballot import AnyBallot, Ballot, Open, Unopened

KIND = "vote"


class Uncast(Model):
    """The person has not voted."""


class Cast(Model):
    """The person has voted."""

    paper: Sealed


class Missed(Model):
    """The ballot was closed before."""


Vote: TypeAlias = Uncast | Cast | Missed
INITIAL: Vote = Uncast()


def evolve(vote: Vote, fact: Payload) -> Vote:
    """What a vote is after a fact."""
    match vote, fact:
        case Uncast(), VoteCast(paper=paper):
            return Cast(paper=paper)
        case Uncast(), VoteMissed():
            return Missed()
        case _:
            return vote


class CastVote(Command):
    """A voter hands in a sealed paper; `about`: the ballot as it is."""

    ballot: Slug
    about: AnyBallot
    voter: Line
    paper: Sealed


class LapseVote(Command):
    """The ballot is being closed."""

    ballot: Slug
    unit: Slug


VoteCommand: TypeAlias = CastVote | LapseVote


def decide(command: VoteCommand, vote: Vote) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case CastVote():
            return _cast(command, vote)
        case LapseVote(ballot=ballot, unit=unit):
            return [VoteMissed(ballot=ballot, unit=unit)] if isinstance(vote, Uncast) else []
        case _:
            assert_never(command)


def vote_id(ballot: str, voter: str) -> str:
    """Which stream is this person's."""
    return f"{ballot}.{hashlib.sha256(voter.encode()).hexdigest()}"


def _cast(command: CastVote, vote: Vote) -> list[Payload]:
    if isinstance(vote, Cast):
        if vote.paper == command.paper:
            return []
        raise Refused(
            "already-voted",
            vi="Bạn đã bỏ phiếu; mỗi người chỉ bỏ một lần và không đổi được.",
            en="You have voted; everybody votes once, and it can't be changed.",
            resend=Resend.NEVER,
        )
    ballot = command.about
    if isinstance(ballot, Unopened):
        raise rules.unknown_ballot(command.ballot)
    _admit(command, ballot)
    if isinstance(vote, Missed):
        raise rules.closed(ballot.terms)
    terms = ballot.terms
    return [VoteCast(ballot=terms.ballot, unit=terms.unit, paper=command.paper)]


def _admit(command: CastVote, ballot: Ballot) -> None:
    terms = ballot.terms
    if command.voter not in {voter.voter for voter in ballot.roll}:
        raise Refused(
            "not-on-the-roll",
            vi="Bạn không có tên trong danh sách cử tri; hãy hỏi đơn vị tổ chức.",
            en="You are not on the roll of voters; ask the unit that holds the ballot.",
            resend=Resend.NEVER,
        )
    if not isinstance(ballot, Open) or command.at >= terms.closes:
        raise rules.closed(terms)
    if command.at < terms.opens:
        raise rules.not_open_yet(terms)
    if len(command.paper) != sealed_length(terms, len(terms.tellers)):
        raise rules.other_length()
