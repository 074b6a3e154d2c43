"""What feedback answers over HTTP, and whom each route lets in."""

from __future__ import annotations

from types import ModuleType

from fastapi import APIRouter

from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api
from danvan.services.feedback.api import (
    conformance,
    counts,
    dossiers,
    follow,
    identity,
    letters,
    notices,
    petition_lists,
    petitions,
    reception,
    surveys,
)

#: The rooms whose routes are joined.
JOINED: tuple[ModuleType, ...] = (
    petitions,
    petition_lists,
    identity,
    follow,
    dossiers,
    letters,
    surveys,
    reception,
    notices,
    counts,
    conformance,
)


def router(ground: Ground, api: Api) -> APIRouter:
    """All routes of feedback."""
    whole = APIRouter()
    for room in JOINED:
        whole.include_router(room.router(ground, api))
    return whole
