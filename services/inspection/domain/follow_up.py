"""What becomes of recommendations: done with evidence, looked at, returned or confirmed, overdue.

A recommendation that was done in time is not overdue while nobody has looked; one that is returned
after its day is.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from danvan.contracts import inspection as facts
from danvan.contracts.base import Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.services.inspection.domain import inspection_rules as rules
from danvan.services.inspection.domain.inspection_commands import (
    ConfirmRecommendation,
    DoRecommendation,
    FollowUpCommand,
    ReturnRecommendation,
)
from danvan.services.inspection.domain.inspection_states import Concluded, FollowUp


def followed(state: Concluded, fact: Payload) -> Concluded:
    """The state after a fact about one of its recommendations."""
    match fact:
        case facts.RecommendationDone(recommendation=id_):
            return _with(state, id_, done=fact, returned=None)
        case facts.RecommendationReturned(recommendation=id_, reason=reason):
            return _with(state, id_, done=None, returned=reason)
        case facts.RecommendationConfirmed(recommendation=id_):
            return _with(state, id_, confirmed=True)
        case facts.RecommendationOverdue(recommendation=id_):
            return _with(state, id_, overdue=True)
        case _:
            return state


def _with(state: Concluded, id_: Slug, **changed: object) -> Concluded:
    if id_ not in state.follow_ups:
        return state
    one = state.follow_ups[id_].model_copy(update=changed)
    return state.model_copy(update={"follow_ups": {**state.follow_ups, id_: one}})


def follow_up(command: FollowUpCommand, state: Concluded) -> list[Payload]:
    """The facts that a command about a recommendation brings about.

    Raises:
        Refused: if a rule says no.
    """
    id_, today = command.recommendation, local_day(command.at)
    if id_ not in state.follow_ups:
        raise rules.unknown_recommendation(id_)
    one = state.follow_ups[id_]
    about = {"inspection": state.decided.inspection, "unit": state.decided.unit}
    match command:
        case DoRecommendation():
            return _do(command, state, one, today)
        case ReturnRecommendation():
            if one.returned == command.reason:
                return []
            if one.done is None or one.confirmed:
                raise rules.not_reported_done(id_)
            return [
                facts.RecommendationReturned(**about, recommendation=id_, reason=command.reason)
            ]
        case ConfirmRecommendation():
            if one.confirmed:
                return []
            if one.done is None:
                raise rules.not_reported_done(id_)
            return [facts.RecommendationConfirmed(**about, recommendation=id_, confirmed_on=today)]
        case _:
            assert_never(command)


def _do(command: DoRecommendation, state: Concluded, one: FollowUp, today: date) -> list[Payload]:
    if command.of != state.decided.unit:
        raise rules.another_unit(state.decided.unit)
    if one.done is not None:
        return []
    return [
        *overdue(state, command.recommendation, today),
        facts.RecommendationDone(
            inspection=state.decided.inspection,
            unit=state.decided.unit,
            recommendation=command.recommendation,
            by=command.by,
            evidence=command.evidence,
            done_on=today,
            on_time=today <= one.asked.due_on,
        ),
    ]


def overdue(state: Concluded, id_: Slug, today: date) -> list[Payload]:
    """The mark of a recommendation whose day has passed, once."""
    one = state.follow_ups[id_]
    if one.overdue or one.done is not None or today <= one.asked.due_on:
        return []
    return [
        facts.RecommendationOverdue(
            inspection=state.decided.inspection,
            unit=state.decided.unit,
            recommendation=id_,
            due_on=one.asked.due_on,
            day=today,
        )
    ]
