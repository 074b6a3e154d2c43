"""Routes of the organisation register."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from danvan.contracts.base import Line, Slug, Text
from danvan.contracts.calendar import local_day
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import PublicKey
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.lists import Cursor, Limit, Page, found, page
from danvan.services.chassis.work import Work
from danvan.services.planning import application
from danvan.services.planning.api.common import (
    KEEP_KEYS,
    KEEP_REGISTER,
    READ,
    Body,
    ask,
)
from danvan.services.planning.domain.credential import RegisterCredential, RevokeCredential
from danvan.services.planning.domain.unit import (
    CloseUnit,
    MoveUnit,
    OpenUnit,
    RenameUnit,
    SplitUnit,
)
from danvan.services.planning.views import units as views


class NewUnit(BaseModel):
    """A unit to be opened."""

    model_config = ConfigDict(extra="forbid")

    unit: Slug
    kind: UnitKind
    name: Text
    parent: Slug | None = None

    def opened(self, work: Work, effective: date, basis: str | None) -> OpenUnit:
        """The command that opens it."""
        return OpenUnit(
            at=work.at,
            basis=basis,
            unit=self.unit,
            effective=effective,
            name=self.name,
            kind=self.kind,
            parent=self.parent,
        )


class OpenBody(Body):
    """Open a unit from a day on."""

    opening: NewUnit
    effective: date


class RenameBody(Body):
    """Another name from a day on."""

    name: Text
    effective: date


class MoveBody(Body):
    """Another parent from a day on; none: at the top."""

    parent: Slug | None = None
    effective: date


class CloseBody(Body):
    """The end, without a successor."""

    reason: Line
    effective: date


class MergeBody(Body):
    """Units become one, `into`: opened by `opening` if it does not exist yet."""

    units: tuple[Slug, ...] = Field(min_length=1)
    into: Slug
    opening: NewUnit | None = None
    effective: date


class SplitBody(Body):
    """A unit becomes several new ones."""

    into: tuple[NewUnit, ...] = Field(min_length=2)
    effective: date


class KeyBody(Body):
    """A key, and the name of the software that holds its seed."""

    public_key: PublicKey
    name: Line


class RevokeBody(Body):
    """Why the key opens nothing any more."""

    reason: Line


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["units"])
    _ask(routes, api)
    _change(routes, api)
    _end(routes, ground, api)
    _keys(routes, api)
    return routes


def _ask(routes: APIRouter, api: Api) -> None:
    @routes.get("/units")
    def units(
        caller: Annotated[Caller, api.caller(*READ)],
        db: Annotated[Db, api.read()],
        on: Annotated[date | None, Query(description="As of this day; today by default.")] = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """The units that are open on a day, with the name and parent they have then."""
        day = on or local_day(caller.at)
        return page(views.units_on(db, day, cursor, limit), "unit", limit)

    @routes.get("/units/{unit}")
    def unit(
        unit: Slug, caller: Annotated[Caller, api.caller(*READ)], db: Annotated[Db, api.read()]
    ) -> dict[str, Any]:
        """One unit over time: its names, its parents, how it ended, who came after it."""
        return found(views.unit_history(db, unit), f"unit {unit}")


def _change(routes: APIRouter, api: Api) -> None:
    keeper = api.caller(*KEEP_REGISTER)

    @routes.post("/units", status_code=201)
    def open_unit(body: OpenBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """Open a unit. Its id is never used for another one."""
        return caller.do(
            lambda work: application.open_unit(
                work, body.opening.opened(work, body.effective, body.basis)
            )
        )

    @routes.post("/units/{unit}/rename", status_code=201)
    def rename(unit: Slug, body: RenameBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """Give a unit another name."""
        return caller.do(
            lambda work: application.change_unit(
                work, RenameUnit(at=work.at, unit=unit, **dict(body))
            )
        )

    @routes.post("/units/{unit}/move", status_code=201)
    def move(unit: Slug, body: MoveBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """Put a unit below another parent."""
        return caller.do(
            lambda work: application.move_unit(work, MoveUnit(at=work.at, unit=unit, **dict(body)))
        )


def _end(routes: APIRouter, ground: Ground, api: Api) -> None:
    keeper = api.caller(*KEEP_REGISTER)

    @routes.post("/units/{unit}/close", status_code=201)
    def close(unit: Slug, body: CloseBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """End a unit. Its open tasks are withdrawn when the day has come."""

        def use_case(work: Work) -> None:
            below = ask(ground, views.units_below, unit, body.effective)
            command = CloseUnit(at=work.at, unit=unit, below=below, **dict(body))
            application.change_unit(work, command)

        return caller.do(use_case)

    @routes.post("/units/{unit}/split", status_code=201)
    def split(unit: Slug, body: SplitBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """End a unit in favour of new ones."""

        def use_case(work: Work) -> None:
            below = ask(ground, views.units_below, unit, body.effective)
            openings = [part.opened(work, body.effective, body.basis) for part in body.into]
            split = SplitUnit(
                at=work.at,
                basis=body.basis,
                unit=unit,
                effective=body.effective,
                into=tuple(application.named(opening) for opening in openings),
                below=below,
            )
            application.split_unit(work, split, openings)

        return caller.do(use_case)

    @routes.post("/merges", status_code=201)
    def merge(body: MergeBody, caller: Annotated[Caller, keeper]) -> Recorded:
        """Merge units into one, new or there already. It takes over their open tasks."""

        def use_case(work: Work) -> None:
            day, ids = body.effective, body.units
            below = {unit: ask(ground, views.units_below, unit, day, but=ids) for unit in ids}
            opening = body.opening.opened(work, day, body.basis) if body.opening else None
            application.merge_units(work, below, body.into, day, opening, body.basis)

        return caller.do(use_case)


def _keys(routes: APIRouter, api: Api) -> None:
    @routes.get("/credentials")
    def credentials(
        caller: Annotated[Caller, api.caller(*KEEP_KEYS)],
        db: Annotated[Db, api.read()],
        unit: Slug | None = None,
        cursor: Cursor = "",
        limit: Limit = 100,
    ) -> Page:
        """Registered keys, revoked ones included."""
        return page(views.credentials(db, unit, cursor, limit), "public_key", limit)

    @routes.post("/units/{unit}/credentials", status_code=201)
    def register(
        unit: Slug, body: KeyBody, caller: Annotated[Caller, api.caller(*KEEP_KEYS)]
    ) -> Recorded:
        """Let a unit's software sign in at the broker with a key."""

        def use_case(work: Work) -> None:
            command = RegisterCredential(at=work.at, unit=unit, unit_open=False, **dict(body))
            application.register_credential(work, command)

        return caller.do(use_case)

    @routes.post("/units/{unit}/credentials/{public_key}/revoke", status_code=201)
    def revoke(
        unit: Slug,
        public_key: PublicKey,
        body: RevokeBody,
        caller: Annotated[Caller, api.caller(*KEEP_KEYS)],
    ) -> Recorded:
        """Let a key open nothing any more."""

        def use_case(work: Work) -> None:
            about = {"unit": unit, "public_key": public_key} | dict(body)
            application.revoke_credential(work, RevokeCredential(at=work.at, **about))

        return caller.do(use_case)
