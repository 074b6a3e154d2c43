"""Anonymous answers that units pass on, one a submission; and the day after a survey's last."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import SurveyAnswerOffered
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import surveys
from danvan.services.feedback.views import surveys as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        ended = views.ended(db, begun.day)
        surveys.check_surveys(work, ended, begun.day)

    return Routes(
        submissions={SurveyAnswerOffered: _answered},
        day=day,
        touches={SurveyAnswerOffered: _touched},
    )


def _answered(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, SurveyAnswerOffered) and unit is not None
    surveys.give_answer(work, unit, said)


def _touched(sent: Submission) -> list[str]:
    said = sent.data
    assert isinstance(said, SurveyAnswerOffered)
    id_ = surveys.answer_id(said.survey, sent.source.rpartition("/")[2], said.response)
    return [surveys.SURVEY.stream(said.survey), surveys.ANSWER.stream(id_)]
