"""One count of feedback, heard once: a stream for each, so that hearing one more loads nothing."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.feedback.counts import Count
from danvan.contracts.planning import CountsHeard

KIND = "counts"


class Unheard(Model):
    """Nothing is known of it."""


class Heard(Model):
    """It counts."""


Counts: TypeAlias = Unheard | Heard
INITIAL: Counts = Unheard()


def evolve(counts: Counts, fact: Payload) -> Counts:
    """What is known after a fact."""
    match fact:
        case CountsHeard():
            return Heard()
        case _:
            return counts


class HearCounts(Command):
    """Feedback has counted this for a unit and a day."""

    unit: Slug
    day: date
    counted_on: date
    counts: tuple[Count, ...]
    cause: str


def decide(command: HearCounts, counts: Counts) -> list[Payload]:
    """The facts a command brings about."""
    if isinstance(counts, Heard):
        return []
    return [CountsHeard(**command.model_dump(exclude={"at", "basis"}))]
