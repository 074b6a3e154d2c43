"""Who the units of the demo are: how punctual each one is, drawn from the seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Temper(StrEnum):
    """How a unit keeps its duties."""

    PUNCTUAL = "punctual"
    LATE = "late"
    HASTY = "hasty"  # its report is returned and has to be mended
    CARELESS = "careless"  # sends something wrong first
    SILENT = "silent"  # never reports


@dataclass(frozen=True)
class Actor:
    """One unit."""

    unit: str
    temper: Temper
    #: Share of its tasks that it does at all.
    diligence: float


def cast(units: Sequence[str], rng: random.Random) -> list[Actor]:
    """Give every unit a temper; always one silent and one hasty unit among those that report."""
    shuffled = rng.sample(list(units), len(units))
    tempers = [Temper.SILENT, Temper.HASTY]
    others = [Temper.PUNCTUAL] * 12 + [Temper.LATE] * 3 + [Temper.HASTY] * 3 + [Temper.CARELESS] * 2
    tempers += [rng.choice(others) for _ in shuffled[len(tempers) :]]
    actors = [
        Actor(unit, temper, 0.4 if temper is Temper.SILENT else rng.uniform(0.85, 1.0))
        for unit, temper in zip(shuffled, tempers, strict=True)
    ]
    return sorted(actors, key=lambda actor: actor.unit)
