"""What units' software says of their own nominations."""

from __future__ import annotations

from danvan.contracts.emulation import (
    NominationEvidenceOffered,
    NominationOffered,
    SelfScoreOffered,
)
from danvan.contracts.envelope import Submission
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.emulation.application import nominations
from danvan.services.emulation.application.aggregates import CAMPAIGN, NOMINATION


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    return Routes(
        submissions={
            NominationOffered: _offered,
            NominationEvidenceOffered: _evidence_offered,
            SelfScoreOffered: _self_score_offered,
        },
        touches={
            NominationOffered: _touched,
            NominationEvidenceOffered: _touched,
            SelfScoreOffered: _touched,
        },
    )


def _offered(work: Work, sent: Submission) -> None:
    assert isinstance(sent.data, NominationOffered)
    nominations.nominate(work, _sender(work), **dict(sent.data))


def _evidence_offered(work: Work, sent: Submission) -> None:
    offered = sent.data
    assert isinstance(offered, NominationEvidenceOffered)
    nominations.add_evidence(work, _sender(work), **dict(offered))


def _self_score_offered(work: Work, sent: Submission) -> None:
    offered = sent.data
    assert isinstance(offered, SelfScoreOffered)
    nominations.self_score(work, _sender(work), **dict(offered))


def _touched(sent: Submission) -> list[str]:
    match sent.data:
        case NominationOffered(campaign=campaign, name=name):
            unit = sent.source.rpartition("/")[2]
            id_ = nominations.nomination_id(campaign, unit, name)
            return [CAMPAIGN.stream(campaign), NOMINATION.stream(id_)]
        case NominationEvidenceOffered(nomination=id_) | SelfScoreOffered(nomination=id_):
            return [CAMPAIGN.stream(id_.partition(".")[0]), NOMINATION.stream(id_)]
        case other:
            raise TypeError(f"not about a nomination: {other!r}")


def _sender(work: Work) -> str:
    """The unit that the broker let publish."""
    unit = work.origin.unit
    assert unit is not None, "a submission always has a sender"
    return unit
