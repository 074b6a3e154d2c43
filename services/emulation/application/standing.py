"""Use cases of a unit's standing: what others recorded of it, discipline, and who succeeds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from danvan.contracts.base import Slug
from danvan.contracts.emulation import AdoptionId, NominationId
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import (
    ADOPTION,
    NOMINATION,
    STANDING,
    heir,
)
from danvan.services.emulation.domain.adoption import MoveAdoption
from danvan.services.emulation.domain.nomination_commands import (
    MoveNomination,
    WithdrawNomination,
)
from danvan.services.emulation.domain.standing import StandingCommand


def note_standing(work: Work, command: StandingCommand) -> None:
    """Something counts for or against a unit, or it is no more."""
    work.do(STANDING, command.unit, command)


def hand_over(
    work: Work,
    day: date,
    nominations: Sequence[tuple[NominationId, Slug]],
    adoptions: Sequence[tuple[AdoptionId, Slug]],
) -> None:
    """What units that are no more have under way goes to their successors. Without one, a
    nomination is withdrawn unless it was honoured, and an adoption stays as it is."""
    work.prefetch(NOMINATION.stream(id_) for id_, _ in nominations)
    work.prefetch(ADOPTION.stream(id_) for id_, _ in adoptions)
    for id_, unit in nominations:
        to = heir(work, unit, day)
        about: dict[str, Any] = {"at": work.at, "nomination": id_}
        if to is None:
            work.do(NOMINATION, id_, WithdrawNomination(**about, unit=None))
        else:
            work.do(NOMINATION, id_, MoveNomination(**about, to=to))
    for id_, unit in adoptions:
        if (to := heir(work, unit, day)) is not None:
            work.do(ADOPTION, id_, MoveAdoption(at=work.at, to=to))
