"""An observation by a union or a people's inspection board: recorded, answered, closed."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts import inspection as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Resend, Slug
from danvan.contracts.inspection import ObservationTerms, Statement

KIND = "observation"


class Unrecorded(Model):
    """Nobody has recorded it."""


class Observation(Model):
    """What was seen, the last answer to it, and how it ended."""

    recorded: facts.ObservationRecorded
    answered: facts.ObservationAnswered | None = None


class Open(Observation):
    """It waits for an answer, or for the observer to be content."""


class Closed(Observation):
    """It is done with."""

    closed: facts.ObservationClosed


AnyObservation: TypeAlias = Unrecorded | Open | Closed
INITIAL: AnyObservation = Unrecorded()


def evolve(state: AnyObservation, fact: Payload) -> AnyObservation:
    """What an observation is after a fact."""
    match state, fact:
        case Unrecorded(), facts.ObservationRecorded():
            return Open(recorded=fact)
        case Open(), facts.ObservationAnswered():
            return state.model_copy(update={"answered": fact})
        case Open(), facts.ObservationClosed():
            return Closed(**dict(state), closed=fact)
        case _:
            return state


class RecordObservation(Command):
    """`observer` has seen something."""

    observation: Slug
    observer: Slug
    terms: ObservationTerms


class AnswerObservation(Command):
    """`by` answers: for the unit `of`, itself or one whose place it has taken; the agency's head
    for any, without `of`."""

    observation: Slug
    by: Slug
    of: Slug | None
    answer: Statement


class CloseObservation(Command):
    """`observer` is content, or leaves it."""

    observation: Slug
    observer: Slug
    outcome: Line


ObservationCommand: TypeAlias = RecordObservation | AnswerObservation | CloseObservation


def decide(command: ObservationCommand, state: AnyObservation) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case RecordObservation():
            recorded = facts.ObservationRecorded(
                **dict(command.terms), observation=command.observation, observer=command.observer
            )
            if isinstance(state, Observation):
                if state.recorded == recorded:
                    return []
                raise _id_taken(command.observation)
            return [recorded]
        case AnswerObservation():
            known = _known(state, command.observation)
            unit = known.recorded.unit
            if command.of not in (None, unit):
                raise _another_unit(unit)
            answered = facts.ObservationAnswered(
                observation=command.observation, unit=unit, by=command.by, answer=command.answer
            )
            if known.answered == answered:
                return []
            if isinstance(known, Closed):
                raise _over()
            return [answered]
        case CloseObservation():
            known = _known(state, command.observation)
            if known.recorded.observer != command.observer:
                raise _another_observer(known.recorded.observer)
            if isinstance(known, Closed):
                if known.closed.outcome == command.outcome:
                    return []
                raise _over()
            return [
                facts.ObservationClosed(
                    observation=command.observation,
                    unit=known.recorded.unit,
                    outcome=command.outcome,
                )
            ]
        case _:
            assert_never(command)


def _known(state: AnyObservation, id_: Slug) -> Open | Closed:
    if isinstance(state, Unrecorded):
        raise Refused(
            "unknown-observation",
            vi=f"Không có giám sát “{id_}”; hãy xem danh sách.",
            en=f"There is no observation '{id_}'; see the list.",
            pointer="/observation",
        )
    return state


def _id_taken(id_: Slug) -> Refused:
    return Refused(
        "observation-id-taken",
        vi=f"Mã “{id_}” đã ghi nội dung khác; hãy chọn mã mới.",
        en=f"The id '{id_}' says something else already; choose a new one.",
        pointer="/observation",
    )


def _another_unit(unit: Slug) -> Refused:
    return Refused(
        "observation-of-another-unit",
        vi=f"Giám sát này về “{unit}”; chỉ đơn vị đó hoặc người đứng đầu Sở được trả lời.",
        en=f"This was observed at '{unit}'; only it or the agency's head may answer.",
        resend=Resend.NEVER,
    )


def _another_observer(observer: Slug) -> Refused:
    return Refused(
        "observation-of-another-observer",
        vi=f"Giám sát này do “{observer}” ghi; chỉ nơi đó được kết thúc.",
        en=f"'{observer}' has recorded this; only it may close it.",
        resend=Resend.NEVER,
    )


def _over() -> Refused:
    return Refused(
        "observation-closed",
        vi="Giám sát này đã kết thúc; hãy ghi giám sát mới nếu cần.",
        en="This observation is closed; record a new one if one is needed.",
        resend=Resend.NEVER,
    )
