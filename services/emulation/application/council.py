"""Use cases of the council: appoint, declare a conflict, score under seal, give more time, open the
scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.emulation import CriterionScore, Member, NominationId, Person
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import COUNCIL, NOMINATION, running
from danvan.services.emulation.application.nominations import existing
from danvan.services.emulation.application.sealing import Seal
from danvan.services.emulation.domain.closing import result
from danvan.services.emulation.domain.council_commands import (
    AppointCouncil,
    CloseScoring,
    DeclareConflict,
    ExtendScoring,
    Paper,
    SealScore,
)
from danvan.services.emulation.domain.council_states import Candidate, Closed, Sitting
from danvan.services.emulation.domain.nomination_commands import NoteScores
from danvan.services.emulation.domain.nomination_rules import not_shortlisted
from danvan.services.emulation.domain.nomination_states import Shortlisted


def appoint(
    work: Work, campaign: Slug, members: tuple[Member, ...], chair: Person, order: Line
) -> None:
    """Appoint the council of a campaign."""
    command = AppointCouncil(
        at=work.at,
        basis=order,
        campaign=running(work, campaign),
        members=members,
        chair=chair,
        order=order,
    )
    work.do(COUNCIL, campaign, command)


def declare_conflict(work: Work, person: Person, id_: NominationId, ground: Prose) -> None:
    """A member takes no part in judging a nomination."""
    about = existing(work, id_).about
    command = DeclareConflict(
        at=work.at,
        campaign=running(work, about.campaign),
        person=person,
        nomination=id_,
        ground=ground,
    )
    work.do(COUNCIL, about.campaign, command)


def seal_score(
    work: Work,
    seal: Seal,
    person: Person,
    id_: NominationId,
    scores: tuple[CriterionScore, ...],
) -> None:
    """A member scores a nomination; only the sealed text is stored."""
    found = existing(work, id_)
    if not isinstance(found, Shortlisted):
        raise not_shortlisted(id_)
    command = SealScore(
        at=work.at,
        campaign=running(work, found.about.campaign),
        person=person,
        nomination=id_,
        unit=found.about.unit,
        scores=scores,
        sealed=seal.close(person, id_, scores),
    )
    work.do(COUNCIL, found.about.campaign, command)


def extend_scoring(
    work: Work, campaign: Slug, ids: Sequence[NominationId], until: date, order: Line, reason: Line
) -> None:
    """Give the members who have not scored more time.

    Args:
        ids: the shortlisted nominations of the campaign.
    """
    command = ExtendScoring(
        at=work.at,
        basis=order,
        campaign=running(work, campaign),
        candidates=_candidates(work, ids),
        until=until,
        order=order,
        reason=reason,
    )
    work.do(COUNCIL, campaign, command)


def close_scoring(work: Work, seal: Seal, campaign: Slug, ids: Sequence[NominationId]) -> None:
    """Open all scores at once; each nomination learns the council's.

    Args:
        ids: the shortlisted nominations of the campaign.
    """
    council = work.state(COUNCIL, campaign)
    candidates = _candidates(work, ids)
    command = CloseScoring(
        at=work.at,
        campaign=running(work, campaign),
        candidates=candidates,
        papers=_open(seal, council) if isinstance(council, Sitting) else (),
    )
    if not work.do(COUNCIL, campaign, command):
        return
    closed = work.state(COUNCIL, campaign)
    assert isinstance(closed, Closed)
    for candidate in candidates:
        if candidate.nomination in closed.closed.unscored:
            continue
        found = result(command, closed, candidate)
        noted = NoteScores(at=work.at, nomination=candidate.nomination, **dict(found))
        work.do(NOMINATION, candidate.nomination, noted)


def _candidates(work: Work, ids: Sequence[NominationId]) -> tuple[Candidate, ...]:
    work.prefetch(NOMINATION.stream(id_) for id_ in ids)
    states = [existing(work, id_) for id_ in ids]
    return tuple(
        Candidate(nomination=found.about.nomination, unit=found.about.unit)
        for found in states
        if isinstance(found, Shortlisted)
    )


def _open(seal: Seal, council: Sitting) -> tuple[Paper, ...]:
    return tuple(
        Paper(person=person, nomination=id_, scores=seal.open(person, id_, sealed))
        for (person, id_), sealed in council.sealed.items()
    )
