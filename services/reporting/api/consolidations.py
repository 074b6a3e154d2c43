"""Consolidations: made, read, followed back to their sources, taken along as Word or PDF."""

# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel

from danvan.contracts.base import Slug
from danvan.contracts.reporting import ConsolidationContent, DutyId
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.replay import Moment, state_of
from danvan.services.reporting.api.common import (
    JUDGE,
    OVERSEE,
)
from danvan.services.reporting.application.aggregates import CONSOLIDATION
from danvan.services.reporting.application.consolidations import consolidate
from danvan.services.reporting.documents import (
    Document,
    Letterhead,
    Narrative,
    consolidated_report,
    to_pdf,
    to_word,
)
from danvan.services.reporting.domain.consolidation import Made
from danvan.services.reporting.domain.figures import codes_and_days
from danvan.services.reporting.domain.measures import DEFINITIONS
from danvan.services.reporting.settings import ReportingSettings
from danvan.services.reporting.views import consolidations as views
from danvan.services.reporting.views.duties import terms_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

Version = Annotated[int | None, Query(ge=1, description="Absent: the newest one.")]
KnownAt = Annotated[
    AwareDatetime | None, Query(description="The version that was the newest one known then.")
]


class Consolidation(BaseModel):
    """One version, and the narrative drafts: what each unit wrote in each section."""

    content: ConsolidationContent
    narratives: list[Narrative]


def router(ground: Ground, api: Api) -> APIRouter:
    """Routes for those who make one report of many."""
    routes = APIRouter(tags=["consolidations"])
    _making(routes, ground, api)
    _following(routes, ground, api)
    _downloads(routes, ground, api)
    return routes


def _making(routes: APIRouter, ground: Ground, api: Api) -> None:
    @routes.post("/consolidations/{duty}", status_code=201)
    def make(duty: DutyId, caller: Annotated[Caller, api.caller(*JUDGE)]) -> Recorded:
        """Make the consolidation, or its next version if a report has changed."""
        return caller.do(lambda work: consolidate(work, duty))

    @routes.get("/consolidations")
    def consolidations(
        caller: Annotated[Caller, api.caller(*OVERSEE)],
        db: Annotated[Db, api.read()],
        plan: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """The newest version of each consolidation."""
        return page(views.consolidations(db, plan, cursor, limit), "duty", limit)

    @routes.get("/consolidations/{duty}")
    def consolidation(
        duty: DutyId,
        caller: Annotated[Caller, api.caller(*OVERSEE)],
        db: Annotated[Db, api.read()],
        version: Version = None,
        known_at: KnownAt = None,
    ) -> Consolidation:
        """One version with its figures, sources, who is missing, and narrative drafts."""
        return _found(db, duty, _version(ground, duty, version, known_at))


def _following(routes: APIRouter, ground: Ground, api: Api) -> None:
    @routes.get("/consolidations/{duty}/versions")
    def versions(
        duty: DutyId, caller: Annotated[Caller, api.caller(*OVERSEE)], db: Annotated[Db, api.read()]
    ) -> list[dict[str, Any]]:
        """All versions, and what moved in each."""
        return views.versions(db, duty)

    @routes.get("/consolidations/{duty}/figures/{code}")
    def lineage(
        duty: DutyId,
        code: Slug,
        caller: Annotated[Caller, api.caller(*OVERSEE)],
        db: Annotated[Db, api.read()],
        version: Version = None,
        known_at: KnownAt = None,
    ) -> list[dict[str, Any]]:
        """Where a figure comes from: report, attempt and fact of every share, and what facts of
        other services record for it."""
        content = _found(db, duty, _version(ground, duty, version, known_at)).content
        known = [figure for figure in content.figures if figure.code == code]
        found(known or None, f"figure {code} in {duty}")
        terms = found(terms_of(db, duty), f"duty {duty}")
        definition = DEFINITIONS.get(code)
        made_of = codes_and_days(definition, terms.window) if definition else None
        return views.lineage(db, content, code, made_of)


def _downloads(routes: APIRouter, ground: Ground, api: Api) -> None:
    def download(path: str, form: str, to_bytes: Callable[[Document], bytes]) -> None:
        @routes.get(f"/consolidations/{{duty}}/{path}", response_class=Response)
        def file(
            duty: DutyId,
            caller: Annotated[Caller, api.caller(*OVERSEE)],
            db: Annotated[Db, api.read()],
            version: Version = None,
            known_at: KnownAt = None,
            number: Annotated[str, Query(max_length=20, description="As registered.")] = "",
            on: Annotated[date | None, Query(description="Day the report bears.")] = None,
        ) -> Response:
            """The report in the layout of Decree 30/2020/NĐ-CP."""
            found_ = _found(db, duty, _version(ground, duty, version, known_at))
            document = _document(ground, db, found_, number, on)
            name = f"{duty}.{path.rpartition('.')[2]}"
            disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(to_bytes(document), media_type=form, headers=disposition)

    download("report.docx", WORD, to_word)
    download("report.pdf", PDF, to_pdf)


def _version(
    ground: Ground, duty: DutyId, version: int | None, known_at: datetime | None
) -> int | None:
    """The version that is asked for by its number, or by what was known at a moment: replayed from
    the facts."""
    if known_at is None:
        return version
    stream = CONSOLIDATION.stream(duty)
    facts = [stored.read() for stored in ground.journal.load([stream]).get(stream, [])]
    state = state_of(CONSOLIDATION, facts, Moment(known_at=known_at))
    made = state if isinstance(state, Made) else None
    return found(made, f"consolidation {duty}, known at {known_at.isoformat()}").newest.version


def _found(db: Db, duty: DutyId, version: int | None) -> Consolidation:
    what = f"consolidation {duty}" + (f", version {version}" if version else "")
    content = found(views.consolidation(db, duty, version), what)
    narratives = [Narrative(**row) for row in views.narratives(db, content)]
    return Consolidation(content=content, narratives=narratives)


def _document(
    ground: Ground, db: Db, made: Consolidation, number: str, on: date | None
) -> Document:
    settings, duty = ground.settings, made.content.duty
    assert isinstance(settings, ReportingSettings)
    terms = found(terms_of(db, duty), f"duty {duty}")
    letterhead = Letterhead(
        superior=settings.superior_name,
        place=settings.place,
        day=on or made.content.day,
        number=number,
    )
    return consolidated_report(terms, made.content, made.narratives, letterhead)
