"""Use cases of observations."""

from __future__ import annotations

from danvan.contracts.base import Slug
from danvan.contracts.inspection import ObservationAnswerOffered
from danvan.services.chassis.work import Work
from danvan.services.inspection.application.aggregates import OBSERVATION
from danvan.services.inspection.application.units import check_unit, spoken_for
from danvan.services.inspection.domain.observation import (
    AnswerObservation,
    CloseObservation,
    Observation,
    RecordObservation,
)


def record_observation(work: Work, command: RecordObservation) -> None:
    """A union or a people's inspection board has seen something at a unit.

    Raises:
        Refused: if a rule says no, or the register does not know the unit.
    """
    check_unit(work, command.terms.unit)
    work.do(OBSERVATION, command.observation, command)


def answer_observation(
    work: Work, by: Slug, said: ObservationAnswerOffered, *, for_any: bool = False
) -> None:
    """The unit, whoever has taken its place, or (`for_any`) the agency's head answers.

    Raises:
        Refused: if a rule says no.
    """
    state = work.state(OBSERVATION, said.observation)
    of: Slug | None = by
    if for_any:
        of = None
    elif isinstance(state, Observation):
        of = spoken_for(work, by, state.recorded.unit)
    command = AnswerObservation(
        at=work.at, observation=said.observation, by=by, of=of, answer=said.answer
    )
    work.do(OBSERVATION, said.observation, command)


def close_observation(work: Work, command: CloseObservation) -> None:
    """The observer is content, or leaves it.

    Raises:
        Refused: if a rule says no.
    """
    work.do(OBSERVATION, command.observation, command)
