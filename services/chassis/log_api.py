"""The sealed log over HTTP, as C2SP tlog-tiles has it: checkpoint, tiles, entry bundles.

Hashes are open to everybody. Entries are facts, internal ones too, and are the inspector's. A leaf
too large for a bundle (its length has 16 bits) is at `/audit/entry/<index>`, as all are.
"""
# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import PlainTextResponse, Response

from danvan.contracts.audit.merkle import HASH_BYTES
from danvan.contracts.audit.tiles import (
    MAX_ENTRY,
    TilePath,
    encode_bundle,
    parse_path,
)
from danvan.contracts.roles import Role
from danvan.services.chassis import log_tables
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller

#: Tiles never change; a checkpoint is new every second.
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
PRIVATE_FOR_EVER = {"cache-control": "private, max-age=31536000, immutable"}
NOT_KEPT = {"cache-control": "no-cache"}


def log_router(ground: Ground, api: Api) -> APIRouter:
    """What reads the sealed log; the sealer writes it."""
    router = APIRouter(prefix="/audit")

    @router.get("/checkpoint", tags=["hashes"], response_class=PlainTextResponse)
    def checkpoint() -> Response:
        """The newest signed checkpoint."""
        with ground.database.connection() as db:
            note = log_tables.read_checkpoint(db)
        if note is None:
            raise HTTPException(404, "nothing has been sealed yet")
        return PlainTextResponse(note, headers=NOT_KEPT)

    @router.get("/tile/entries/{path:path}", tags=["history"], response_class=Response)
    def entries(
        path: Annotated[str, Path(max_length=100)],
        caller: Annotated[Caller, api.caller(Role.INSPECTOR)],
    ) -> Response:
        """A bundle of leaves, each behind its length in two bytes."""
        asked = _parsed(f"tile/entries/{path}")
        with ground.database.connection() as db:
            found = log_tables.read_entries(db, asked.n, asked.width)
        if len(found) < asked.width:
            raise HTTPException(404, f"there are {len(found)} entries, not {asked.width}")
        if any(len(entry) > MAX_ENTRY for entry in found):
            raise HTTPException(404, "an entry is too large for a bundle; see /audit/entry/<index>")
        return _octets(encode_bundle(found), PRIVATE_FOR_EVER)

    @router.get("/tile/{path:path}", tags=["hashes"], response_class=Response)
    def tile(path: Annotated[str, Path(max_length=100)]) -> Response:
        """The hashes of a tile."""
        asked = _parsed(f"tile/{path}")
        assert asked.level is not None, "the route before takes entries"
        with ground.database.connection() as db:
            hashes = log_tables.read_tile(db, asked.level, asked.n)[: asked.width * HASH_BYTES]
        if len(hashes) < asked.width * HASH_BYTES:
            raise HTTPException(404, "the log does not reach so far")
        return _octets(hashes, FOR_EVER)

    @router.get("/entry/{index}", tags=["history"], response_class=Response)
    def entry(
        index: Annotated[int, Path(ge=0, lt=2**63)],
        caller: Annotated[Caller, api.caller(Role.INSPECTOR)],
    ) -> Response:
        """One leaf, in the bytes that are stored."""
        with ground.database.connection() as db:
            found = log_tables.read_entry(db, index)
        if found is None:
            raise HTTPException(404, "the log does not reach so far")
        return _octets(found, PRIVATE_FOR_EVER)

    return router


def _parsed(path: str) -> TilePath:
    try:
        return parse_path(path)
    except ValueError as error:
        raise HTTPException(404, f"not the path of a tile: {error}") from error


def _octets(content: bytes, headers: dict[str, str]) -> Response:
    return Response(content, media_type="application/octet-stream", headers=headers)
