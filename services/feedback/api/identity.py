"""Routes of who petitions: taken down, and a sealed identity opened by two."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

from danvan.contracts.base import Line, Prose, Token
from danvan.contracts.feedback import OpeningRole, Petitioner, PetitionId
from danvan.contracts.ids import uuid7
from danvan.contracts.roles import Role
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Recorded
from danvan.services.chassis.master_keys import read_master_keys
from danvan.services.chassis.opened import Unreadable, opened
from danvan.services.chassis.work import Work
from danvan.services.feedback.api.petitions import HANDLE, Strict, speaker
from danvan.services.feedback.application import identity as application
from danvan.services.feedback.application.petitions import PETITIONER, own_petition
from danvan.services.feedback.application.vault import Vault
from danvan.services.feedback.domain.identity import ApproveOpening, AskOpening, OpenIdentity
from danvan.services.feedback.settings import FeedbackSettings

#: The two who open together.
OPEN = (Role.LEADER, Role.INSPECTOR)


class StrictPetitioner(Petitioner):
    """Somebody who petitions, in clear, as it arrives; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Line
    address: Line | None = None
    contact: Line | None = None


class PetitionerBody(Strict):
    """Who petitions and in which words. Kept sealed unless the class is known and harmless."""

    petitioners: tuple[StrictPetitioner, ...] = Field(default=(), max_length=1000)
    text: Prose | None = None


class PetitionerShown(BaseModel):
    """Who petitions; null where `unreadable` says why."""

    petitioners: list[dict[str, str | None]] = []
    text: str | None = None
    unreadable: list[Unreadable] = []


class OpeningBody(Strict):
    """Why it has to be known."""

    reason: Line


class OpeningAsked(Recorded):
    """The opening that was asked for."""

    opening: Token


class Opened(Recorded):
    """Who the denouncer is; shown once."""

    identity: application.Identity


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["petitioners"])
    _keep(routes, ground, api)
    _show(routes, ground, api)
    _open(routes, ground, api)
    return routes


def _keep(routes: APIRouter, ground: Ground, api: Api) -> None:
    vault = _vault(ground)

    @routes.post("/petitions/{petition}/petitioner", status_code=201)
    def keep(
        petition: PetitionId, body: PetitionerBody, caller: Annotated[Caller, api.caller(*HANDLE)]
    ) -> Recorded:
        """Take down who petitions. The same again changes nothing, so no key is needed, and none
        is used: its record would hold a hash of the name."""
        named = tuple(Petitioner(**dict(each)) for each in body.petitioners)
        who = application.Identity(petitioners=named, text=body.text)
        by = speaker(caller)
        return replace(caller, key=None).do(
            lambda work: application.keep_identity(work, _there(vault), petition, by, who)
        )


def _show(routes: APIRouter, ground: Ground, api: Api) -> None:
    @routes.get("/petitions/{petition}/petitioner")
    def show(
        petition: PetitionId, caller: Annotated[Caller, api.caller(*HANDLE)], response: Response
    ) -> PetitionerShown:
        """Who petitions and in which words, for those who handle it. Never a denouncer."""
        work = ground.work()
        own_petition(work, petition, speaker(caller))
        known = work.state(PETITIONER, petition)
        shown, unreadable = dict[str, Any](), list[Unreadable]()
        for said in (known.named, known.text):
            if said is not None:
                clear, hidden = opened(ground.persons, PETITIONER.stream(petition), said)
                shown, unreadable = shown | clear, unreadable + hidden
        response.headers["Cache-Control"] = "no-store"
        return PetitionerShown(**shown, unreadable=unreadable)


def _open(routes: APIRouter, ground: Ground, api: Api) -> None:
    opener = api.caller(*OPEN)
    vault = _vault(ground)

    @routes.post("/petitions/{petition}/openings", status_code=201)
    def ask(
        petition: PetitionId, body: OpeningBody, caller: Annotated[Caller, opener]
    ) -> OpeningAsked:
        """Ask to see who the denouncer is."""
        opening = caller.key or str(uuid7())

        def asking(work: Work) -> None:
            unit = own_petition(work, petition, None).unit
            command = AskOpening(
                **_who(work, petition, opening, caller), unit=unit, reason=body.reason
            )
            application.do_identity(work, command)

        written = caller.do(asking)
        return OpeningAsked(**dict(written), opening=opening)

    @routes.post("/petitions/{petition}/openings/{opening}/approval", status_code=201)
    def approve(
        petition: PetitionId, opening: Token, body: Strict, caller: Annotated[Caller, opener]
    ) -> Recorded:
        """Approve it, as a second person in the other role."""
        return caller.do(
            lambda work: application.do_identity(
                work, ApproveOpening(**_who(work, petition, opening, caller))
            )
        )

    @routes.post("/petitions/{petition}/openings/{opening}/reading", status_code=201)
    def read(
        petition: PetitionId,
        opening: Token,
        body: Strict,
        caller: Annotated[Caller, opener],
        response: Response,
    ) -> Opened:
        """See it, once, as the one who asked."""
        seen: list[application.Identity] = []

        def reading(work: Work) -> None:
            command = OpenIdentity(**_who(work, petition, opening, caller))
            seen[:] = [application.open_identity(work, _there(vault), command)]

        written = replace(caller, key=None).do(reading)
        response.headers["Cache-Control"] = "no-store"
        return Opened(**dict(written), identity=seen[0])


def _who(work: Work, petition: str, opening: str, caller: Caller) -> dict[str, Any]:
    return {
        "at": work.at,
        "petition": petition,
        "opening": opening,
        "actor": caller.principal.actor,
        "role": OpeningRole(caller.principal.role.value),
    }


def _vault(ground: Ground) -> Vault | None:
    assert isinstance(ground.settings, FeedbackSettings)
    key = ground.settings.denouncer_key
    return None if key is None else Vault(read_master_keys(key.get_secret_value()))


def _there(vault: Vault | None) -> Vault:
    if vault is None:
        raise HTTPException(503, "set DANVAN_DENOUNCER_KEY: no identity can be sealed or opened")
    return vault
