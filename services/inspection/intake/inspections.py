"""What units say to findings and recommendations; and the day that shows what is overdue."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Submission
from danvan.contracts.inspection import FindingExplanationOffered, RecommendationDoneOffered
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.inspection.application import inspections
from danvan.services.inspection.application.aggregates import INSPECTION
from danvan.services.inspection.views import inspections as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    return Routes(
        submissions={FindingExplanationOffered: _explained, RecommendationDoneOffered: _done},
        day=_day,
        touches={FindingExplanationOffered: _touched, RecommendationDoneOffered: _touched},
    )


def _day(work: Work, begun: DayStarted, db: Db) -> None:
    inspections.check_inspections(work, views.passed(db, begun.day), begun.day)


def _explained(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, FindingExplanationOffered) and unit is not None
    inspections.explain_finding(work, unit, said)


def _done(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, RecommendationDoneOffered) and unit is not None
    inspections.do_recommendation(work, unit, said)


def _touched(sent: Submission) -> list[str]:
    assert isinstance(sent.data, FindingExplanationOffered | RecommendationDoneOffered)
    return [INSPECTION.stream(sent.data.inspection)]
