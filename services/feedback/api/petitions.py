"""Routes of petitions: received, classified, taken along their procedure, asked for."""
# No postponed annotations: FastAPI could not read those that name the parameters of `router`.

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from danvan.contracts.base import Line, Slug, Token
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import (
    Channel,
    Competence,
    Complexity,
    Document,
    Following,
    HandoverReason,
    PetitionClass,
    PetitionId,
    ReopeningGround,
    Stage,
    StepDetails,
)
from danvan.contracts.feedback.days import Day, Many
from danvan.contracts.ids import uuid7
from danvan.contracts.roles import READERS, STEERING, UNIT_PEOPLE, Role
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Caller, Forbidden, Recorded
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import petitions as application
from danvan.services.feedback.application.codes import hash_of, new_code
from danvan.services.feedback.application.law import law_of
from danvan.services.feedback.domain.petition_commands import (
    ClassifyPetition,
    ExtendPetition,
    HandOverPetition,
    IssueCode,
    LinkPetition,
    ReceivePetition,
    ReopenPetition,
    SpokenCommand,
    TakeStep,
    WithdrawPetition,
)
from danvan.services.feedback.domain.petition_law import Law

#: Who works on petitions: those who run the programme, for all units; the others for their own.
HANDLE = (*STEERING, Role.OFFICE, Role.INSPECTOR, *UNIT_PEOPLE)
#: Who reads of them; people of a unit read of their own.
READ = (*READERS, *UNIT_PEOPLE)


class Strict(BaseModel):
    """A body that is refused with what it does not know, and never quoted."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Body(Strict):
    """What a write may say: the order or decision it rests on."""

    basis: Line | None = None


class ReceiptBody(Body):
    """What was received, without a name: that goes to `/petitions/{petition}/petitioner`."""

    unit: Slug | None = None
    number: Token | None = None
    claimed: PetitionClass | None = None
    channel: Channel
    letters: Many = 1
    persons: Many = 1
    anonymous: bool = False
    received: Day | None = None
    topic: Slug | None = None
    visit: Token | None = None


class ClassificationBody(Body):
    """What it is in law."""

    petition_class: PetitionClass
    eligible: bool = True
    competence: Competence = Competence.OWN
    stage: Stage = Stage.FIRST
    remote: bool = False
    contents: int = Field(default=1, ge=1, le=100)


class StepBody(Body):
    """A step of the procedure; `GET /petitions/{petition}` says which are possible."""

    step: Slug
    details: StepDetails = StepDetails()


class ExtensionBody(Body):
    """Why it may take longer, and the document that says so."""

    complexity: tuple[Complexity, ...] = Field(min_length=1)
    document: Document


class WithdrawalBody(Body):
    """What is taken back: all, or these of its contents."""

    parts: tuple[int, ...] = ()
    document: Document | None = None


class LinkBody(Body):
    """To which it belongs, and how."""

    relation: Following
    other: PetitionId


class ReopeningBody(Body):
    """Why it is worked on again."""

    ground: ReopeningGround
    document: Document


class HandoverBody(Body):
    """Which unit takes it on, and why."""

    to: Slug
    reason: HandoverReason


class Receipt(Recorded):
    """The petition's id, and the code with which its sender follows it. The code is told once and
    not kept: a repeated call answers without one, and `/petitions/{petition}/code` makes another.
    """

    petition: PetitionId
    code: str | None = None


def speaker(caller: Caller) -> Slug | None:
    """The unit on whose behalf a caller acts; None for those who run the whole programme."""
    return None if caller.principal.role in STEERING else caller.unit


def router(ground: Ground, api: Api) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["petitions"])
    _receive(routes, ground, api)
    _work_on(routes, ground, api)
    _judge(routes, ground, api)
    return routes


def _receive(routes: APIRouter, ground: Ground, api: Api) -> None:
    handler = api.caller(*HANDLE)
    law = law_of(ground)

    @routes.post("/petitions", status_code=201)
    def receive(body: ReceiptBody, caller: Annotated[Caller, handler]) -> Receipt:
        """Log a petition. Its sender gets a code to follow it by."""
        unit = body.unit or caller.unit
        _only_own(caller, unit)
        petition = application.petition_id(unit, body.number or f"d-{uuid7()}")
        code: list[str] = []

        def log(work: Work) -> None:
            given = body.model_dump(exclude={"number", "unit", "received"})
            received = body.received or local_day(work.at)
            command = ReceivePetition(
                at=work.at, petition=petition, unit=unit, law=law, received=received, **given
            )
            code[:] = [new_code()] if application.receive_petition(work, command) else []
            for each in code:
                application.do_petition(work, _issue(work, petition, each))

        written = caller.do(log)
        streams = [fact.stream for fact in written.facts]
        id_ = streams[0].partition("/")[2] if streams else petition
        return Receipt(**dict(written), petition=id_, code=code[0] if code else None)

    @routes.post("/petitions/{petition}/code", status_code=201)
    def renew_code(
        petition: PetitionId, body: Strict, caller: Annotated[Caller, handler]
    ) -> Receipt:
        """A new code to follow it by; the one before no longer does."""
        code: list[str] = []

        def renew(work: Work) -> None:
            application.own_petition(work, petition, speaker(caller))
            code[:] = [new_code()]
            application.do_petition(work, _issue(work, petition, code[0]))

        written = caller.do(renew)
        return Receipt(**dict(written), petition=petition, code=code[0] if code else None)


def _issue(work: Work, petition: str, code: str) -> IssueCode:
    return IssueCode(at=work.at, petition=petition, code_sha256=hash_of(code))


def _only_own(caller: Caller, unit: str) -> None:
    if (own := speaker(caller)) not in (None, unit):
        raise Forbidden(f"your role acts for {own}, not for {unit}")


def _work_on(routes: APIRouter, ground: Ground, api: Api) -> None:
    handler = api.caller(*HANDLE)
    law = law_of(ground)

    @routes.post("/petitions/{petition}/classification", status_code=201)
    def classify(
        petition: PetitionId, body: ClassificationBody, caller: Annotated[Caller, handler]
    ) -> Recorded:
        """Say what it is in law. Said once; other content is split off."""
        return _does(caller, ClassifyPetition, petition, law, body)

    @routes.post("/petitions/{petition}/steps", status_code=201)
    def step(petition: PetitionId, body: StepBody, caller: Annotated[Caller, handler]) -> Recorded:
        """Take a step of the procedure."""
        return _does(caller, TakeStep, petition, law, body)

    @routes.post("/petitions/{petition}/extension", status_code=201)
    def extend(
        petition: PetitionId, body: ExtensionBody, caller: Annotated[Caller, handler]
    ) -> Recorded:
        """Give it more time, with a recorded finding of complexity."""
        return _does(caller, ExtendPetition, petition, law, body)

    @routes.post("/petitions/{petition}/withdrawal", status_code=201)
    def withdraw(
        petition: PetitionId, body: WithdrawalBody, caller: Annotated[Caller, handler]
    ) -> Recorded:
        """The petitioner takes it back, whole or in part."""
        return _does(caller, WithdrawPetition, petition, law, body)


def _judge(routes: APIRouter, ground: Ground, api: Api) -> None:
    handler = api.caller(*HANDLE)
    law = law_of(ground)

    @routes.post("/petitions/{petition}/links", status_code=201)
    def link(petition: PetitionId, body: LinkBody, caller: Annotated[Caller, handler]) -> Recorded:
        """It is a duplicate of, the second stage of, or split from another petition."""
        return _does(caller, LinkPetition, petition, law, body)

    @routes.post("/petitions/{petition}/reopening", status_code=201)
    def reopen(
        petition: PetitionId, body: ReopeningBody, caller: Annotated[Caller, handler]
    ) -> Recorded:
        """Work on it again, where the procedure allows it."""
        return _does(caller, ReopenPetition, petition, law, body)

    @routes.post("/petitions/{petition}/handover", status_code=201)
    def hand_over(
        petition: PetitionId,
        body: HandoverBody,
        caller: Annotated[Caller, api.caller(*STEERING)],
    ) -> Recorded:
        """Another unit takes it on, for the one that has it was split or closed."""
        return caller.do(
            lambda work: application.do_petition(
                work, HandOverPetition(at=work.at, petition=petition, **dict(body))
            )
        )


def _does(
    caller: Caller, make: type[SpokenCommand], petition: str, law: Law, body: Body
) -> Recorded:
    def use_case(work: Work) -> None:
        command = make(
            at=work.at,
            petition=petition,
            law=law,
            by=speaker(caller),
            role=caller.principal.role,
            **dict(body),
        )
        if isinstance(command, LinkPetition):
            application.link_petition(work, command)
        else:
            application.do_petition(work, command)

    return caller.do(use_case)
