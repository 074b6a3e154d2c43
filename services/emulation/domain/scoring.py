"""The arithmetic of scores: weighted wholes, means, shares and ranks, rounded half up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from danvan.contracts.campaign import WHOLE, Criterion
from danvan.contracts.emulation import CriterionScore

_PLACES = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """To two places, half up."""
    return value.quantize(_PLACES, ROUND_HALF_UP)


def per_cent(part: int, whole: int) -> Decimal:
    """A share in per cent; of nothing, nothing."""
    return rounded(Decimal(part) * WHOLE / whole) if whole else rounded(Decimal(0))


def weighted(scores: Sequence[CriterionScore], criteria: Sequence[Criterion]) -> Decimal:
    """The whole of scores of all criteria, by their weights."""
    weights = {criterion.id: criterion.weight for criterion in criteria}
    return rounded(sum((s.score * weights[s.criterion] for s in scores), Decimal(0)) / WHOLE)


def means(
    papers: Sequence[Sequence[CriterionScore]], criteria: Sequence[Criterion]
) -> tuple[CriterionScore, ...]:
    """The mean of each criterion over several papers, of which there is at least one."""
    return tuple(
        CriterionScore(
            criterion=criterion.id,
            score=rounded(
                sum(
                    (s.score for paper in papers for s in paper if s.criterion == criterion.id),
                    Decimal(0),
                )
                / len(papers)
            ),
        )
        for criterion in criteria
    )


def ranks(votes: Sequence[tuple[str, int]]) -> dict[str, int]:
    """The rank of each choice, from 1; choices with as many votes share one."""
    return {choice: 1 + sum(1 for _, more in votes if more > count) for choice, count in votes}


def needed_members(quorum: Decimal, members: int) -> int:
    """How many of the members have to be there: the least number whose share, as rounded, reaches
    the quorum in per cent. Two of three reach 66.67; of nobody, nobody."""
    if not members:
        return 0
    return next(n for n in range(members + 1) if per_cent(n, members) >= quorum)
