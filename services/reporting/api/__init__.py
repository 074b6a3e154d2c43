"""What reporting answers over HTTP. Every route states whom it lets in."""

from __future__ import annotations

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.reporting.api import consolidations, duties, reports, self_reported


def router(ground: Ground, api: Api) -> APIRouter:
    """All routes of reporting."""
    routes = APIRouter()
    for part in (duties, reports, consolidations, self_reported):
        routes.include_router(part.router(ground, api))
    return routes
