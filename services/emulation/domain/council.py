"""A campaign's council: appointed, scoring under seal without whoever has a conflict of interest,
closed with a quorum. A score is seen in the clear while it is checked, and stored sealed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias, assert_never

from pydantic import Field

from danvan.contracts import emulation as facts
from danvan.contracts.base import Command, Line, Model, Payload, Prose, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Phase
from danvan.contracts.emulation import CriterionScore, Member, NominationId, Person
from danvan.services.emulation.domain import council_rules as rules
from danvan.services.emulation.domain.campaign import Running, must_be_in, used
from danvan.services.emulation.domain.campaign_rules import QUORUM
from danvan.services.emulation.domain.nomination_rules import check_scores
from danvan.services.emulation.domain.scoring import means, needed_members, weighted

KIND = "council"


class Unappointed(Model):
    """Nobody judges yet."""


class Sitting(Model):
    """The members judge. `sealed`: the newest ciphertext by member and nomination."""

    appointed: facts.CouncilAppointed
    conflicts: tuple[facts.ConflictDeclared, ...] = ()
    sealed: dict[tuple[Person, NominationId], str] = Field(default_factory=dict)


class Closed(Sitting):
    """The scores are open."""

    closed: facts.ScoringClosed


Council: TypeAlias = Unappointed | Sitting | Closed
INITIAL: Council = Unappointed()


def evolve(council: Council, fact: Payload) -> Council:
    """What a council is after a fact."""
    match council, fact:
        case Unappointed(), facts.CouncilAppointed():
            return Sitting(appointed=fact)
        case Closed(), _:
            return council
        case Sitting(), facts.CouncilAppointed():
            return council.model_copy(update={"appointed": fact})
        case Sitting(), facts.ConflictDeclared():
            return council.model_copy(update={"conflicts": (*council.conflicts, fact)})
        case Sitting(), facts.ScoreSealed(person=person, nomination=nomination, sealed=sealed):
            kept = council.sealed | {(person, nomination): sealed}
            return council.model_copy(update={"sealed": kept})
        case Sitting(), facts.ScoringClosed():
            return Closed(**dict(council), closed=fact)
        case _:
            return council


class _InCampaign(Command):
    campaign: Running


class AppointCouncil(_InCampaign):
    """These persons judge."""

    members: tuple[Member, ...]
    chair: Person
    order: Line


class _ByMember(_InCampaign):
    person: Person
    nomination: NominationId


class DeclareConflict(_ByMember):
    """I take no part in judging this one."""

    ground: Prose


class SealScore(_ByMember):
    """My scores: in the clear, to be checked, and sealed, to be stored. `unit`: whose nomination
    it is now."""

    unit: Slug
    scores: tuple[CriterionScore, ...]
    sealed: str


class Paper(Model):
    """What one member said of one nomination, opened."""

    person: Person
    nomination: NominationId
    scores: tuple[CriterionScore, ...]


class Candidate(Model):
    """A shortlisted nomination and whose it is."""

    nomination: NominationId
    unit: Slug


class CloseScoring(_InCampaign):
    """Open the scores of the shortlisted nominations."""

    candidates: tuple[Candidate, ...]
    papers: tuple[Paper, ...]


CouncilCommand: TypeAlias = AppointCouncil | DeclareConflict | SealScore | CloseScoring


def decide(command: CouncilCommand, council: Council) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case AppointCouncil():
            return _appoint(command, council)
        case DeclareConflict() | SealScore():
            return _member_says(command, council)
        case CloseScoring():
            return _close(command, council)
        case _:
            assert_never(command)


def _about(campaign: Running) -> dict[str, Any]:
    return {"campaign": campaign.campaign, "unit": campaign.unit}


def _appoint(command: AppointCouncil, council: Council) -> list[Payload]:
    day, about, members = local_day(command.at), _about(command.campaign), command.members
    appointed = facts.CouncilAppointed(
        **about, members=members, chair=command.chair, order=command.order, appointed_on=day
    )
    if isinstance(council, Sitting):
        known = council.appointed
        if known.model_copy(update={"appointed_on": day}) == appointed:
            return []
        if council.sealed or isinstance(council, Closed):
            raise rules.scoring_begun()
    if command.chair not in {member.person for member in members}:
        raise rules.chair_no_member()
    if len({member.person for member in members}) < len(members):
        raise rules.member_twice()
    quorum = command.campaign.policy(QUORUM)
    seated = facts.CouncilSeated(
        **about,
        members=len(members),
        needed=needed_members(quorum.number, len(members)),
        quorum=used(quorum),
        order=command.order,
        seated_on=day,
    )
    return [appointed, seated]


def _member_says(command: DeclareConflict | SealScore, council: Council) -> list[Payload]:
    day, about = local_day(command.at), _about(command.campaign)
    about |= {"person": command.person, "nomination": command.nomination}
    if not isinstance(council, Sitting) or command.person not in _units(council):
        raise rules.no_member()
    if isinstance(command, DeclareConflict):
        declared = [(each.person, each.nomination) for each in council.conflicts]
        if (command.person, command.nomination) in declared:
            return []
        if isinstance(council, Closed):
            raise rules.scoring_closed()
        return [facts.ConflictDeclared(**about, ground=command.ground, declared_on=day)]
    if council.sealed.get((command.person, command.nomination)) == command.sealed:
        return []
    if isinstance(council, Closed):
        raise rules.scoring_closed()
    must_be_in(command.campaign, day, Phase.SCORE)
    candidate = Candidate(nomination=command.nomination, unit=command.unit)
    if command.person in excluded(council, candidate):
        raise rules.conflict_of_interest()
    check_scores(command.scores, command.campaign.document, "/scores")
    return [facts.ScoreSealed(**about, sealed=command.sealed, sealed_on=day)]


def _units(council: Sitting) -> dict[Person, Slug]:
    return {member.person: member.unit for member in council.appointed.members}


def excluded(council: Sitting, candidate: Candidate) -> set[Person]:
    """The members who may not judge a nomination: it is their own unit's, or they said so."""
    own = {person for person, unit in _units(council).items() if unit == candidate.unit}
    said = {e.person for e in council.conflicts if e.nomination == candidate.nomination}
    return own | (said & set(_units(council)))


def _close(command: CloseScoring, council: Council) -> list[Payload]:
    if isinstance(council, Closed):
        return []
    if not isinstance(council, Sitting):
        raise rules.no_council()
    day, members, quorum = local_day(command.at), _units(council), command.campaign.policy(QUORUM)
    _must_be_complete(command, council, day)
    present = _present(command, council)
    if len(present) < (needed := needed_members(quorum.number, len(members))):
        raise rules.quorum_not_met(len(present), needed)
    unscored = tuple(
        candidate.nomination
        for candidate in command.candidates
        if not _judged(command, council, candidate)
    )
    return [
        facts.ScoringClosed(
            **_about(command.campaign),
            members=len(members),
            present=len(present),
            scored=len(command.candidates) - len(unscored),
            unscored=unscored,
            quorum=used(quorum),
            closed_on=day,
        )
    ]


def _judged(command: CloseScoring, council: Sitting, candidate: Candidate) -> bool:
    """A quorum of those who may judge a nomination has scored it."""
    judging = len(_units(council)) - len(excluded(council, candidate))
    needed = needed_members(command.campaign.policy(QUORUM).number, judging)
    return len(list(valid_papers(command, council, candidate))) >= max(1, needed)


def _present(command: CloseScoring, council: Sitting) -> set[Person]:
    """The members who have taken part: they have scored something, or may judge nothing."""
    out = [excluded(council, candidate) for candidate in command.candidates]
    scored = {paper.person for paper in command.papers}
    return {
        person
        for person in _units(council)
        if person in scored or all(person in each for each in out)
    }


def _must_be_complete(command: CloseScoring, council: Sitting, day: date) -> None:
    """The phase is over, or nobody has anything left to score."""
    last = command.campaign.document.calendar.last_day(Phase.SCORE)
    if day > last:
        return
    must_be_in(command.campaign, day, Phase.SCORE)
    for candidate in command.candidates:
        judging = len(_units(council)) - len(excluded(council, candidate))
        if len(list(valid_papers(command, council, candidate))) < judging:
            raise rules.still_scoring(last)


def valid_papers(
    command: CloseScoring, council: Sitting, candidate: Candidate
) -> Iterator[tuple[CriterionScore, ...]]:
    """The scores of a nomination that count, of members without a conflict of interest."""
    out = excluded(council, candidate)
    for paper in command.papers:
        if paper.nomination == candidate.nomination and paper.person not in out:
            yield paper.scores


class Result(Model):
    """What the council found of one nomination."""

    means: tuple[CriterionScore, ...]
    total: facts.Score
    members: int
    excluded: int


def result(command: CloseScoring, council: Sitting, candidate: Candidate) -> Result:
    """The opened scores of a nomination that the closing didn't leave unscored."""
    papers = list(valid_papers(command, council, candidate))
    criteria = command.campaign.document.criteria
    mean = means(papers, criteria)
    return Result(
        means=mean,
        total=weighted(mean, criteria),
        members=len(papers),
        excluded=len(excluded(council, candidate)),
    )
