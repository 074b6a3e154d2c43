"""Routes of plans."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field, ValidationError, WrapValidator

from danvan.contracts.base import Line, Prose, Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.plan import PlanDocument
from danvan.contracts.problems import problems_of
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.work import Work
from danvan.services.planning import application
from danvan.services.planning.api.common import (
    MAKE_PLANS,
    READ,
    SPEAK,
    Body,
    ask,
    owner,
)
from danvan.services.planning.domain.plan import (
    AcknowledgePlan,
    AmendPlan,
    AskOpinions,
    ClosePlan,
    DistributePlan,
    DraftPlan,
    GiveOpinion,
    IssuePlan,
)
from danvan.services.planning.views import plans as views
from danvan.services.planning.views.targets import targets
from danvan.services.planning.views.tasks import open_tasks, progress
from danvan.services.planning.views.units import named_units


def _strictly(value: Any, _: Any) -> PlanDocument:
    """A document from people: an unknown key is a mistake, and every mistake is told."""
    try:
        return PlanDocument.model_validate(value, extra="forbid")
    except ValidationError as error:
        problems = tuple(
            problem.model_copy(update={"pointer": f"/document{problem.pointer or ''}"})
            for problem in problems_of(error, PlanDocument)
        )
        raise Refused(
            "plan-malformed",
            vi=f"Văn bản kế hoạch có {len(problems)} chỗ sai; hãy sửa từng chỗ.",
            en=f"The plan's document has {len(problems)} mistake(s); mend each of them.",
            pointer="/document",
            problems=problems,
        ) from error


Document = Annotated[PlanDocument, WrapValidator(_strictly)]


class DraftBody(Body):
    """A draft, or a later draft of the same plan."""

    document: Document


class AskBody(Body):
    """Whose opinion is asked, until when."""

    units: tuple[Slug, ...] = Field(min_length=1)
    until: date


class OpinionBody(Body):
    """What the caller's unit thinks of the draft."""

    text: Prose = Field(min_length=1)


class IssueBody(Body):
    """The number and date that the plan bears."""

    number: Line
    issued_on: date


class AcknowledgeBody(Body):
    """The version that was received."""

    version: int = Field(default=1, ge=1)


class AmendBody(Body):
    """The whole plan as it shall be from now on, and why."""

    document: Document
    reason: Line


class CloseBody(Body):
    """The final review."""

    review: Prose = Field(min_length=1)


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["plans"])
    _ask(routes, api)
    _draft(routes, ground, api)
    _in_force(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    reader = api.caller(*READ)

    @routes.get("/plans")
    def plans(
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        status: Literal["draft", "in-force", "closed"] | None = None,
        agency: Slug | None = None,
        year: int | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Plans, without their documents."""
        rows = views.plans(db, status=status, agency=agency, year=year, cursor=cursor, limit=limit)
        return page(rows, "plan", limit)

    @routes.get("/plans/{plan}")
    def plan(
        plan: Slug, caller: Annotated[Caller, reader], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One plan, whole: document, warnings, opinions, recipients and who acknowledged, who
        answers which clause, how far the tasks are, how the targets stand."""
        row = found(views.plan(db, plan), f"plan {plan}")
        return row | {"progress": progress(db, plan), "targets": targets(db, plan)}

    @routes.get("/plans/{plan}/answers")
    def answers(
        plan: Slug,
        caller: Annotated[Caller, reader],
        db: Annotated[Db, api.read()],
        clause: Annotated[str | None, Query(max_length=32)] = None,
    ) -> list[dict[str, Any]]:
        """Which unit answers which clause with a plan of its own; `child` is null where a unit
        that has a task there has none. Without `clause`: the clauses that anybody answers."""
        found(views.plan(db, plan), f"plan {plan}")
        return views.answers(db, plan, clause)


def _draft(routes: APIRouter, ground: Ground, api: Api) -> None:
    maker = api.caller(*MAKE_PLANS)

    @routes.post("/plans", status_code=201)
    def draft(body: DraftBody, caller: Annotated[Caller, maker]) -> Recorded:
        """Make this the draft of its plan. A child plan names its parent and the clause."""

        def use_case(work: Work) -> None:
            command = DraftPlan(
                at=work.at,
                basis=body.basis,
                plan=body.document.plan,
                by=owner(caller),
                document=body.document,
                units=ask(ground, named_units, local_day(work.at)),
            )
            application.draft_plan(work, command)

        return caller.do(use_case)

    @routes.post("/plans/{plan}/opinions/ask", status_code=201)
    def ask_opinions(plan: Slug, body: AskBody, caller: Annotated[Caller, maker]) -> Recorded:
        """Ask units what they think of the draft."""

        def use_case(work: Work) -> None:
            known = ask(ground, named_units, local_day(work.at))
            command = AskOpinions(
                at=work.at,
                plan=plan,
                by=owner(caller),
                open_units=frozenset(unit.unit for unit in known),
                **dict(body),
            )
            application.change_plan(work, command)

        return caller.do(use_case)

    @routes.post("/plans/{plan}/opinions", status_code=201)
    def give_opinion(
        plan: Slug, body: OpinionBody, caller: Annotated[Caller, api.caller(*SPEAK)]
    ) -> Recorded:
        """Say what the caller's unit thinks of the draft."""
        unit = caller.unit
        return caller.do(
            lambda work: application.change_plan(
                work, GiveOpinion(at=work.at, plan=plan, unit=unit, **dict(body))
            )
        )

    @routes.post("/plans/{plan}/issue", status_code=201)
    def issue(plan: Slug, body: IssueBody, caller: Annotated[Caller, maker]) -> Recorded:
        """Put the draft in force: its tasks are assigned, its targets set."""

        def use_case(work: Work) -> None:
            units = ask(ground, named_units, body.issued_on)
            command = IssuePlan(at=work.at, plan=plan, by=owner(caller), units=units, **dict(body))
            application.issue_plan(work, command, ground.calendar)

        return caller.do(use_case)


def _in_force(routes: APIRouter, ground: Ground, api: Api) -> None:
    maker = api.caller(*MAKE_PLANS)

    @routes.post("/plans/{plan}/distribute", status_code=201)
    def distribute(plan: Slug, body: Body, caller: Annotated[Caller, maker]) -> Recorded:
        """Send the present version to its recipients."""
        by = owner(caller)
        return caller.do(
            lambda work: application.change_plan(
                work, DistributePlan(at=work.at, plan=plan, by=by, **dict(body))
            )
        )

    @routes.post("/plans/{plan}/acknowledge", status_code=201)
    def acknowledge(
        plan: Slug, body: AcknowledgeBody, caller: Annotated[Caller, api.caller(*SPEAK)]
    ) -> Recorded:
        """Say that the caller's unit has received a version."""
        unit = caller.unit
        return caller.do(
            lambda work: application.change_plan(
                work, AcknowledgePlan(at=work.at, plan=plan, unit=unit, **dict(body))
            )
        )

    @routes.post("/plans/{plan}/amend", status_code=201)
    def amend(plan: Slug, body: AmendBody, caller: Annotated[Caller, maker]) -> Recorded:
        """Put another version in force: what it no longer asks for is withdrawn."""

        def use_case(work: Work) -> None:
            command = AmendPlan(
                at=work.at,
                plan=plan,
                by=owner(caller),
                units=ask(ground, named_units, local_day(work.at)),
                **dict(body),
            )
            open_now = ask(ground, open_tasks, plan)
            application.amend_plan(work, command, ground.calendar, open_now)

        return caller.do(use_case)

    @routes.post("/plans/{plan}/close", status_code=201)
    def close(plan: Slug, body: CloseBody, caller: Annotated[Caller, maker]) -> Recorded:
        """End the plan with a final review; open tasks are withdrawn."""
        by = owner(caller)

        def use_case(work: Work) -> None:
            command = ClosePlan(at=work.at, plan=plan, by=by, **dict(body))
            application.close_plan(work, command, ask(ground, open_tasks, plan))

        return caller.do(use_case)
