"""Reports: read, pre-filled, submitted, judged, waived, corrected."""

# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from danvan.contracts.base import Line, Prose, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.reporting import ReportId, ReturnReason, StatedContent, WaiverCause
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.work import Work
from danvan.services.reporting.api.common import (
    JUDGE,
    READ,
    SPEAK,
    Standing,
    must_speak_for,
    strict,
)
from danvan.services.reporting.application import reports as use_cases
from danvan.services.reporting.application.reports import Draft
from danvan.services.reporting.domain.report_commands import (
    AcceptReport,
    ReturnReport,
    WaiveReport,
)
from danvan.services.reporting.domain.terms import split_report_id
from danvan.services.reporting.views import standings


class Correction(StatedContent):
    """The whole report, corrected, and why."""

    why: Line


class Return(Body):
    """Which attempt was read, and what has to be mended in it."""

    attempt: int
    reasons: list[ReturnReason] = Field(min_length=1)


class Acceptance(Body):
    """Which attempt was read."""

    attempt: int
    note: Prose = ""


class Waiver(Body):
    """Why the report is no longer owed, and the number of the order that says so."""

    reason: Line
    order: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """Routes for units and for those who read their reports."""
    routes = APIRouter(tags=["reports"])
    _reading(routes, ground, api)
    _of_units(routes, api)
    _judging(routes, api)
    return routes


def _reading(routes: APIRouter, ground: Ground, api: Api) -> None:
    @routes.get("/reports")
    def reports(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        series: Slug | None = None,
        period: Slug | None = None,
        unit: Slug | None = None,
        standing: Standing | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """How reports stand; people of a unit see their own."""
        rows = standings.reports(
            db,
            today=local_day(caller.at),
            plan=plan,
            series=series,
            period=period,
            unit=caller.own_unit(unit),
            standing=standing,
            after=cursor,
            limit=limit,
        )
        return page(rows, "report", limit)

    @routes.get("/reports/{report}")
    def report(
        report: ReportId,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """One report with all its steps: every submission, return and correction with its time."""
        caller.must_be_of(split_report_id(report)[1])
        return found(standings.report(db, report, today=local_day(caller.at)), f"report {report}")

    @routes.get("/reports/{report}/draft")
    def draft(report: ReportId, caller: Annotated[Caller, api.caller(*READ)]) -> Draft:
        """The form to fill in, with the figures that facts record and what was said before."""
        caller.must_be_of(split_report_id(report)[1])
        work = Work(ground.journal, ground.service, ground.clock.now)
        return use_cases.draft_report(work, report)


def _of_units(routes: APIRouter, api: Api) -> None:
    speaker = api.caller(*SPEAK)

    @routes.post("/reports/{report}/offer", status_code=201)
    def offer(
        report: ReportId,
        body: Annotated[StatedContent, strict(StatedContent)],
        caller: Annotated[Caller, speaker],
    ) -> Recorded:
        """Submit the report, or submit it again after it was returned."""
        duty, unit = split_report_id(report)
        must_speak_for(caller, unit)
        return caller.do(lambda work: use_cases.offer_report(work, duty, unit, body))

    @routes.post("/reports/{report}/correct", status_code=201)
    def correct(
        report: ReportId,
        body: Annotated[Correction, strict(Correction)],
        caller: Annotated[Caller, speaker],
    ) -> Recorded:
        """Correct an accepted report. What was accepted stays on record."""
        duty, unit = split_report_id(report)
        must_speak_for(caller, unit)
        return caller.do(lambda work: use_cases.correct_report(work, duty, unit, body, body.why))


def _judging(routes: APIRouter, api: Api) -> None:
    judge = api.caller(*JUDGE)

    @routes.post("/reports/{report}/return", status_code=201)
    def give_back(
        report: ReportId,
        body: Annotated[Return, strict(Return)],
        caller: Annotated[Caller, judge],
    ) -> Recorded:
        """Return the report with reasons."""

        def use_case(work: Work) -> None:
            command = ReturnReport(at=work.at, attempt=body.attempt, reasons=tuple(body.reasons))
            use_cases.judge_report(work, report, command)

        return caller.do(use_case)

    @routes.post("/reports/{report}/accept", status_code=201)
    def accept(report: ReportId, body: Acceptance, caller: Annotated[Caller, judge]) -> Recorded:
        """Accept the report."""

        def use_case(work: Work) -> None:
            command = AcceptReport(at=work.at, attempt=body.attempt, note=body.note)
            use_cases.judge_report(work, report, command)

        return caller.do(use_case)

    @routes.post("/reports/{report}/waive", status_code=201)
    def waive(report: ReportId, body: Waiver, caller: Annotated[Caller, judge]) -> Recorded:
        """Waive a report that is still owed, by order."""

        def use_case(work: Work) -> None:
            command = WaiveReport(
                at=work.at, cause=WaiverCause.ORDER, reason=body.reason, order=body.order
            )
            use_cases.judge_report(work, report, command)

        return caller.do(use_case)
