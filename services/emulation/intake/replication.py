"""What units' software says of the models that they have adopted."""

from __future__ import annotations

from danvan.contracts.emulation import (
    AdoptionEffectOffered,
    AdoptionEndOffered,
    AdoptionEvidenceOffered,
    AdoptionOffered,
)
from danvan.contracts.envelope import Submission
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.emulation.application import replication
from danvan.services.emulation.domain.adoption import (
    AddAdoptionEvidence,
    EndAdoption,
    MeasureEffect,
)


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    return Routes(
        submissions={
            AdoptionOffered: _offered,
            AdoptionEvidenceOffered: _said,
            AdoptionEffectOffered: _said,
            AdoptionEndOffered: _said,
        }
    )


def _offered(work: Work, sent: Submission) -> None:
    assert isinstance(sent.data, AdoptionOffered) and work.origin.unit is not None
    replication.adopt(work, sent.data.model, work.origin.unit, sent.data.started_on)


def _said(work: Work, sent: Submission) -> None:
    assert work.origin.unit is not None, "a submission always has a sender"
    at, unit = work.at, work.origin.unit
    match sent.data:
        case AdoptionEvidenceOffered(adoption=id_, evidence=file):
            replication.hear_adopter(
                work, AddAdoptionEvidence(at=at, adoption=id_, unit=unit, evidence=file)
            )
        case AdoptionEffectOffered(adoption=id_, effect=effect):
            replication.hear_adopter(
                work, MeasureEffect(at=at, adoption=id_, unit=unit, effect=effect)
            )
        case AdoptionEndOffered(adoption=id_, kept=kept, reason=reason):
            replication.hear_adopter(
                work, EndAdoption(at=at, adoption=id_, unit=unit, kept=kept, reason=reason)
            )
        case other:
            raise TypeError(f"not about an adoption: {other!r}")
