"""Routes of surveys. Results come with the small groups hidden, and nothing written freely."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel

from danvan.contracts.base import Slug
from danvan.contracts.feedback import SurveyAnswerOffered, SurveyForm
from danvan.contracts.roles import READERS, SPEAKERS, STEERING, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db, Row
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.feedback.application import surveys as application
from danvan.services.feedback.application.law import law_of
from danvan.services.feedback.domain.survey import CloseSurvey, OpenSurvey
from danvan.services.feedback.domain.survey_results import hidden_groups
from danvan.services.feedback.views import surveys as views

READ = (*READERS, *UNIT_PEOPLE)
RUN = (*STEERING, Role.OFFICE, Role.UNIT_HEAD)


class SurveyBody(Body):
    """The form of a survey."""

    form: SurveyForm


class SurveyGroup(BaseModel):
    """How a group answered: `marks` is question → answer → how often. Of a hidden group, only
    that it is there."""

    name: str
    hidden: bool = False
    answers: int | None = None
    satisfied: int | None = None
    marks: dict[str, dict[str, int]] | None = None


class SurveyResults(BaseModel):
    """The total and each group. Groups of fewer than `smallest_group` are hidden, and so are as
    many more as keep them from being reckoned; so is a total of fewer."""

    survey: str
    by: views.By
    smallest_group: int
    answers: int | None
    satisfied: int | None
    groups: list[SurveyGroup]


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["surveys"])
    _ask(routes, api)
    _run(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/surveys")
    def surveys(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Surveys by id."""
        return page(views.surveys(db, cursor=cursor, limit=limit), "survey", limit)

    @routes.get("/surveys/{survey}")
    def survey(
        survey: Slug, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One survey with its form."""
        return found(views.survey(db, survey), f"survey {survey}")

    @routes.get("/surveys/{survey}/results")
    def results(
        survey: Slug,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        by: views.By = "unit",
    ) -> SurveyResults:
        """How satisfied people are, by unit, by procedure or by month."""
        known = found(views.survey(db, survey), f"survey {survey}")
        groups, marks = views.groups(db, survey, by), views.marks(db, survey, by)
        return _shown(survey, by, known["smallest_group"], groups, marks)


def _shown(
    survey: str, by: views.By, smallest: int, groups: list[Row], marks: list[Row]
) -> SurveyResults:
    hidden = hidden_groups({row["name"]: row["answers"] for row in groups}, smallest)
    total = sum(row["answers"] for row in groups)
    given: dict[str, dict[str, dict[str, int]]] = {}
    for row in marks:
        question = given.setdefault(row["name"], {}).setdefault(row["question"], {})
        question[row["answer"]] = row["given"]
    return SurveyResults(
        survey=survey,
        by=by,
        smallest_group=smallest,
        answers=total if total >= smallest else None,
        satisfied=sum(row["satisfied"] for row in groups) if total >= smallest else None,
        groups=[
            SurveyGroup(name=row["name"], hidden=True)
            if row["name"] in hidden
            else SurveyGroup(**row, marks=given[row["name"]])
            for row in groups
        ],
    )


def _run(routes: APIRouter, ground: Ground, api: Api) -> None:
    runner, policies = api.caller(*RUN), law_of(ground).rows

    @routes.post("/surveys/{survey}/open", status_code=201)
    def open_(survey: Slug, body: SurveyBody, caller: Annotated[Caller, runner]) -> Recorded:
        """The caller's unit begins to ask."""
        unit = caller.unit
        return caller.do(
            lambda work: application.change_survey(
                work,
                OpenSurvey(at=work.at, unit=unit, survey=survey, form=body.form, policies=policies),
            )
        )

    @routes.post("/surveys/{survey}/close", status_code=201)
    def close(survey: Slug, caller: Annotated[Caller, runner]) -> Recorded:
        """No more answers are taken."""
        unit = None if caller.principal.role in STEERING else caller.unit
        return caller.do(
            lambda work: application.change_survey(
                work, CloseSurvey(at=work.at, unit=unit, survey=survey)
            )
        )

    @routes.post("/surveys/answers", status_code=201)
    def answer(
        body: SurveyAnswerOffered, caller: Annotated[Caller, api.caller(*SPEAKERS)]
    ) -> Recorded:
        """The caller's unit passes an answer on: from paper, say."""
        unit = caller.unit
        return caller.do(lambda work: application.give_answer(work, unit, body))
