"""One anonymous answer to a survey. It must fit the form and the frame; it is given once."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Model, Payload, Problem, Refused, Resend, Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import (
    KeptAnswer,
    Question,
    QuestionKind,
    ResponseId,
    SurveyAnswered,
    SurveyOpened,
)
from danvan.contracts.personal import alike

KIND = "answer"


class Ungiven(Model):
    """Nobody has given this answer."""


class Given(Model):
    """It was given."""

    answered: SurveyAnswered


AnyAnswer: TypeAlias = Ungiven | Given
INITIAL: AnyAnswer = Ungiven()


def evolve(answer: AnyAnswer, fact: Payload) -> AnyAnswer:
    """What an answer is after a fact."""
    match answer, fact:
        case Ungiven(), SurveyAnswered():
            return Given(answered=fact)
        case _:
            return answer


class GiveAnswer(Command):
    """Somebody has answered about `unit`. `closed`: the survey takes no more."""

    unit: Slug
    opened: SurveyOpened
    closed: bool
    response: ResponseId
    procedure: Slug | None
    day: date
    answers: tuple[KeptAnswer, ...]


def decide(command: GiveAnswer, answer: AnyAnswer) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no; `problems` names everything that is wrong.
    """
    opened = command.opened
    marks = {each.question: each.mark for each in command.answers}
    mark = marks.get(opened.form.satisfaction)
    given = SurveyAnswered(
        unit=command.unit,
        survey=opened.survey,
        response=command.response,
        procedure=command.procedure,
        day=command.day,
        answers=command.answers,
        satisfied=mark is not None and mark >= opened.satisfied_from,
    )
    if isinstance(answer, Given):
        if not alike(given, answer.answered):
            raise _given_otherwise(command.response)
        return []
    if command.closed:
        raise _closed(opened)
    problems = [*_outside_frame(command), *_misfits(command)]
    if problems:
        first = problems[0]
        raise Refused(
            first.rule,
            first.reason.vi,
            first.reason.en,
            pointer=first.pointer,
            problems=tuple(problems),
        )
    return [given]


def _outside_frame(command: GiveAnswer) -> list[Problem]:
    frame, found = command.opened.form.frame, []
    if command.unit not in frame.units:
        vi, en = "Khảo sát này không hỏi về đơn vị.", "This survey does not ask about the unit."
        found.append(_problem("unit-not-surveyed", vi, en, "/survey"))
    if frame.procedures and command.procedure not in frame.procedures:
        vi = "Khảo sát này chỉ hỏi về các thủ tục đã nêu; hãy ghi một thủ tục trong đó."
        en = "This survey asks about the procedures it lists; name one of them."
        found.append(_problem("procedure-not-surveyed", vi, en, "/procedure"))
    last = min(frame.window.until, local_day(command.at))
    if not frame.window.from_ <= command.day <= last:
        vi = f"Ngày phải từ {frame.window.from_:%d/%m/%Y} đến {last:%d/%m/%Y}; hãy xem lại."
        en = f"The day must lie from {frame.window.from_} to {last}; correct it."
        found.append(_problem("day-outside-survey", vi, en, "/day"))
    return found


def _misfits(command: GiveAnswer) -> list[Problem]:
    questions = {question.id: question for question in command.opened.form.questions}
    found, seen = [], set[str]()
    for index, answer in enumerate(command.answers):
        question, place = questions.get(answer.question), f"/answers/{index}"
        if question is None:
            vi, en = "Phiếu không có câu hỏi này.", "The form has no such question; leave it out."
            found.append(_problem("unknown-question", vi, en, f"{place}/question"))
        elif answer.question in seen:
            vi = "Câu hỏi này được trả lời hai lần; hãy giữ một."
            en = "This question is answered twice; keep one."
            found.append(_problem("question-answered-twice", vi, en, f"{place}/question"))
        elif not _fits(question, answer):
            vi = "Câu trả lời không đúng loại câu hỏi hoặc ngoài các phương án; hãy xem phiếu."
            en = "The answer is not of the question's kind, or none of its choices; see the form."
            found.append(_problem("answer-does-not-fit", vi, en, place))
        seen.add(answer.question)
    if command.opened.form.satisfaction not in seen:
        vi = f"Thiếu câu hỏi về sự hài lòng: “{command.opened.form.satisfaction}”."
        en = f"The question on satisfaction is missing: '{command.opened.form.satisfaction}'."
        found.append(_problem("satisfaction-missing", vi, en, "/answers"))
    return found


def _fits(question: Question, answer: KeptAnswer) -> bool:
    match question.kind:
        case QuestionKind.SCALE:
            return answer.mark is not None
        case QuestionKind.CHOICE:
            return answer.choice in {choice.id for choice in question.choices}
        case QuestionKind.TEXT:
            return answer.text is not None


def _problem(rule: str, vi: str, en: str, pointer: str) -> Problem:
    return Problem(rule=rule, reason=Text(vi=vi, en=en), pointer=pointer)


def _given_otherwise(response: ResponseId) -> Refused:
    return Refused(
        "response-already-given",
        vi=f"Phiếu “{response}” đã được ghi với nội dung khác; hãy dùng một mã ngẫu nhiên mới.",
        en=f"The response '{response}' was recorded with other content; draw a new random id.",
        pointer="/response",
    )


def _closed(opened: SurveyOpened) -> Refused:
    return Refused(
        "survey-closed",
        vi=f"Khảo sát “{opened.survey}” đã đóng, không nhận thêm phiếu.",
        en=f"The survey '{opened.survey}' is closed and takes no more answers.",
        pointer="/survey",
        resend=Resend.NEVER,
    )
