"""Erasing a person: the order is recorded, then the key is destroyed, for good.

Crash point: between the two the fact stands and the key is still there; the next start destroys it,
as it does with every key that came back with a restored backup.
"""
# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.audit.erasure import read_erasure
from danvan.contracts.base import Line
from danvan.contracts.catalogue import CATALOGUE
from danvan.contracts.personal import PersonalDataErased
from danvan.contracts.roles import Role
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Api, Body, Caller, Recorded
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.persons import Persons, erasing_stream
from danvan.services.chassis.work import Work

BATCH = 1000
NOBODY = (
    "nothing is sealed for this person; a person is named by the stream that tells of them,"
    " e.g. petitioner/<petition>"
)
#: Types under which a service records that a key was destroyed.
ERASED = tuple(name for name, entry in CATALOGUE.items() if entry.model is PersonalDataErased)


class ErasureBody(Body):
    """The order that demands it."""

    order: Line


def erasures_router(ground: Ground, api: Api) -> APIRouter:
    """The route by which a head has a person erased."""
    router = APIRouter(tags=["persons"])

    @router.post("/persons/{person:path}/erase", status_code=201)
    def erase(
        person: Annotated[str, Path(max_length=300)],
        body: ErasureBody,
        caller: Annotated[Caller, api.caller(Role.LEADER)],
    ) -> Recorded:
        """Destroy a person's key. Asked twice, nothing more happens."""
        keys = ground.persons.keys_of(person)
        if not keys:
            raise HTTPException(404, NOBODY)
        living = [key for key, there in keys if there]
        recorded = caller.do(lambda work: _order(work, living, body.order))
        ground.persons.destroy(living)
        return recorded

    return router


def forget_again(journal: Journal, persons: Persons) -> int:
    """Destroy every key that the journal says is destroyed; how many had come back."""
    destroyed, after = 0, 0
    while batch := journal.read(after, BATCH, types=ERASED):
        told = [erased.key for stored in batch if (erased := read_erasure(stored.raw))]
        destroyed += persons.destroy(told)
        after = batch[-1].position
    return destroyed


async def told_erased(js: JetStreamContext, service: str) -> list[str]:
    """The keys that the broker holds as destroyed: the journal may be an older one, put back."""
    [type_] = [name for name in ERASED if name.split(".")[1] == service]
    subject, sequence, told = subjects.fact_subject(type_, public=True), 1, list[str]()
    while True:
        try:
            message = await js.get_msg(
                subjects.facts_stream(service), sequence, subject=subject, direct=True, next=True
            )
        except NotFoundError:
            return told
        if erased := read_erasure(message.data or b""):
            told.append(erased.key)
        assert message.seq is not None, "a stored message has a place"
        sequence = message.seq + 1


def _order(work: Work, keys: list[str], order: str) -> None:
    for key in keys:
        stream = erasing_stream(key)
        if not work.facts(stream):
            work.record(stream, PersonalDataErased(key=key, order=order))
