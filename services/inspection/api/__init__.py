"""What inspection answers over HTTP, and whom each route lets in."""

from __future__ import annotations

from types import ModuleType

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.inspection.api import (
    exports,
    inspections,
    logs,
    observations,
    plans,
    readings,
    steps,
)

#: The rooms whose routes are joined.
JOINED: tuple[ModuleType, ...] = (plans, inspections, steps, observations, readings, exports, logs)


def router(ground: Ground, api: Api) -> APIRouter:
    """All routes of inspection."""
    whole = APIRouter()
    for room in JOINED:
        whole.include_router(room.router(ground, api))
    return whole
