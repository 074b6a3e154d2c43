"""Facts and submissions of the follow-up: what was recommended, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Line, Model, Offered, Slug
from danvan.contracts.inspection.words import (
    AboutInspection,
    Evidence,
    InspectionId,
    RecommendationId,
    Statement,
)


class Recommendation(Model):
    """What the unit has to do by a day."""

    recommendation: RecommendationId
    what: Statement
    due_on: Annotated[date, Field(examples=["2023-12-15"])]


Recommendations = Annotated[tuple[Recommendation, ...], Field(max_length=100)]


class RecommendationDone(AboutInspection):
    """The unit says that it has done it, and shows it. `on_time`: on the due day at the latest."""

    recommendation: RecommendationId
    by: Slug
    evidence: Evidence
    done_on: date
    on_time: bool


class RecommendationReturned(AboutInspection):
    """The inspector has looked: it is not done yet, for this reason."""

    recommendation: RecommendationId
    reason: Annotated[Line, Field(examples=["Còn thiếu một thư."])]


class RecommendationConfirmed(AboutInspection):
    """The inspector has looked: it is done."""

    recommendation: RecommendationId
    confirmed_on: date


class RecommendationOverdue(AboutInspection):
    """Its day passed and it was not done. `day`: when this showed."""

    recommendation: RecommendationId
    due_on: date
    day: date


class RecommendationDoneOffered(Offered):
    """We have done what was recommended; the evidence shows it."""

    inspection: InspectionId
    recommendation: RecommendationId
    evidence: Evidence


FOLLOW_UP_SUBMISSIONS = (RecommendationDoneOffered,)
FOLLOW_UP_FACTS = (
    RecommendationDone,
    RecommendationReturned,
    RecommendationConfirmed,
    RecommendationOverdue,
)
