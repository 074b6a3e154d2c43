"""Decisions about a shortlisted nomination: votes, scores, the site visit, comments."""

from __future__ import annotations

from typing import Any, TypeAlias, assert_never

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Phase
from danvan.services.emulation.domain import nomination_rules as rules
from danvan.services.emulation.domain.campaign import must_be_in, used
from danvan.services.emulation.domain.campaign_rules import COMMENT_PERIOD, SITE_TEAM
from danvan.services.emulation.domain.days import in_the_future
from danvan.services.emulation.domain.nomination_commands import (
    NoteComment,
    NoteScores,
    NoteVotes,
    Publish,
    VerifyOnSite,
    VoidVotes,
)
from danvan.services.emulation.domain.nomination_states import Shortlisted
from danvan.services.emulation.domain.preparation import about
from danvan.services.emulation.domain.scoring import per_cent

JudgementCommand: TypeAlias = (
    NoteVotes | VoidVotes | NoteScores | VerifyOnSite | Publish | NoteComment
)


def judge(command: JudgementCommand, nomination: Shortlisted) -> list[Payload]:
    """What is found out about it."""
    its, day = about(nomination), local_day(command.at)
    match command:
        case NoteVotes(ballot=ballot, votes=votes, cast=cast, rank=rank):
            said: dict[str, Any] = {"ballot": ballot, "votes": votes, "cast": cast, "rank": rank}
            if _said(nomination.voted, said):
                return []
            share = per_cent(votes, cast)
            return [facts.NominationVoted(**its, **said, share=share, noted_on=day)]
        case VoidVotes(ballot=ballot):
            if nomination.voted is None or nomination.voted.ballot != ballot:
                return []
            return [facts.NominationVotesVoided(**its, ballot=ballot, voided_on=day)]
        case NoteScores():
            said = {name: getattr(command, name) for name in ("means", "total", "members")}
            said["excluded"] = command.excluded
            if _said(nomination.scored, said):
                return []
            return [facts.CouncilScored(**its, **said, scored_on=day)]
        case VerifyOnSite():
            return _verify(command, nomination)
        case Publish():
            return _publish(command, nomination)
        case NoteComment(unit=unit, text=text):
            note = facts.NominationNoted(
                **its, about=facts.NoteSubject.COMMENT, text=text, by=unit, noted_on=day
            )
            if note in nomination.notes:
                return []
            published = nomination.published
            if published is None or day > published.comments_until:
                raise rules.not_open_for_comments()
            return [note]
        case _:
            assert_never(command)


def _said(fact: Payload | None, said: dict[str, Any]) -> bool:
    return fact is not None and all(getattr(fact, name) == it for name, it in said.items())


def _verify(command: VerifyOnSite, nomination: Shortlisted) -> list[Payload]:
    its, day = about(nomination), local_day(command.at)
    said: dict[str, Any] = {
        "confirmed": command.confirmed,
        "team": command.team,
        "visited_on": command.visited_on,
    }
    if _said(nomination.visited, said):
        return []
    must_be_in(command.campaign, day, Phase.VERIFY)
    if len(command.team) < (needed := int(command.campaign.policy(SITE_TEAM).number)):
        raise rules.team_too_small(needed)
    if nomination.about.unit in command.team:
        raise rules.team_of_own_unit(nomination.about.unit)
    if command.visited_on > day:
        raise in_the_future(command.visited_on, "/visited_on")
    noted = facts.NominationNoted(
        **its,
        about=facts.NoteSubject.SITE_VISIT,
        text=command.notes,
        evidence=command.evidence,
        noted_on=day,
    )
    return [facts.SiteVerified(**its, **said), noted]


def _publish(command: Publish, nomination: Shortlisted) -> list[Payload]:
    if nomination.published is not None:
        return []
    day = local_day(command.at)
    must_be_in(command.campaign, day, Phase.VERIFY, Phase.RECOGNISE)
    if nomination.scored is None:
        raise rules.not_scored()
    row = command.campaign.policy(COMMENT_PERIOD)
    until = command.calendar.add_working_days(day, int(row.number))
    return [
        facts.NominationPublished(
            **about(nomination),
            published_on=day,
            comments_until=until.day,
            provisional=until.provisional,
            calendar=command.calendar.version,
            policy=used(row),
        )
    ]
