"""Routes by which the inspector leads an inspection and the head decides it, a step each."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any

from fastapi import APIRouter

from danvan.contracts.base import Line, Slug
from danvan.contracts.inspection import (
    Evidence,
    FindingId,
    FindingIds,
    InspectionId,
    InspectionTerms,
    Paper,
    Recommendations,
    Statement,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.inspection.api.common import DECIDES, LEADS
from danvan.services.inspection.application import inspections as application
from danvan.services.inspection.application.law import inspection_clocks
from danvan.services.inspection.application.pointing import check_pointed
from danvan.services.inspection.domain import inspection_commands as wanted
from danvan.services.inspection.domain.inspection_clocks import InspectionClocks


class DecisionBody(Body, InspectionTerms):
    """What the head decides."""

    inspection: InspectionId


class ReasonBody(Body):
    """Why."""

    reason: Line


class FindingBody(Body):
    """What was found, which rule it breaks, and what shows it."""

    finding: FindingId
    what: Statement
    breaks: Line
    evidence: Evidence


class DraftBody(Body):
    """The draft of the conclusion."""

    draft: Paper


class ConclusionBody(Body):
    """What the head signs: the findings upheld, and what the unit has to do by when."""

    number: Line
    summary: Statement
    conclusion: Paper
    findings: FindingIds = ()
    recommendations: Recommendations = ()


class PublicationBody(Body):
    """Where it can be read."""

    where: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["inspections"])
    clocks = inspection_clocks(ground)
    _decide(routes, api, clocks)
    _lead(routes, api, clocks)
    _follow(routes, api)
    return routes


def _take(caller: Caller, inspection: Slug, kind: type[Any], **said: object) -> Recorded:
    return caller.do(lambda work: application.take_step(work, inspection, kind(at=work.at, **said)))


def _decide(routes: APIRouter, api: Api, clocks: InspectionClocks) -> None:
    head = api.caller(*DECIDES)

    @routes.post("/inspections", status_code=201)
    def decide(body: DecisionBody, caller: Annotated[Caller, head]) -> Recorded:
        """Decide an inspection, of the plan or an extraordinary one."""
        said = {name: getattr(body, name) for name in InspectionTerms.model_fields}
        terms = InspectionTerms(**said)
        return caller.do(
            lambda work: application.decide_inspection(
                work,
                wanted.DecideInspection(at=work.at, inspection=body.inspection, terms=terms),
            )
        )

    @routes.post("/inspections/{inspection}/extend", status_code=201)
    def extend(inspection: Slug, body: ReasonBody, caller: Annotated[Caller, head]) -> Recorded:
        """Give the team more time, once, as much as the law has."""
        said = {"reason": body.reason, "clocks": clocks}
        return _take(caller, inspection, wanted.ExtendInspection, **said)

    @routes.post("/inspections/{inspection}/conclude", status_code=201)
    def conclude(
        inspection: Slug, body: ConclusionBody, caller: Annotated[Caller, head]
    ) -> Recorded:
        """Sign the conclusion."""
        return _take(caller, inspection, wanted.ConcludeInspection, **dict(body), clocks=clocks)

    @routes.post("/inspections/{inspection}/suspend", status_code=201)
    def suspend(inspection: Slug, body: ReasonBody, caller: Annotated[Caller, head]) -> Recorded:
        """Stop the clock."""
        return _take(caller, inspection, wanted.SuspendInspection, reason=body.reason)

    @routes.post("/inspections/{inspection}/resume", status_code=201)
    def resume(inspection: Slug, caller: Annotated[Caller, head]) -> Recorded:
        """Let it go on."""
        return _take(caller, inspection, wanted.ResumeInspection, clocks=clocks)

    @routes.post("/inspections/{inspection}/cancel", status_code=201)
    def cancel(inspection: Slug, body: ReasonBody, caller: Annotated[Caller, head]) -> Recorded:
        """Give it up."""
        return _take(caller, inspection, wanted.CancelInspection, reason=body.reason)


def _lead(routes: APIRouter, api: Api, clocks: InspectionClocks) -> None:
    inspector = api.caller(*LEADS)

    @routes.post("/inspections/{inspection}/open", status_code=201)
    def open_(inspection: Slug, caller: Annotated[Caller, inspector]) -> Recorded:
        """The decision is announced at the unit; the team's time begins."""
        return _take(caller, inspection, wanted.OpenInspection, clocks=clocks)

    @routes.post("/inspections/{inspection}/findings", status_code=201)
    def finding(
        inspection: Slug,
        body: FindingBody,
        caller: Annotated[Caller, inspector],
        db: Annotated[Db, api.read()],
    ) -> Recorded:
        """Something is not as it should be. The facts it points at are in the archive."""
        check_pointed(db, body.evidence.facts, "/evidence/facts")
        return _take(caller, inspection, wanted.MakeFinding, **dict(body))

    @routes.post("/inspections/{inspection}/end", status_code=201)
    def end(inspection: Slug, caller: Annotated[Caller, inspector]) -> Recorded:
        """The team leaves the unit."""
        return _take(caller, inspection, wanted.EndFieldwork, clocks=clocks)

    @routes.post("/inspections/{inspection}/draft", status_code=201)
    def draft(inspection: Slug, body: DraftBody, caller: Annotated[Caller, inspector]) -> Recorded:
        """Report to the head, with the draft of the conclusion."""
        return _take(caller, inspection, wanted.DraftConclusion, draft=body.draft, clocks=clocks)

    @routes.post("/inspections/{inspection}/publish", status_code=201)
    def publish(
        inspection: Slug, body: PublicationBody, caller: Annotated[Caller, inspector]
    ) -> Recorded:
        """The signed conclusion can be read from now on."""
        return _take(caller, inspection, wanted.PublishConclusion, where=body.where, clocks=clocks)


def _follow(routes: APIRouter, api: Api) -> None:
    inspector = api.caller(*LEADS)
    path = "/inspections/{inspection}/recommendations/{recommendation}"

    @routes.post(f"{path}/return", status_code=201)
    def return_(
        inspection: Slug,
        recommendation: Slug,
        body: ReasonBody,
        caller: Annotated[Caller, inspector],
    ) -> Recorded:
        """The unit says that it is done; it is not."""
        said = {"recommendation": recommendation, "reason": body.reason}
        return _take(caller, inspection, wanted.ReturnRecommendation, **said)

    @routes.post(f"{path}/confirm", status_code=201)
    def confirm(
        inspection: Slug, recommendation: Slug, caller: Annotated[Caller, inspector]
    ) -> Recorded:
        """It is done indeed."""
        said = {"recommendation": recommendation}
        return _take(caller, inspection, wanted.ConfirmRecommendation, **said)

    @routes.post("/inspections/{inspection}/close", status_code=201)
    def close(inspection: Slug, caller: Annotated[Caller, inspector]) -> Recorded:
        """Published, and all that was recommended is confirmed."""
        return _take(caller, inspection, wanted.CloseInspection)
