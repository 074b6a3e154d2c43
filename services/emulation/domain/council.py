"""A campaign's council: appointed, scoring under seal without whoever has a conflict of interest,
closed with a quorum, for which the time may be extended. A score is seen in the clear while it is
checked, and stored sealed.

Its states stand in `council_states`, its commands in `council_commands`, its end in `closing`.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Phase
from danvan.services.emulation.domain import closing
from danvan.services.emulation.domain import council_rules as rules
from danvan.services.emulation.domain.campaign import must_be_in, used
from danvan.services.emulation.domain.campaign_rules import QUORUM, phase_over
from danvan.services.emulation.domain.closing import about
from danvan.services.emulation.domain.council_commands import (
    AppointCouncil,
    CloseScoring,
    CouncilCommand,
    DeclareConflict,
    ExtendScoring,
    LapseScoring,
    SealScore,
)
from danvan.services.emulation.domain.council_states import (
    Candidate,
    Closed,
    Council,
    Lapsed,
    Sitting,
    Unappointed,
    excluded,
)
from danvan.services.emulation.domain.nomination_rules import check_scores
from danvan.services.emulation.domain.scoring import needed_members

KIND = "council"
INITIAL: Council = Unappointed()


def evolve(council: Council, fact: Payload) -> Council:
    """What a council is after a fact."""
    match council, fact:
        case Unappointed(), facts.CouncilAppointed():
            return Sitting(appointed=fact)
        case Closed() | Lapsed(), _:
            return council
        case Sitting(), facts.CouncilAppointed():
            return council.model_copy(update={"appointed": fact})
        case Sitting(), facts.ConflictDeclared():
            return council.model_copy(update={"conflicts": (*council.conflicts, fact)})
        case Sitting(), facts.ScoreSealed(person=person, nomination=nomination, sealed=sealed):
            kept = council.sealed | {(person, nomination): sealed}
            return council.model_copy(update={"sealed": kept})
        case Sitting(), facts.ScoringExtended():
            return council.model_copy(update={"extended": fact})
        case Sitting(), facts.ScoringClosed():
            return Closed(**dict(council), closed=fact)
        case Sitting(), facts.ScoringLapsed():
            return Lapsed(**dict(council))
        case _:
            return council


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
        case ExtendScoring():
            return closing.extend(command, council)
        case CloseScoring():
            return closing.close(command, council)
        case LapseScoring():
            return closing.lapse(command, council)
        case _:
            assert_never(command)


def _appoint(command: AppointCouncil, council: Council) -> list[Payload]:
    day, its, members = local_day(command.at), about(command.campaign), command.members
    appointed = facts.CouncilAppointed(
        **its, members=members, chair=command.chair, order=command.order, appointed_on=day
    )
    if isinstance(council, Sitting):
        known = council.appointed
        if known.model_copy(update={"appointed_on": day}) == appointed:
            return []
        if isinstance(council, Closed | Lapsed) or not _may_change(command, council):
            raise rules.scoring_begun()
    if command.chair not in {member.person for member in members}:
        raise rules.chair_no_member()
    if len({member.person for member in members}) < len(members):
        raise rules.member_twice()
    quorum = command.campaign.policy(QUORUM)
    seated = facts.CouncilSeated(
        **its,
        members=len(members),
        needed=needed_members(quorum.number, len(members)),
        quorum=used(quorum),
        order=command.order,
        seated_on=day,
    )
    return [appointed, seated]


def _may_change(command: AppointCouncil, council: Sitting) -> bool:
    """Nobody has scored; or the time was extended, and only members who have not scored give way,
    each to another one: else leaving out the absent would make a quorum of the rest."""
    scored = {person for person, _ in council.sealed}
    now, then = command.members, council.appointed.members
    stay = {member for member in then if member.person in scored}
    return not scored or (
        council.extended is not None and stay <= set(now) and len(now) == len(then)
    )


def _member_says(command: DeclareConflict | SealScore, council: Council) -> list[Payload]:
    day, its = local_day(command.at), about(command.campaign)
    its |= {"person": command.person, "nomination": command.nomination}
    if not isinstance(council, Sitting) or command.person not in council.units:
        raise rules.no_member()
    if isinstance(command, DeclareConflict):
        declared = [(each.person, each.nomination) for each in council.conflicts]
        if (command.person, command.nomination) in declared:
            return []
        if isinstance(council, Closed | Lapsed):
            raise rules.scoring_closed()
        return [facts.ConflictDeclared(**its, ground=command.ground, declared_on=day)]
    if council.sealed.get((command.person, command.nomination)) == command.sealed:
        return []
    if isinstance(council, Closed | Lapsed):
        raise rules.scoring_closed()
    _must_be_time(command, council, day)
    candidate = Candidate(nomination=command.nomination, unit=command.unit)
    if command.person in excluded(council, candidate):
        raise rules.conflict_of_interest()
    check_scores(command.scores, command.campaign.document, "/scores")
    return [facts.ScoreSealed(**its, sealed=command.sealed, sealed_on=day)]


def _must_be_time(command: SealScore, council: Sitting, day: date) -> None:
    """It is the time for scores; once it was extended, only for those who have not scored."""
    if council.extended is None:
        must_be_in(command.campaign, day, Phase.SCORE)
    elif day > council.extended.until:
        raise phase_over(Phase.SCORE, council.extended.until)
    elif (command.person, command.nomination) in council.sealed:
        raise rules.score_stands()
