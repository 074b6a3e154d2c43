"""Joins the rooms of inspection; `danvan serve inspection` runs what is joined here."""

from __future__ import annotations

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.http import Api
from danvan.services.chassis.process import serve
from danvan.services.inspection import api, pages
from danvan.services.inspection.application.aggregates import AGGREGATES
from danvan.services.inspection.archive.tables import TABLES
from danvan.services.inspection.intake import routes
from danvan.services.inspection.settings import InspectionSettings
from danvan.services.inspection.views import VIEWS
from danvan.services.inspection.witness.watching import tasks


def _router(ground: Ground, guard: Api) -> APIRouter:
    both = APIRouter()
    both.include_router(api.router(ground, guard))
    both.include_router(pages.router(ground))
    return both


SERVICE = Service(
    name="inspection",
    title="Dân Vận – kiểm tra, giám sát / inspection",
    settings=InspectionSettings,
    views=VIEWS,
    routes=routes,
    router=_router,
    aggregates=AGGREGATES,
    tables=TABLES,
    tasks=tasks,
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
