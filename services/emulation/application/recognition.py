"""Use cases of recognition: votes noted, site visits, publication, levels, praise, revocation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.campaign import Level
from danvan.contracts.emulation import NominationId, PraiseForm, RevocationGround, Shortfall
from danvan.contracts.emulation.ballots import BallotResult, ChoiceId
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import ACHIEVEMENT, NOMINATION, running
from danvan.services.emulation.application.nominations import existing
from danvan.services.emulation.domain.achievement import ReleaseAchievement, RewardAchievement
from danvan.services.emulation.domain.nomination_commands import (
    Decline,
    NoteComment,
    NoteVotes,
    Praise,
    Publish,
    Recognise,
    Revoke,
    VerifyOnSite,
    VoidVotes,
)
from danvan.services.emulation.domain.nomination_states import Nomination, Revoked, Shortlisted
from danvan.services.emulation.domain.scoring import ranks


def note_votes(work: Work, result: BallotResult) -> None:
    """A ballot was counted: its shortlisted nominations learn their votes and their rank. Shares
    are of the valid papers. Choices that are no nominations are passed over."""
    places = ranks([(each.choice, each.votes) for each in result.results])
    work.prefetch(NOMINATION.stream(each.choice) for each in result.results)
    for each in result.results:
        found = work.state(NOMINATION, each.choice)
        if isinstance(found, Shortlisted) and found.about.campaign == result.campaign:
            command = NoteVotes(
                at=work.at,
                nomination=each.choice,
                ballot=result.ballot,
                votes=each.votes,
                cast=result.valid,
                rank=places[each.choice],
            )
            work.do(NOMINATION, each.choice, command)


def void_votes(work: Work, ballot: Slug, choices: Iterable[ChoiceId]) -> None:
    """A ballot has no result after all: what it said of nominations counts no more."""
    for id_ in choices:
        if isinstance(work.state(NOMINATION, id_), Shortlisted):
            work.do(NOMINATION, id_, VoidVotes(at=work.at, nomination=id_, ballot=ballot))


def verify_on_site(work: Work, id_: NominationId, **found: Any) -> None:
    """A team was there. `found`: the fields of `VerifyOnSite` that say what it found."""
    campaign = running(work, existing(work, id_).about.campaign)
    command = VerifyOnSite(at=work.at, nomination=id_, campaign=campaign, **found)
    work.do(NOMINATION, id_, command)


def comment(work: Work, id_: NominationId, unit: Slug, text: Prose) -> None:
    """A unit has something to say of a published nomination."""
    work.do(NOMINATION, id_, NoteComment(at=work.at, nomination=id_, unit=unit, text=text))


def publish(work: Work, id_: NominationId, calendar: WorkCalendar) -> None:
    """Let everybody comment on a nomination."""
    campaign = running(work, existing(work, id_).about.campaign)
    command = Publish(
        at=work.at,
        basis=f"calendar {calendar.version}",
        nomination=id_,
        campaign=campaign,
        calendar=calendar,
    )
    work.do(NOMINATION, id_, command)


def recognise(work: Work, id_: NominationId, level: Level, order: Line) -> None:
    """Recognise a nomination at a level; its achievement is rewarded through it alone."""
    campaign = running(work, existing(work, id_).about.campaign)
    command = Recognise(
        at=work.at, basis=order, nomination=id_, campaign=campaign, level=level, order=order
    )
    work.do(NOMINATION, id_, command)
    _reward(work, id_)


def decline(
    work: Work, id_: NominationId, level: Level, shortfalls: tuple[Shortfall, ...], reason: Prose
) -> None:
    """A nomination isn't recognised at a level."""
    campaign = running(work, existing(work, id_).about.campaign)
    command = Decline(
        at=work.at,
        nomination=id_,
        campaign=campaign,
        level=level,
        shortfalls=shortfalls,
        reason=reason,
    )
    work.do(NOMINATION, id_, command)


def praise(work: Work, id_: NominationId, form: PraiseForm) -> None:
    """Honour what was recognised, or a good deed."""
    campaign = running(work, existing(work, id_).about.campaign)
    work.do(NOMINATION, id_, Praise(at=work.at, nomination=id_, campaign=campaign, form=form))
    _reward(work, id_)


def revoke(
    work: Work,
    id_: NominationId,
    level: Level | None,
    ground: RevocationGround,
    order: Line,
    reason: Prose,
) -> None:
    """Take honours back; when nothing is left, the achievement is free again."""
    command = Revoke(
        at=work.at,
        basis=order,
        nomination=id_,
        level=level,
        ground=ground,
        order=order,
        reason=reason,
    )
    work.do(NOMINATION, id_, command)
    found = existing(work, id_)
    if isinstance(found, Revoked):
        work.do(ACHIEVEMENT, _key(found), ReleaseAchievement(**_achieved(work, found)))


def _reward(work: Work, id_: NominationId) -> None:
    found = existing(work, id_)
    work.do(ACHIEVEMENT, _key(found), RewardAchievement(**_achieved(work, found)))


def _achieved(work: Work, found: Nomination) -> dict[str, Any]:
    about = found.about
    return {
        "at": work.at,
        "key": _key(found),
        "unit": about.unit,
        "nomination": about.nomination,
    }


def _key(found: Nomination) -> str:
    assert found.named is not None, "a nomination is named in the same work in which it is made"
    return found.named.key
