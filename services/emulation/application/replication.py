"""Use cases of replication: a unit adopts another unit's model, shows it, measures it, ends it."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Slug
from danvan.contracts.campaign import NominationKind
from danvan.contracts.emulation import NominationId
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.aggregates import ADOPTION, NOMINATION
from danvan.services.emulation.domain.adoption import StartAdoption, UnitSays, adoption_id
from danvan.services.emulation.domain.nomination_states import Recognised


def adopt(work: Work, model: NominationId, unit: Slug, started_on: date) -> None:
    """A unit does what a recognised model showed."""
    found = work.state(NOMINATION, model)
    is_model = isinstance(found, Recognised) and found.about.kind is NominationKind.MODEL
    command = StartAdoption(
        at=work.at,
        model=model,
        unit=unit,
        owner=found.about.unit if is_model else None,
        started_on=started_on,
    )
    work.do(ADOPTION, adoption_id(model, unit), command)


def hear_adopter(work: Work, command: UnitSays) -> None:
    """What a unit says of its adoption."""
    work.do(ADOPTION, command.adoption, command)
