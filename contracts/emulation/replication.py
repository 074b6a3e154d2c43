"""Facts and submissions of adoptions: a unit does what another unit's recognised model showed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Model, Offered, Payload, Prose, Slug
from danvan.contracts.emulation.nominations import NominationId
from danvan.contracts.plan import Window
from danvan.contracts.planning.tasks import Evidence

#: `<the model's nomination>.<the unit that adopted it>`
AdoptionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+){3}$", max_length=240)
]


class Measurement(Model):
    """What an indicator said in a window of days."""

    value: Decimal = Field(max_digits=18, decimal_places=4)
    window: Window


class Effect(Model):
    """An indicator before and after; `source`: where the figures come from."""

    indicator: Slug
    before: Measurement
    after: Measurement
    source: Line


class AdoptionFact(Payload):
    """Which adoption, of which model, by which unit now."""

    adoption: AdoptionId
    model: NominationId
    unit: Slug


class AdoptionStarted(AdoptionFact):
    """The unit begins. `learned_from`: the unit whose model it is, on that day."""

    learned_from: Slug
    started_on: date


class AdoptionEvidenceAdded(AdoptionFact):
    """A file that shows that it is done."""

    evidence: Evidence
    added_on: date


class AdoptionMeasured(AdoptionFact):
    """What it has changed: `change` is after minus before. A later one for the same indicator and
    the same days replaces it."""

    effect: Effect
    change: Decimal
    measured_on: date


class AdoptionEnded(AdoptionFact):
    """The unit no longer does it, or does it now as a matter of course (`kept`)."""

    kept: bool
    reason: Line
    ended_on: date


class AdoptionMoved(AdoptionFact):
    """`unit` has taken it over from the unit that is no more."""

    from_unit: Slug
    moved_on: date


class AdoptionOffered(Offered):
    """We do what this model showed."""

    model: NominationId
    started_on: date


class AdoptionEvidenceOffered(Offered):
    """A file that shows that we do it."""

    adoption: AdoptionId
    evidence: Evidence


class AdoptionEffectOffered(Offered):
    """What it has changed with us."""

    adoption: AdoptionId
    effect: Effect


class AdoptionEndOffered(Offered):
    """We no longer do it, or do it as a matter of course (`kept`)."""

    adoption: AdoptionId
    kept: bool
    reason: Annotated[Prose, Field(min_length=1, max_length=500)]
