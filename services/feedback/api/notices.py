"""Routes of published procedures."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated

from fastapi import APIRouter

from danvan.contracts.base import Slug
from danvan.contracts.feedback import NoticeTerms, ProcedureNoticeOffered
from danvan.contracts.roles import READERS, SPEAKERS, UNIT_PEOPLE, Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, page
from danvan.services.feedback.application import notices as application
from danvan.services.feedback.domain.notice import PublishProcedure, UnpublishProcedure
from danvan.services.feedback.views import notices as views


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["notices"])
    speaker = api.caller(*SPEAKERS)

    @routes.get("/notices")
    def notices(
        caller: Annotated[Caller, api.caller(*READERS, *UNIT_PEOPLE, Role.CITIZEN)],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Procedures that can be read, of every unit."""
        return page(views.notices(db, unit=unit, cursor=cursor, limit=limit), "id", limit)

    @routes.post("/notices", status_code=201)
    def publish(body: ProcedureNoticeOffered, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit has published a procedure, or what has changed in it."""
        terms = NoticeTerms(**{name: getattr(body, name) for name in NoticeTerms.model_fields})
        return caller.do(
            lambda work: application.change_notice(
                work,
                caller.unit,
                body.procedure,
                PublishProcedure(
                    at=work.at, unit=caller.unit, terms=terms, published_on=body.published_on
                ),
            )
        )

    @routes.post("/notices/{procedure}/unpublish", status_code=201)
    def unpublish(procedure: Slug, caller: Annotated[Caller, speaker]) -> Recorded:
        """The caller's unit no longer has this procedure."""
        return caller.do(
            lambda work: application.change_notice(
                work,
                caller.unit,
                procedure,
                UnpublishProcedure(at=work.at, unit=caller.unit, procedure=procedure),
            )
        )

    return routes
