"""Decisions about a council's time: extended without a quorum, closed with one, or over.

Whether members have scored is seen without opening anything; what they said, only at the closing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from danvan.contracts import emulation as facts
from danvan.contracts.base import Model, Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Phase
from danvan.contracts.emulation import CriterionScore, NominationId, Person
from danvan.services.emulation.domain import council_rules as rules
from danvan.services.emulation.domain.campaign import Running, is_over, must_be_in, used
from danvan.services.emulation.domain.campaign_rules import QUORUM
from danvan.services.emulation.domain.council_commands import (
    CloseScoring,
    ExtendScoring,
    LapseScoring,
)
from danvan.services.emulation.domain.council_states import (
    Candidate,
    Closed,
    Council,
    Lapsed,
    Sitting,
    excluded,
)
from danvan.services.emulation.domain.scoring import means, needed_members, weighted


def about(campaign: Running) -> dict[str, Any]:
    """What every fact of the council says of it."""
    return {"campaign": campaign.campaign, "unit": campaign.unit}


def last_day(campaign: Running, council: Sitting) -> date:
    """The last day on which scores are taken in."""
    if council.extended is not None:
        return council.extended.until
    return campaign.document.calendar.last_day(Phase.SCORE)


def extend(command: ExtendScoring, council: Council) -> list[Payload]:
    """Give more time, once it is over and the scores can't be opened for all."""
    if not isinstance(council, Sitting):
        raise rules.no_council()
    if isinstance(council, Closed | Lapsed):
        raise rules.scoring_closed()
    known = council.extended
    said = (command.until, command.order, command.reason)
    if known is not None and (known.until, known.order, known.reason) == said:
        return []
    day, campaign = local_day(command.at), command.campaign
    if day <= (last := last_day(campaign, council)):
        raise rules.scoring_not_over(last)
    end = campaign.document.calendar.last_day(Phase.RECOGNISE)
    if not day <= command.until < end:
        raise rules.extension_out_of_bounds(day, end)
    present, needed = _present(command, council), _needed(campaign, len(council.units))
    unscored = _unscored(command, council)
    if len(present) >= needed and not unscored:
        raise rules.quorum_met()
    return [
        facts.ScoringExtended(
            **about(campaign),
            until=command.until,
            present=len(present),
            needed=needed,
            unscored=unscored,
            order=command.order,
            reason=command.reason,
            extended_on=day,
        )
    ]


def lapse(command: LapseScoring, council: Council) -> list[Payload]:
    """Leave the scores sealed when the campaign is over."""
    day = local_day(command.at)
    if not isinstance(council, Sitting) or isinstance(council, Closed | Lapsed):
        return []
    if not is_over(command.campaign, day):
        return []
    return [facts.ScoringLapsed(**about(command.campaign), lapsed_on=day)]


def close(command: CloseScoring, council: Council) -> list[Payload]:
    """Open the scores of whatever a quorum of its judges has scored."""
    if isinstance(council, Closed):
        return []
    if not isinstance(council, Sitting):
        raise rules.no_council()
    if isinstance(council, Lapsed):
        raise rules.scoring_closed()
    day, members, campaign = local_day(command.at), len(council.units), command.campaign
    _must_be_complete(command, council, day)
    present = _present(command, council)
    if len(present) < (needed := _needed(campaign, members)):
        raise rules.quorum_not_met(len(present), needed)
    unscored = _unscored(command, council)
    return [
        facts.ScoringClosed(
            **about(campaign),
            members=members,
            present=len(present),
            scored=len(command.candidates) - len(unscored),
            unscored=unscored,
            quorum=used(campaign.policy(QUORUM)),
            closed_on=day,
        )
    ]


def _needed(campaign: Running, members: int) -> int:
    return needed_members(campaign.policy(QUORUM).number, members)


def _judges(council: Sitting, candidate: Candidate) -> set[Person]:
    return set(council.units) - excluded(council, candidate)


def _scored_by(council: Sitting, candidate: Candidate) -> set[Person]:
    """Those of its judges who have scored a nomination."""
    judges = _judges(council, candidate)
    return {who for who, what in council.sealed if what == candidate.nomination and who in judges}


def _unscored(command: ExtendScoring | CloseScoring, council: Sitting) -> tuple[NominationId, ...]:
    """The nominations that no quorum of their judges has scored."""

    def judged(candidate: Candidate) -> bool:
        needed = _needed(command.campaign, len(_judges(council, candidate)))
        return len(_scored_by(council, candidate)) >= max(1, needed)

    return tuple(each.nomination for each in command.candidates if not judged(each))


def _present(command: ExtendScoring | CloseScoring, council: Sitting) -> set[Person]:
    """The members who have taken part: they have scored something, or may judge nothing."""
    out = [excluded(council, candidate) for candidate in command.candidates]
    scored = {person for person, _ in council.sealed}
    return {
        person
        for person in council.units
        if person in scored or all(person in each for each in out)
    }


def _must_be_complete(command: CloseScoring, council: Sitting, day: date) -> None:
    """The time is over, or nobody has anything left to score."""
    last = last_day(command.campaign, council)
    if day > last:
        return
    if council.extended is None:
        must_be_in(command.campaign, day, Phase.SCORE)
    for candidate in command.candidates:
        if _scored_by(council, candidate) < _judges(council, candidate):
            raise rules.still_scoring(last)


class Result(Model):
    """What the council found of one nomination."""

    means: tuple[CriterionScore, ...]
    total: facts.Score
    members: int
    excluded: int


def result(command: CloseScoring, council: Sitting, candidate: Candidate) -> Result:
    """The opened scores of a nomination that the closing didn't leave unscored: those of members
    without a conflict of interest."""
    judges = _judges(council, candidate)
    papers = [
        paper.scores
        for paper in command.papers
        if paper.nomination == candidate.nomination and paper.person in judges
    ]
    criteria = command.campaign.document.criteria
    mean = means(papers, criteria)
    return Result(
        means=mean,
        total=weighted(mean, criteria),
        members=len(papers),
        excluded=len(council.units) - len(judges),
    )
