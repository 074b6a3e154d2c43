"""Surveys of satisfaction: the form, whom it asks, and anonymous answers.

A single answer is an internal fact: published, it would show what one person said in a small
group. What others count with comes by the day (`UnitDayCounted`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from danvan.contracts.base import Model, Offered, Payload, Prose, Slug, Text, Token
from danvan.contracts.feedback.days import Day
from danvan.contracts.feedback.dossiers import ProcedureCode
from danvan.contracts.personal import PersonalText
from danvan.contracts.plan import Window
from danvan.contracts.policy import PolicyUsed
from danvan.contracts.problems import rule_broken

SurveyId = Annotated[Slug, Field(examples=["hai-long-2023"])]
#: Marks of a scale question: 1 the worst, 5 the best.
Mark = Annotated[int, Field(ge=1, le=5, examples=[4])]
#: Drawn at random by the sender; says nothing about who answered.
ResponseId = Annotated[Token, Field(examples=["0d4f7c1e9a5b4f3c8d2e6a7b9c0d1e2f"])]


class QuestionKind(StrEnum):
    """How a question is answered. What is written freely is never published."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class Choice(Model):
    """One of the answers offered."""

    id: Slug
    text: Text


class Question(Model):
    """One question of the form; a choice question offers at least two answers."""

    id: Slug
    kind: QuestionKind
    text: Text
    choices: tuple[Choice, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        ids = {choice.id for choice in self.choices}
        fit = len(ids) > 1 if self.kind is QuestionKind.CHOICE else not ids
        if not fit or len(ids) < len(self.choices):
            raise rule_broken(
                "choices-do-not-fit",
                "Câu hỏi lựa chọn cần ít nhất hai phương án khác nhau; câu khác thì không có.",
                "A choice question needs at least two different choices; others have none.",
            )
        return self


class Frame(Model):
    """Who is asked about what: these units, these procedures (none: all matters), these days."""

    units: Annotated[tuple[Slug, ...], Field(min_length=1)]
    procedures: tuple[Slug, ...] = ()
    window: Window


class SurveyForm(Model):
    """The whole form. `satisfaction` names the scale question that tells who is satisfied."""

    title: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=50)]
    satisfaction: Slug
    frame: Frame

    @model_validator(mode="after")
    def _satisfaction_is_a_scale(self) -> Self:
        kinds = {question.id: question.kind for question in self.questions}
        if len(kinds) < len(self.questions):
            raise rule_broken(
                "question-twice",
                "Hai câu hỏi trùng mã; hãy đặt mã khác nhau.",
                "Two questions have the same id; give each its own.",
            )
        if kinds.get(self.satisfaction) is not QuestionKind.SCALE:
            raise rule_broken(
                "satisfaction-needs-scale",
                f"“{self.satisfaction}” phải là một câu hỏi thang điểm của phiếu.",
                f"'{self.satisfaction}' must be a scale question of the form.",
            )
        return self


class SurveyFact(Payload):
    """Which survey, run by which unit."""

    unit: Slug
    survey: SurveyId


_EXAMPLE_FORM = {
    "title": {"vi": "Khảo sát mức độ hài lòng", "en": "Survey of satisfaction"},
    "questions": [
        {
            "id": "hai-long-chung",
            "kind": "scale",
            "text": {"vi": "Ông/bà hài lòng ở mức nào?", "en": "How satisfied are you?"},
        }
    ],
    "satisfaction": "hai-long-chung",
    "frame": {
        "units": ["bao-tang-thanh-pho"],
        "procedures": ["cap-the-thu-vien"],
        "window": {"from": "2023-01-01", "until": "2023-12-31"},
    },
}


class SurveyOpened(SurveyFact):
    """The survey takes answers. A mark of `satisfied_from` or more counts as satisfied; groups of
    fewer than `smallest_group` answers are not shown. `policies`: the rows that say so."""

    form: Annotated[SurveyForm, Field(examples=[_EXAMPLE_FORM])]
    opened_on: date
    satisfied_from: Mark
    smallest_group: Annotated[int, Field(ge=1, examples=[5])]
    policies: tuple[PolicyUsed, ...]


class SurveyClosed(SurveyFact):
    """It takes no more answers."""

    closed_on: date


class Answer(Model):
    """The answer to one question: a mark, a choice, or words."""

    question: Slug
    mark: Mark | None = None
    choice: Slug | None = None
    text: Annotated[Prose, StringConstraints(min_length=1, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(given is not None for given in (self.mark, self.choice, self.text)) != 1:
            raise rule_broken(
                "answer-unclear",
                "Mỗi câu trả lời có đúng một trong: điểm, phương án hoặc ý kiến.",
                "Each answer has exactly one of: a mark, a choice, or words.",
            )
        return self


class KeptAnswer(Answer):
    """The same as it is kept: words may tell of a person."""

    text: PersonalText | None = None


_GIVEN = Field(min_length=1, max_length=50, examples=[[{"question": "hai-long-chung", "mark": 4}]])
Answers = Annotated[tuple[Answer, ...], _GIVEN]
KeptAnswers = Annotated[tuple[KeptAnswer, ...], _GIVEN]


class SurveyAnswered(SurveyFact):
    """What somebody answered about `unit`, where they had some business on `day`."""

    response: ResponseId
    procedure: ProcedureCode | None = None
    day: date
    answers: KeptAnswers
    satisfied: bool


class SurveyAnswerOffered(Offered):
    """Somebody has answered. The sender is the unit that was asked about."""

    survey: SurveyId
    response: ResponseId
    procedure: ProcedureCode | None = None
    day: Day
    answers: Answers


SURVEY_SUBMISSIONS = (SurveyAnswerOffered,)
SURVEY_FACTS = (SurveyOpened, SurveyClosed)
SURVEY_INTERNAL_FACTS = (SurveyAnswered,)
