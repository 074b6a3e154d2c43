"""The console: pages for inspectors, leaders, the standing adviser and supervisors."""

from __future__ import annotations

from types import ModuleType

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

from danvan.services.chassis.auth import Tokens
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.signing_in import Sessions
from danvan.services.inspection.pages import (
    conformance,
    exports,
    figures,
    files,
    inspections,
    integrity,
    overview,
    search,
    signing,
    units,
)
from danvan.services.inspection.pages.desk import ROOM, YEAR_SECONDS, Desk
from danvan.services.inspection.pages.sources import Sources
from danvan.services.inspection.settings import InspectionSettings

#: Who listens everywhere is reached here.
OWN_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}

#: The rooms whose pages are joined.
JOINED: tuple[ModuleType, ...] = (
    overview,
    search,
    files,
    units,
    conformance,
    integrity,
    inspections,
    figures,
    exports,
)


def router(ground: Ground) -> APIRouter:
    """All pages.

    Raises:
        ValueError: if the settings of signing in contradict each other.
        FileError: if the file of logs is wrong.
    """
    settings = ground.settings
    assert isinstance(settings, InspectionSettings)
    own = OWN_HOSTS.get(settings.host, settings.host)
    urls = {log.service: log.url for log in settings.watched_logs()}
    urls["inspection"] = f"http://{own}:{settings.port}"
    desk = Desk(
        ground,
        Tokens.of(settings),
        Sources(urls),
        Sessions(settings.session_key),
        secure=(settings.public_url or "").startswith("https:"),
    )
    signing.add_to(desk, settings)
    for room in JOINED:
        room.add_to(desk)
    desk.routes.add_api_route("/console/static/{name}", _static)
    return desk.routes


async def _static(name: str) -> FileResponse:
    """A style or script. Its address changes with its content, so browsers keep it."""
    folder = ROOM / "static"
    if name not in {file.name for file in folder.iterdir()}:
        raise HTTPException(404)
    headers = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return FileResponse(folder / name, headers=headers)
