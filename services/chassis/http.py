"""HTTP as every service speaks it: who may call, idempotent writes, problems, health, exports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Header, HTTPException, Query, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from pydantic import BaseModel, ConfigDict
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from danvan.contracts.base import Refused, Resend, Text, Token
from danvan.contracts.envelope import Fact
from danvan.contracts.intake import PERSON, RecordedFact, SubmissionAccepted, outcome_stream
from danvan.contracts.roles import UNIT_PEOPLE, Role
from danvan.contracts.strict_json import MAX_BYTES, read_object
from danvan.services.chassis import observability
from danvan.services.chassis.auth import NotSignedIn, Principal, Tokens
from danvan.services.chassis.clock import ScenarioClock
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.work import Origin, Work

#: In a scenario, when the call happens; refused outside one.
TIME_HEADER = "Danvan-Time"

bearer = HTTPBearer(auto_error=False, description="A token with the claims `role` and `unit`.")


class Forbidden(Exception):
    """The caller is known, and may not do this."""


class Malformed(Exception):
    """The body of a request can't be read. `refused` says where and why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


class ProblemDetails(BaseModel):
    """What every error answers (RFC 9457): `type` is the name of the rule."""

    type: str
    status: int
    title: str
    reason: Text
    pointer: str | None = None
    problems: list[dict[str, Any]] = []
    resend: Resend | None = None


#: The errors that any route may answer.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDetails, "description": what}
    for status, what in {
        401: "Not signed in",
        403: "Not allowed",
        404: "Not found",
        409: "A rule says no",
        413: "The body is too large",
        422: "The request does not fit the contract",
        503: "The store is away; try again",
    }.items()
}


class Body(BaseModel):
    """What somebody writes: an unknown key is a mistake of theirs, and is refused."""

    model_config = ConfigDict(extra="forbid")


class Recorded(BaseModel):
    """The answer to a write: what was recorded. Read with `?after=<position>` to see it."""

    position: int
    facts: list[RecordedFact]


@dataclass(frozen=True)
class Caller:
    """Somebody who calls a route that lets their role in."""

    ground: Ground
    principal: Principal
    at: datetime
    key: str | None
    digest: str
    traceparent: str | None

    def must_be_of(self, unit: str) -> None:
        """People of a unit act and read for their own unit only.

        Raises:
            Forbidden: if the caller belongs to another unit.
        """
        if self.principal.role in UNIT_PEOPLE and self.principal.unit != unit:
            raise Forbidden(f"your role acts for {self.principal.unit}, not for {unit}")

    @property
    def unit(self) -> str:
        """The unit that the caller speaks for.

        Raises:
            Forbidden: if the token names none.
        """
        if self.principal.unit is None:
            raise Forbidden("your token names no unit to speak for")
        return self.principal.unit

    def own_unit(self, asked: str | None) -> str | None:
        """The unit that a list is about: people of a unit see their own.

        Raises:
            Forbidden: if they ask for another one.
        """
        if self.principal.role not in UNIT_PEOPLE:
            return asked
        self.must_be_of(asked or self.unit)
        return self.unit

    def do(self, use_case: Callable[[Work], None]) -> Recorded:
        """Do a use case on the caller's behalf; with an `Idempotency-Key`, once for ever.

        Raises:
            Refused: if a rule says no.
        """
        origin = Origin(
            at=self.at,
            actor=self.principal.actor,
            role=self.principal.role,
            unit=self.principal.unit,
            causation=self.key,
            traceparent=self.traceparent,
        )
        if self.key is None:
            done = self.ground.perform(origin, use_case)
            return Recorded(position=done.position, facts=[_reference(f) for f in done.facts])
        return self._once(origin, use_case, self.key)

    def _once(self, origin: Origin, use_case: Callable[[Work], None], key: str) -> Recorded:
        sender = f"{PERSON}{self.principal.actor}"
        stream = outcome_stream(sender, key)
        answer: list[SubmissionAccepted] = []

        def once(work: Work) -> None:
            answer.clear()
            for fact in work.facts(stream):
                assert isinstance(fact.data, SubmissionAccepted)
                if fact.data.digest != self.digest:
                    raise _key_reused(key)
                answer.append(fact.data)
                return
            use_case(work)
            outcome = SubmissionAccepted(
                sender=sender,
                submission=key,
                submission_type="http",
                digest=self.digest,
                received=self.at,
                facts=tuple(_reference(fact) for fact in work.decided()),
            )
            work.record(stream, outcome)
            answer.append(outcome)

        self.ground.perform(origin, once)
        [outcome] = self.ground.journal.load([stream])[stream]  # where it stands, asked again too
        return Recorded(position=outcome.position, facts=list(answer[0].facts))


class Api:
    """Makes the dependencies with which a service's routes state whom they let in."""

    def __init__(self, ground: Ground, tokens: Tokens) -> None:
        self._ground = ground
        self._tokens = tokens

    def caller(self, *roles: Role) -> Any:
        """A route parameter `caller: Caller = api.caller(…)`: lets these roles in."""
        return Security(self._admit, scopes=[role.value for role in roles])

    def read(self) -> Any:
        """A route parameter `db: Db = api.read()`: the read tables, as new as `?after=` says."""
        return Security(self._read)

    async def _admit(
        self,
        request: Request,
        scopes: SecurityScopes,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
        idempotency_key: Annotated[Token | None, Header()] = None,
        traceparent: Annotated[str | None, Header()] = None,
        danvan_time: Annotated[datetime | None, Header()] = None,
    ) -> Caller:
        if credentials is None:
            raise NotSignedIn("send a bearer token (locally: `danvan token --role …`)")
        principal = await run_in_threadpool(self._tokens.principal, credentials.credentials)
        if principal.role.value not in scopes.scopes:
            raise Forbidden(
                f"the role {principal.role.value} may not do this; it takes one of"
                f" {', '.join(scopes.scopes)}"
            )
        line = f"{request.method} {request.url.path}?{request.url.query}\n"
        if "\0" in unquote(line):
            raise Malformed(_nul_in_address())
        body = await request.body()
        if body:
            _read_strictly(body)
        return Caller(
            self._ground,
            principal,
            self._time(danvan_time),
            idempotency_key,
            hashlib.sha256(line.encode() + body).hexdigest(),
            observability.current_trace() or traceparent,
        )

    def _time(self, said: datetime | None) -> datetime:
        clock = self._ground.clock
        if said is not None:
            if not isinstance(clock, ScenarioClock) or said.tzinfo is None:
                raise Forbidden(f"{TIME_HEADER} is for scenarios only")
            clock.advance(said)
            return said
        return clock.now()

    def _read(
        self,
        after: Annotated[
            int | None, Query(ge=0, description="Position that the answer must include.")
        ] = None,
    ) -> Iterator[Db]:
        with self._ground.up_to_date(after or 0) as db:
            yield db


class BodyLimit:
    """Stops reading a body that is larger than any we take, before it fills the memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 413 for such a body, whoever sends it."""
        got = 0

        async def bounded() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > MAX_BYTES:
                raise HTTPException(413)
            return message

        await self._app(scope, bounded, send)


def _read_strictly(body: bytes) -> None:
    """What is refused over NATS is refused here: NUL, duplicate keys, endless nesting …

    Raises:
        Malformed: naming the place.
    """
    try:
        read_object(body)
    except Refused as refused:
        raise Malformed(refused) from refused


def _nul_in_address() -> Refused:
    return Refused(
        "nul-character",
        vi="Địa chỉ có ký tự NUL (%00); hãy bỏ đi.",
        en="The address has a NUL character (%00); take it out.",
    )


def _reference(fact: Fact) -> RecordedFact:
    return RecordedFact(id=fact.id, type=fact.type, stream=fact.subject, version=fact.version)


def _key_reused(key: str) -> Refused:
    return Refused(
        "idempotency-key-reused",
        vi=f"Khóa {key} đã được dùng cho một yêu cầu khác; hãy dùng một khóa mới.",
        en=f"The key {key} was already used for another request; use a new key.",
        resend=Resend.CORRECTED,
    )
