"""Decisions about honour: recognised level by level or not, praised, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import Level, NominationKind, Phase
from danvan.services.emulation.domain import nomination_rules as rules
from danvan.services.emulation.domain.campaign import Running, must_be_in, used
from danvan.services.emulation.domain.campaign_rules import level_policies
from danvan.services.emulation.domain.nomination_commands import (
    Decline,
    Praise,
    Recognise,
    Revoke,
)
from danvan.services.emulation.domain.nomination_states import (
    Made,
    Nomination,
    PraisedDeed,
    Recognised,
    Shortlisted,
)
from danvan.services.emulation.domain.preparation import about

_RUNGS = list(Level)


def conclude(command: Recognise | Decline, nomination: Shortlisted) -> list[Payload]:
    """It has earned a level, or it hasn't."""
    day, level = local_day(command.at), command.level
    if isinstance(command, Decline):
        return _decline(command, nomination, day)
    if level in {each.level for each in nomination.recognised}:
        return []
    if nomination.declined is not None:
        raise rules.already_declined()
    must_be_in(command.campaign, day, Phase.VERIFY, Phase.RECOGNISE)
    rung = _next_rung(command.campaign, nomination, level)
    if nomination.published is None:
        raise rules.not_open_for_comments()
    if day <= nomination.published.comments_until:
        raise rules.comments_still_open(nomination.published.comments_until)
    if lacks := list(_lacking(command.campaign, nomination, level)):
        raise rules.below_terms(level, lacks)
    assert nomination.scored is not None, "nothing is published before it is scored"
    earned: dict[str, Any] = {
        **about(nomination),
        "level": level,
        "rung": rung,
        "order": command.order,
        "score": nomination.scored.total,
        "share": nomination.voted.share if nomination.voted else Decimal(0),
        "recognised_on": day,
        "policies": tuple(used(command.campaign.policy(key)) for key in level_policies(level)),
    }
    if nomination.about.kind is NominationKind.MODEL:
        assert nomination.title is not None, "a model always has a title"
        return [facts.ModelRecognised(**earned, title=nomination.title, parent=nomination.parent)]
    return [facts.NominationRecognised(**earned)]


def _next_rung(campaign: Running, nomination: Shortlisted, level: Level) -> int:
    """The number of the level, which must be the next one that the campaign has."""
    reached = len(nomination.recognised)
    if campaign.document.levels[reached : reached + 1] != (level,):
        raise rules.rung_missing(level)
    return reached + 1


def _lacking(campaign: Running, nomination: Shortlisted, level: Level) -> Iterator[tuple[str, str]]:
    """Which terms of a level aren't met, in both languages."""
    score, votes, visits = (campaign.policy(key).number for key in level_policies(level))
    total = nomination.scored.total if nomination.scored else Decimal(0)
    share = nomination.voted.share if nomination.voted else Decimal(0)
    if total < score:
        yield (
            f"điểm hội đồng {total} thấp hơn {score}",
            f"the council's score {total} is below {score}",
        )
    if share < votes:
        yield f"tỷ lệ phiếu {share}% thấp hơn {votes}%", f"{share}% of votes are below {votes}%"
    confirmed = nomination.visited is not None and nomination.visited.confirmed
    if visits and not confirmed:
        yield "chưa được xác minh thực tế", "no site visit has confirmed it"


def _decline(command: Decline, nomination: Shortlisted, day: date) -> list[Payload]:
    known = nomination.declined
    if known and (known.level, known.shortfalls) == (command.level, command.shortfalls):
        return []
    if known is not None:
        raise rules.already_declined()
    must_be_in(command.campaign, day, Phase.VERIFY, Phase.RECOGNISE)
    _next_rung(command.campaign, nomination, command.level)
    its = about(nomination)
    return [
        facts.NominationDeclined(
            **its, level=command.level, shortfalls=command.shortfalls, declined_on=day
        ),
        facts.NominationNoted(
            **its, about=facts.NoteSubject.DECISION, text=command.reason, noted_on=day
        ),
    ]


def honour(command: Praise | Revoke, nomination: Nomination) -> list[Payload]:
    """Honour it, or take the honour back."""
    if isinstance(command, Revoke):
        return _revoke(command, nomination)
    its, day = about(nomination), local_day(command.at)
    match nomination:
        case PraisedDeed():
            return []
        case Made() if nomination.about.kind is NominationKind.GOOD_DEED:
            must_be_in(command.campaign, day, Phase.REGISTER, Phase.RECOGNISE)
            return [facts.GoodDeedPraised(**its, form=command.form, praised_on=day)]
        case Recognised():
            if command.form in {each.form for each in nomination.praised}:
                return []
            return [facts.NominationPraised(**its, form=command.form, praised_on=day)]
        case _:
            raise rules.not_recognised()


def _revoke(command: Revoke, nomination: Nomination) -> list[Payload]:
    its, day = about(nomination), local_day(command.at)
    if any(_revoked_so(command, each) for each in nomination.revoked):
        return []
    match nomination:
        case Recognised() if command.level is not None:
            if command.level not in {each.level for each in nomination.recognised}:
                raise rules.not_recognised()
            lowest = _RUNGS.index(command.level)
            taken: tuple[Level, ...] = tuple(
                each.level for each in nomination.recognised if _RUNGS.index(each.level) >= lowest
            )
            whole = len(taken) == len(nomination.recognised)
        case PraisedDeed() if command.level is None:
            taken, whole = (), True
        case _:
            raise rules.not_recognised()
    return [
        facts.RecognitionRevoked(
            **its,
            levels=taken,
            whole=whole,
            ground=command.ground,
            order=command.order,
            revoked_on=day,
        ),
        facts.NominationNoted(
            **its, about=facts.NoteSubject.REVOCATION, text=command.reason, noted_on=day
        ),
    ]


def _revoked_so(command: Revoke, fact: facts.RecognitionRevoked) -> bool:
    levels = () if command.level is None else (command.level,)
    return fact.order == command.order and set(levels) <= set(fact.levels)
