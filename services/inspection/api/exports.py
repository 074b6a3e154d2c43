"""Exports over HTTP: facts as a file, for the inspector, who says why; that is recorded."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

import re
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.inspection import Reason
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller
from danvan.services.inspection.application.reading import open_file
from danvan.services.inspection.exports import FORMS, LOGS, Format, Leaf, is_withheld
from danvan.services.inspection.exports.criteria import Criteria
from danvan.services.inspection.exports.evidence import Order, Trust, write_evidence
from danvan.services.inspection.settings import InspectionSettings

#: The kind of file that is said to have been opened.
EXPORT = "export"
CHUNK = 1 << 16


class Wanted(Criteria):
    """Which facts, in which form, and why. Redacted: without what is internal or personal."""

    format: Format
    reason: Reason
    redacted: bool = False


def router(ground: Ground, api: Api) -> APIRouter:
    """The route."""
    routes = APIRouter(tags=["exports"])
    assert isinstance(ground.settings, InspectionSettings)
    trust = _trust(ground.settings)

    @routes.post("/exports", response_class=StreamingResponse)
    def export(
        wanted: Wanted, caller: Annotated[Caller, api.caller(Role.INSPECTOR)]
    ) -> StreamingResponse:
        """The facts as a file. It is complete before the reading is recorded, and recorded before
        the first byte is sent."""
        form = FORMS[wanted.format]
        with ExitStack() as stack:
            file = stack.enter_context(TemporaryFile())
            with ground.database.transaction() as db:
                _write(db, wanted, caller, trust, file)
            caller.do(lambda work: open_file(work, (EXPORT, wanted.name), wanted.reason))
            kept = stack.pop_all()
        chunks = _chunks(file, kept)
        next(chunks)
        disposition = f'attachment; filename="{_file_name(wanted, form.suffix)}"'
        return StreamingResponse(
            chunks,
            media_type=form.media_type,
            headers={"content-disposition": disposition, "cache-control": "no-store"},
        )

    return routes


def _trust(settings: InspectionSettings) -> Trust:
    cosigner = settings.cosigner()
    return Trust(
        logs={log.service: log.vkey for log in settings.watched_logs()},
        witnesses=[cosigner_vkey(cosigner)] if cosigner else [],
    )


def _write(db: Db, wanted: Wanted, caller: Caller, trust: Trust, out: BinaryIO) -> None:
    if wanted.format is Format.PACK:
        actor = caller.principal.actor
        order = Order(wanted, wanted.redacted, wanted.reason, actor, caller.at)
        write_evidence(db, order, trust, out)
    else:
        LOGS[wanted.format].write(_some(db, wanted), out)


def _some(db: Db, wanted: Wanted) -> Iterator[Leaf]:
    """The leaves that may be shown.

    Raises:
        Refused: if there are none.
    """
    found = wanted.leaves(db)
    shown = (leaf for leaf in found if not (wanted.redacted and is_withheld(leaf)))
    for first in shown:
        return chain([first], shown)
    raise wanted.nothing()


def _file_name(wanted: Wanted, suffix: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", wanted.name)
    return f"danvan-{plain[:100]}{'-redacted' * wanted.redacted}{suffix}"


def _chunks(file: BinaryIO, kept: ExitStack) -> Iterator[bytes]:
    """Begins with nothing: one that has begun closes the file, also if nobody reads on."""
    with kept:
        file.seek(0)
        yield b""
        while chunk := file.read(CHUNK):
            yield chunk
