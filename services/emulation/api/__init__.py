"""What emulation answers over HTTP, and whom each route lets in."""

from __future__ import annotations

from types import ModuleType

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.emulation.api import (
    ballots,
    campaigns,
    council,
    nominations,
    recognition,
    replication,
    standing,
)

#: The rooms whose routes are joined.
JOINED: tuple[ModuleType, ...] = (
    campaigns,
    nominations,
    council,
    recognition,
    replication,
    standing,
    ballots,
)


def router(ground: Ground, api: Api) -> APIRouter:
    """All routes of emulation."""
    whole = APIRouter()
    for room in JOINED:
        whole.include_router(room.router(ground, api))
    return whole
