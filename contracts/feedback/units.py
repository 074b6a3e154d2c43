"""What feedback has heard of the agency's units: since when there is one, until when, what then."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Payload, Slug
from danvan.contracts.feedback.petition_words import HandoverReason
from danvan.contracts.plan import UnitKind


class UnitKnown(Payload):
    """The register has the unit, of this kind, from `effective` on."""

    unit: Slug
    kind: UnitKind
    effective: date


class UnitEnded(Payload):
    """The unit is no more from `effective` on, and nobody has taken its place."""

    unit: Slug
    effective: date


class UnitSucceeded(Payload):
    """`unit` is no more from `effective` on; its petitions go to `to`."""

    unit: Slug
    to: Slug
    reason: HandoverReason
    effective: date


UNIT_FACTS: tuple[type[Payload], ...] = (UnitKnown, UnitSucceeded, UnitEnded)
