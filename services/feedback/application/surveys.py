"""Use cases of surveys and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from danvan.contracts.feedback import KeptAnswer, SurveyAnswerOffered
from danvan.contracts.personal import personal_values
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.domain import survey, survey_answer
from danvan.services.feedback.domain.survey import CheckSurvey, Closed, CloseSurvey, OpenSurvey
from danvan.services.feedback.domain.survey_answer import GiveAnswer

SURVEY = Aggregate.of(survey)
ANSWER = Aggregate.of(survey_answer)


def answer_id(survey_id: str, unit: str, response: str) -> str:
    """What an answer about a unit is called."""
    return f"{survey_id}.{unit}.{response}"


def change_survey(work: Work, command: OpenSurvey | CloseSurvey) -> None:
    """A survey begins, or ends."""
    work.do(SURVEY, command.survey, command)


def give_answer(work: Work, unit: str, offered: SurveyAnswerOffered) -> None:
    """Somebody has answered about a unit. What they wrote freely has a key of its own."""
    known = work.state(SURVEY, offered.survey)
    command = GiveAnswer(
        at=work.at,
        unit=unit,
        opened=survey.opened(known, offered.survey),
        closed=isinstance(known, Closed),
        response=offered.response,
        procedure=offered.procedure,
        day=offered.day,
        answers=tuple(KeptAnswer(**dict(answer)) for answer in offered.answers),
    )
    id_ = answer_id(offered.survey, unit, offered.response)
    stream = ANSWER.stream(id_)
    if personal_values(command):
        command = work.keyring.seal(stream, stream, command)
    work.do(ANSWER, id_, command)


def check_surveys(work: Work, ended: Iterable[str], day: date) -> None:
    """A day begins: the days of some surveys are over."""
    for id_ in ended:
        work.do(SURVEY, id_, CheckSurvey(at=work.at, day=day))
