"""Routes of campaigns."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, ValidationError, WrapValidator

from danvan.contracts.base import Line, Prose, Refused, Slug
from danvan.contracts.campaign import CampaignDocument
from danvan.contracts.problems import problems_of
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.emulation.api.common import READ, STEER
from danvan.services.emulation.application import campaigns as application
from danvan.services.emulation.application.policies import policy_rows
from danvan.services.emulation.domain.campaign import AmendCampaign, CloseCampaign
from danvan.services.emulation.views import campaigns as views


def _strictly(value: Any, _: Any) -> CampaignDocument:
    """A document from people: an unknown key is a mistake, and every mistake is told."""
    try:
        return CampaignDocument.model_validate(value, extra="forbid")
    except ValidationError as error:
        problems = tuple(
            problem.model_copy(update={"pointer": f"/document{problem.pointer or ''}"})
            for problem in problems_of(error, CampaignDocument)
        )
        raise Refused(
            "campaign-malformed",
            vi=f"Văn bản đợt thi đua có {len(problems)} chỗ sai; hãy sửa từng chỗ.",
            en=f"The campaign's document has {len(problems)} mistake(s); mend each of them.",
            pointer="/document",
            problems=problems,
        ) from error


Document = Annotated[CampaignDocument, WrapValidator(_strictly)]


class CampaignBody(Body):
    """The order or decision that it rests on."""

    basis: Line | None = None


class LaunchBody(CampaignBody):
    """The campaign as a file of it says."""

    document: Document


class AmendBody(CampaignBody):
    """The whole campaign as it shall be from now on, and why."""

    document: Document
    reason: Line


class CloseBody(CampaignBody):
    """The final review."""

    review: Prose = Field(min_length=1)


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["campaigns"])
    _ask(routes, api)
    _change(routes, ground, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    @routes.get("/campaigns")
    def campaigns(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        status: Literal["running", "closed"] | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Campaigns, without their documents."""
        rows = views.campaigns(db, status=status, cursor=cursor, limit=limit)
        return page(rows, "campaign", limit)

    @routes.get("/campaigns/{campaign}")
    def campaign(
        campaign: Slug,
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
    ) -> dict[str, Any]:
        """One campaign: its document, the policy rows it is run by, its amendments."""
        return found(views.campaign(db, campaign), f"campaign {campaign}")


def _change(routes: APIRouter, ground: Ground, api: Api) -> None:
    rows = policy_rows(ground.settings)

    @routes.post("/campaigns", status_code=201)
    def launch(body: LaunchBody, caller: Annotated[Caller, api.caller(*STEER)]) -> Recorded:
        """Launch a campaign; it is run by the caller's unit, under the policy rows of the day."""
        unit = caller.unit
        return caller.do(
            lambda work: application.launch_campaign(work, unit, body.document, rows, body.basis)
        )

    @routes.post("/campaigns/{campaign}/amend", status_code=201)
    def amend(
        campaign: Slug, body: AmendBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Change a campaign, as far as the phases that rest on it have not begun."""
        return caller.do(
            lambda work: application.change_campaign(
                work, campaign, AmendCampaign(at=work.at, campaign=campaign, **dict(body))
            )
        )

    @routes.post("/campaigns/{campaign}/close", status_code=201)
    def close(
        campaign: Slug, body: CloseBody, caller: Annotated[Caller, api.caller(*STEER)]
    ) -> Recorded:
        """Close a campaign with its final review."""
        return caller.do(
            lambda work: application.change_campaign(
                work, campaign, CloseCampaign(at=work.at, campaign=campaign, **dict(body))
            )
        )
