"""What units answer to observations."""

from __future__ import annotations

from danvan.contracts.envelope import Submission
from danvan.contracts.inspection import ObservationAnswerOffered
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.inspection.application import observations
from danvan.services.inspection.application.aggregates import OBSERVATION


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    return Routes(
        submissions={ObservationAnswerOffered: _answered},
        touches={ObservationAnswerOffered: _touched},
    )


def _answered(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, ObservationAnswerOffered) and unit is not None
    observations.answer_observation(work, unit, said)


def _touched(sent: Submission) -> list[str]:
    assert isinstance(sent.data, ObservationAnswerOffered)
    return [OBSERVATION.stream(sent.data.observation)]
