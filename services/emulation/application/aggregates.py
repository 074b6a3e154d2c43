"""The aggregates of emulation but the ballot's, and what several use cases ask of them."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Slug
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.emulation.domain import (
    achievement,
    adoption,
    campaign,
    council,
    nomination,
    standing,
)
from danvan.services.emulation.domain.campaign import Running

CAMPAIGN, NOMINATION, ACHIEVEMENT = map(Aggregate.of, (campaign, nomination, achievement))
COUNCIL, ADOPTION, STANDING = map(Aggregate.of, (council, adoption, standing))
#: All of them, by which history replays.
AGGREGATES = (CAMPAIGN, NOMINATION, ACHIEVEMENT, COUNCIL, ADOPTION, STANDING)


def running(work: Work, id_: Slug) -> Running:
    """A campaign that is on.

    Raises:
        Refused: if there is none, or it is over.
    """
    return campaign.running(work.state(CAMPAIGN, id_), id_)


def heir(work: Work, unit: Slug, day: date) -> Slug | None:
    """The unit itself while it is there, else the first of its successors, or of theirs in turn,
    that is; None without one."""
    seen: set[Slug] = set()
    left = [unit]
    while left:
        unit = left.pop(0)
        succeeded = work.state(STANDING, unit).succeeded
        if succeeded is None or succeeded.effective > day:
            return unit
        seen.add(unit)
        left = [each for each in (*succeeded.successors, *left) if each not in seen]
    return None
