"""What planning answers over HTTP, and whom each route lets in."""

from __future__ import annotations

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.planning.api import plans, targets, tasks, units


def router(ground: Ground, api: Api) -> APIRouter:
    """All routes of planning."""
    whole = APIRouter()
    for room in (units, plans, tasks, targets):
        whole.include_router(room.router(ground, api))
    return whole
