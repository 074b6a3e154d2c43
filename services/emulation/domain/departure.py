"""Decisions about a nomination that goes on no more, or goes on with another unit."""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts import emulation as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.campaign import NominationKind
from danvan.contracts.emulation import LapseGround
from danvan.services.emulation.domain import nomination_rules as rules
from danvan.services.emulation.domain.campaign import is_over
from danvan.services.emulation.domain.nomination_commands import (
    LapseNomination,
    MoveNomination,
    WithdrawNomination,
)
from danvan.services.emulation.domain.nomination_states import (
    Declined,
    Judged,
    Lapsed,
    Made,
    Nomination,
    PraisedDeed,
    Recognised,
    Revoked,
    Shortlisted,
    Withdrawn,
)
from danvan.services.emulation.domain.preparation import about, must_be_of

Leaving: TypeAlias = WithdrawNomination | MoveNomination | LapseNomination


def leave(command: Leaving, nomination: Nomination) -> list[Payload]:
    """Its unit gives it up or is no more, or its campaign is over."""
    its, day = about(nomination), local_day(command.at)
    match command:
        case MoveNomination(to=to):
            if to == nomination.about.unit:
                return []
            moved = its | {"unit": to, "from_unit": nomination.about.unit}
            return [facts.NominationMoved(**moved, moved_on=day)]
        case LapseNomination(campaign=campaign):
            ground = _undecided(nomination)
            if ground is None or not is_over(campaign, day):
                return []
            return [facts.NominationLapsed(**its, ground=ground, lapsed_on=day)]
        case WithdrawNomination():
            return _withdraw(command, nomination)


def _undecided(nomination: Nomination) -> LapseGround | None:
    """How far it has come; None if something was decided on it: that it isn't eligible, too."""
    match nomination:
        case Made() if nomination.about.kind is NominationKind.GOOD_DEED:
            return LapseGround.NOT_PRAISED
        case Made():
            return LapseGround.NOT_JUDGED
        case Judged(judged=judged):
            return LapseGround.NOT_SHORTLISTED if judged.eligible else None
        case Recognised() | Declined():
            return None
        case Shortlisted(scored=scored):
            return LapseGround.NOT_SCORED if scored is None else LapseGround.NOT_DECIDED
        case _:
            return None


def _withdraw(command: WithdrawNomination, nomination: Nomination) -> list[Payload]:
    ended = command.unit is None
    if command.unit is not None:
        must_be_of(nomination, command.unit)
    if isinstance(nomination, Withdrawn | Lapsed):
        return []
    if isinstance(nomination, Recognised | Declined | PraisedDeed | Revoked):
        if ended:
            return []
        raise rules.too_late_to_withdraw(command.nomination)
    return [
        facts.NominationWithdrawn(
            **about(nomination), withdrawn_on=local_day(command.at), unit_ended=ended
        )
    ]
