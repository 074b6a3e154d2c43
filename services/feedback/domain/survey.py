"""A survey: opened with its form and frame, closed. Between, it judges the answers that come in."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import SurveyForm
from danvan.contracts.policy import PolicyRow, PolicyUsed, policy_in_force

KIND = "survey"
#: From which mark on somebody counts as satisfied.
SATISFIED_FROM = "survey.satisfied.from"
#: Groups of fewer answers are not shown.
SMALLEST_GROUP = "survey.group.min"


class Unopened(Model):
    """There is no such survey."""


class Survey(Model):
    """What every survey has."""

    opened: facts.SurveyOpened


class Open(Survey):
    """It takes answers."""


class Closed(Survey):
    """It takes none."""


AnySurvey: TypeAlias = Unopened | Open | Closed
INITIAL: AnySurvey = Unopened()


def evolve(survey: AnySurvey, fact: Payload) -> AnySurvey:
    """What a survey is after a fact."""
    match survey, fact:
        case Unopened(), facts.SurveyOpened():
            return Open(opened=fact)
        case Open(), facts.SurveyClosed():
            return Closed(opened=survey.opened)
        case _:
            return survey


class OpenSurvey(Command):
    """Begin to ask. `unit` runs the survey."""

    unit: Slug
    survey: Slug
    form: SurveyForm
    policies: tuple[PolicyRow, ...]


class CloseSurvey(Command):
    """Ask no more. `unit`: whose surveys the caller may close; None for those who run all."""

    unit: Slug | None
    survey: Slug


class CheckSurvey(Command):
    """A day has begun."""

    day: date


SurveyCommand: TypeAlias = OpenSurvey | CloseSurvey | CheckSurvey


def decide(command: SurveyCommand, survey: AnySurvey) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case OpenSurvey():
            return _open(command, survey)
        case CloseSurvey():
            known = opened(survey, command.survey)
            if command.unit not in (None, known.unit):
                raise _of_another_unit(known)
            return [_closed(survey, local_day(command.at))] if isinstance(survey, Open) else []
        case CheckSurvey(day=day):
            over = isinstance(survey, Open) and day > survey.opened.form.frame.window.until
            return [_closed(survey, day)] if over and isinstance(survey, Open) else []
        case _:
            assert_never(command)


def _open(command: OpenSurvey, survey: AnySurvey) -> list[Payload]:
    if isinstance(survey, Survey):
        if (survey.opened.unit, survey.opened.form) != (command.unit, command.form):
            raise Refused(
                "survey-already-opened",
                vi=f"Khảo sát “{command.survey}” đã mở với nội dung khác; hãy chọn mã khác.",
                en=f"The survey '{command.survey}' was opened with another form; choose another"
                " id.",
            )
        return []
    today = local_day(command.at)
    mark, smallest = (
        policy_in_force(command.policies, key, today) for key in (SATISFIED_FROM, SMALLEST_GROUP)
    )
    return [
        facts.SurveyOpened(
            unit=command.unit,
            survey=command.survey,
            form=command.form,
            opened_on=today,
            satisfied_from=int(mark.number),
            smallest_group=int(smallest.number),
            policies=tuple(
                PolicyUsed(key=row.key, valid_from=row.valid_from, verified=row.verified)
                for row in (mark, smallest)
            ),
        )
    ]


def opened(survey: AnySurvey, id_: Slug) -> facts.SurveyOpened:
    """The survey as it was opened.

    Raises:
        Refused: if there is none.
    """
    if isinstance(survey, Unopened):
        raise Refused(
            "unknown-survey",
            vi=f"Không có khảo sát “{id_}”; hãy xem danh sách khảo sát.",
            en=f"There is no survey '{id_}'; see the list of surveys.",
            pointer="/survey",
        )
    return survey.opened


def _closed(survey: Survey, day: date) -> facts.SurveyClosed:
    return facts.SurveyClosed(unit=survey.opened.unit, survey=survey.opened.survey, closed_on=day)


def _of_another_unit(known: facts.SurveyOpened) -> Refused:
    return Refused(
        "survey-of-another-unit",
        vi=f"Khảo sát “{known.survey}” do “{known.unit}” tổ chức; chỉ đơn vị đó được đóng.",
        en=f"'{known.unit}' runs the survey '{known.survey}'; only it may close it.",
        pointer="/survey",
    )
