"""Who may go on with what a unit began that is no more."""

from __future__ import annotations

from danvan.contracts.base import Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import UnitSucceeded
from danvan.services.chassis.work import Work
from danvan.services.feedback.application.petitions import SUCCESSIONS


def speaks_for(work: Work, speaker: Slug, unit: Slug) -> bool:
    """Whether a unit speaks for another one: it is the same, or has taken its place by now."""
    today, seen = local_day(work.at), {unit}
    while unit != speaker:
        successors = [
            fact.data.to
            for fact in work.facts(f"{SUCCESSIONS}/{unit}")
            if isinstance(fact.data, UnitSucceeded) and fact.data.effective <= today
        ]
        if not successors or successors[-1] in seen:
            return False
        unit = successors[-1]
        seen.add(unit)
    return True
