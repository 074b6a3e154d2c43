"""A sealed ballot: opened with its electorate, closed, opened layer by layer, counted.

Nobody's choice is in it before the last teller's work, and then no name is. Too few papers are
never opened: the result would tell who chose what.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from pydantic import Field

from danvan.contracts.ballot_paper import in_order, read_papers
from danvan.contracts.base import Command, Line, Model, Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation import ballots as facts
from danvan.contracts.emulation.ballots import (
    BallotTerms,
    ChoiceId,
    Sealed,
    Signature,
    Spoilt,
    SpoiltPaper,
    VoidGround,
    Voter,
)
from danvan.contracts.emulation.campaigns import PolicyUsed
from danvan.contracts.emulation.nominations import NominationFact
from danvan.contracts.plan import UnitKind
from danvan.contracts.policy import PolicyRow
from danvan.services.emulation.domain import ballot_rules as rules
from danvan.services.emulation.domain.electorate import check_voters

KIND = "ballot"


class Unopened(Model):
    """There is no such ballot."""


class Ballot(Model):
    """What stands from the opening on."""

    terms: BallotTerms
    roll: tuple[Voter, ...] = ()


class Open(Ballot):
    """Papers are cast between the opening and the closing time."""


class Counting(Ballot):
    """Closed. `done`: layers that are off; `batch`: the papers as they are now; `spoilt`: those
    that have fallen out; `signatures`: of the tellers so far."""

    turnout: int
    done: int = 0
    batch: tuple[Sealed, ...] = ()
    spoilt: tuple[SpoiltPaper, ...] = ()
    signatures: tuple[Signature, ...] = ()


class Counted(Counting):
    """The result stands."""


class Voided(Ballot):
    """There is no result."""


AnyBallot: TypeAlias = Unopened | Open | Counting | Counted | Voided
INITIAL: AnyBallot = Unopened()


def evolve(ballot: AnyBallot, fact: Payload) -> AnyBallot:
    """What a ballot is after a fact."""
    match ballot, fact:
        case Unopened(), facts.BallotOpened():
            terms = BallotTerms(**{n: getattr(fact, n) for n in BallotTerms.model_fields})
            return Open(terms=terms)
        case Open(), facts.RollTaken():
            return ballot.model_copy(update={"roll": fact.voters})
        case Open(), facts.BallotClosed():
            return Counting(**dict(ballot), turnout=fact.turnout)
        case Counting(), facts.PapersCollected():
            spoilt = (SpoiltPaper(reason=Spoilt.COPY),) * fact.copies
            return ballot.model_copy(update={"batch": fact.papers, "spoilt": spoilt})
        case Counting(), facts.PapersPeeled():
            spoilt = (SpoiltPaper(reason=Spoilt.NOT_OPENED),) * fact.spoilt
            change = {
                "done": fact.layer,
                "batch": fact.papers,
                "spoilt": ballot.spoilt + spoilt,
                "signatures": (*ballot.signatures, fact.signature),
            }
            return ballot.model_copy(update=change)
        case Counting(), facts.BallotResult():
            return Counted(**dict(ballot))
        case Ballot(), facts.BallotVoided():
            return Voided(**{name: getattr(ballot, name) for name in Ballot.model_fields})
        case _:
            return ballot


class OpenBallot(Command):
    """Hold a ballot on these terms. `voters` is taken over whole; `policy`: says how few voters,
    and papers, are too few. `campaign`: the one that the terms name; `shortlisted`: those choices
    that are shortlisted nominations; `taken`: what other ballots of it are held on; `kinds`: of
    the voters' units."""

    terms: BallotTerms
    voters: tuple[Voter, ...]
    policy: PolicyRow
    campaign: CampaignDocument | None = None
    shortlisted: tuple[NominationFact, ...] = ()
    taken: tuple[ChoiceId, ...] = ()
    kinds: dict[Slug, UnitKind] = Field(default_factory=dict)


class CloseBallot(Command):
    """Nobody votes any more; `papers`: what was cast, in any order."""

    ballot: Slug
    papers: tuple[Sealed, ...]


class PeelPapers(Command, rules.LayerWork):
    """A teller hands in work."""

    ballot: Slug


class VoidBallot(Command):
    """There shall be no result; or the one that was found shall not stand."""

    ballot: Slug
    ground: VoidGround
    order: Line


BallotCommand: TypeAlias = OpenBallot | CloseBallot | PeelPapers | VoidBallot


def decide(command: BallotCommand, ballot: AnyBallot) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case OpenBallot():
            return _open(command, ballot)
        case CloseBallot():
            return _close(command, ballot)
        case PeelPapers():
            return _peel(command, ballot)
        case VoidBallot():
            return _void(command, ballot)
        case _:
            assert_never(command)


def _about(terms: BallotTerms) -> dict[str, Slug]:
    return {"ballot": terms.ballot, "unit": terms.unit}


def _open(command: OpenBallot, ballot: AnyBallot) -> list[Payload]:
    terms, row = command.terms, command.policy
    if isinstance(ballot, Ballot):
        if ballot.terms == terms:
            return []
        raise rules.already_opened(terms.ballot)
    rules.check_terms(terms, command.voters, command.at)
    if command.campaign is not None:
        check_voters(command.voters, command.campaign, command.kinds)
        rules.check_campaign(terms, command.campaign, command.shortlisted, command.taken)
    policy = PolicyUsed(
        key=row.key, valid_from=row.valid_from, value=row.value, verified=row.verified
    )
    return [
        facts.BallotOpened(**dict(terms), policy=policy),
        facts.RollTaken(**_about(terms), voters=command.voters),
    ]


def _close(command: CloseBallot, ballot: AnyBallot) -> list[Payload]:
    if isinstance(ballot, Unopened):
        raise rules.unknown_ballot(command.ballot)
    if not isinstance(ballot, Open):
        return []
    terms = ballot.terms
    if command.at < terms.closes:
        raise rules.still_open(terms)
    papers = tuple(sorted(set(command.papers)))
    closed = facts.BallotClosed(
        **_about(terms),
        turnout=len(command.papers),
        digest=facts.papers_digest(papers),
        closed_on=local_day(command.at),
    )
    if len(papers) < terms.least:
        return [closed, _too_few(terms, command)]
    copies = len(command.papers) - len(papers)
    return [closed, facts.PapersCollected(**_about(terms), papers=papers, copies=copies)]


def _too_few(terms: BallotTerms, command: Command) -> facts.BallotVoided:
    few, day = VoidGround.TOO_FEW_PAPERS, local_day(command.at)
    return facts.BallotVoided(**_about(terms), ground=few, voided_on=day)


def _peel(command: PeelPapers, ballot: AnyBallot) -> list[Payload]:
    if isinstance(ballot, Unopened):
        raise rules.unknown_ballot(command.ballot)
    if isinstance(ballot, Counting) and command.signature in ballot.signatures:
        return []
    if not isinstance(ballot, Counting) or isinstance(ballot, Counted):
        raise rules.nothing_to_peel(ballot.terms)
    terms = ballot.terms
    rules.check_layer(terms, ballot.done, ballot.batch, command)
    if len(command.papers) < terms.least:
        return [_too_few(terms, command)]
    peeled = facts.PapersPeeled(
        **_about(terms),
        layer=command.layer,
        teller=command.by,
        papers=command.papers,
        spoilt=command.spoilt,
        digest=facts.papers_digest(command.papers),
        signature=command.signature,
    )
    if command.layer < len(terms.tellers):
        return [peeled]
    after = evolve(ballot, peeled)
    assert isinstance(after, Counting)
    return [peeled, *_count(after)]


def _count(ballot: Counting) -> list[Payload]:
    terms = ballot.terms
    valid, misread = read_papers(terms, ballot.batch)
    spoilt = in_order((*ballot.spoilt, *misread))
    chosen = [choice for paper in valid for choice in paper.choices]
    return [
        facts.BallotsPublished(
            **_about(terms),
            papers=valid,
            spoilt=spoilt,
            digest=facts.published_digest(valid, spoilt),
        ),
        facts.BallotResult(
            **_about(terms),
            campaign=terms.campaign,
            electorate=terms.electorate,
            turnout=ballot.turnout,
            valid=len(valid),
            spoilt=len(spoilt),
            results=tuple(
                facts.ChoiceVotes(choice=choice.id, votes=chosen.count(choice.id))
                for choice in terms.choices
            ),
        ),
    ]


def _void(command: VoidBallot, ballot: AnyBallot) -> list[Payload]:
    if isinstance(ballot, Unopened):
        raise rules.unknown_ballot(command.ballot)
    if isinstance(ballot, Voided):
        return []
    return [
        facts.BallotVoided(
            **_about(ballot.terms),
            ground=command.ground,
            order=command.order,
            voided_on=local_day(command.at),
        )
    ]
