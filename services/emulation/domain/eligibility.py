"""The rules by which a unit's nomination goes on or not, each answered with what says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.emulation import EligibilityAnswer, EligibilityRule, Matter, NominationId
from danvan.contracts.plan import Window
from danvan.services.emulation.domain.standing import Standing


def answers(
    document: CampaignDocument,
    standings: Sequence[Standing],
    quota: int | None,
    earlier: Sequence[NominationId],
    rewarded: NominationId | None,
) -> tuple[EligibilityAnswer, ...]:
    """Every rule with its answer.

    Args:
        standings: of the unit, and of those whose place it has taken: else a merger or a split
            would wipe out what speaks against them.
        quota: how many nominations of this kind one unit may make; None without a limit.
        earlier: the unit's other nominations of this kind that were made before this one.
        rewarded: the nomination through which the same achievement was rewarded already.
    """
    period = document.period
    matters = [e for standing in standings for e in standing.matters if _in(period, e.day)]
    late = [e.fact for e in matters if e.matter is Matter.LATE_PETITION]
    overdue = [e.fact for e in matters if e.matter is Matter.OVERDUE_REPORT]
    decided = [e for standing in standings for e in standing.discipline]
    discipline = [e.order for e in decided if _in(period, e.disciplined_on)]
    crowded = quota is not None and len(earlier) >= quota
    return (
        _answer(EligibilityRule.NO_OVERDUE_REPORT, overdue),
        _answer(EligibilityRule.NO_LATE_PETITION, late),
        _answer(EligibilityRule.NO_DISCIPLINE, discipline),
        _answer(EligibilityRule.QUOTA, earlier if crowded else ()),
        _answer(EligibilityRule.NOT_REWARDED_BEFORE, (rewarded,) if rewarded else ()),
    )


def _answer(rule: EligibilityRule, against: Sequence[str]) -> EligibilityAnswer:
    return EligibilityAnswer(rule=rule, kept=not against, because=tuple(against))


def _in(period: Window, day: date) -> bool:
    return period.from_ <= day <= period.until
