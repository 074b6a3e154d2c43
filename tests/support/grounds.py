"""A service on a real store without its processes: messages go straight to its intake, calls to
its HTTP side. Time stands where the last message or call puts it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from danvan.contracts import subjects
from danvan.contracts.audit.notes import Signer
from danvan.contracts.base import Payload
from danvan.contracts.calendar import DayStarted
from danvan.contracts.catalogue import type_of
from danvan.contracts.entry import Audience
from danvan.contracts.envelope import Fact, Submission, service_source, unit_source
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused, outcome_stream
from danvan.contracts.roles import Role
from danvan.services.chassis.app import create_app
from danvan.services.chassis.auth import local_token, new_local_key, public_part
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.health import Health, Part
from danvan.services.chassis.http import TIME_HEADER
from danvan.services.chassis.intake import Incoming, Intake
from danvan.services.chassis.migrate import migrate_database, service_role
from danvan.services.chassis.process import make_ground
from tests.support.engines import Database

AUDIENCE = "danvan"
MASTER_KEY = base64.b64encode(bytes(32)).decode()


@dataclass
class Bench:
    """One service under test. Not shared between threads."""

    service: Service
    ground: Ground
    intake: Intake
    app: FastAPI
    key: dict[str, Any]
    _sequences: Iterator[int] = field(default_factory=lambda: count(1))

    def offer(
        self, unit: str, payload: Payload, at: datetime, id_: str | None = None
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit publishes a submission; the answer is what became of it."""
        sent = Submission(
            id=id_ or str(uuid4()),
            source=unit_source(unit),
            type=type_of(self.service.name, payload).type,
            subject="unit/said",
            time=at,
            data=payload,
        )
        self._publish(unit, sent.type, sent.to_bytes(), at)
        return self.outcome(unit, sent.id)

    def offer_raw(
        self, unit: str, payload: Payload, at: datetime, id_: str, change: dict[str, Any]
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit publishes a submission with other data than its contract has."""
        type_ = type_of(self.service.name, payload).type
        document = {
            "specversion": "1.0",
            "id": id_,
            "source": unit_source(unit),
            "type": type_,
            "subject": "unit/said",
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "data": payload.model_dump(mode="json", exclude_none=True) | change,
        }
        self._publish(unit, type_, json.dumps(document).encode(), at)
        return self.outcome(unit, id_)

    def _publish(self, unit: str, type_: str, raw: bytes, at: datetime) -> None:
        self._take_in("INBOX", subjects.inbox_subject(unit, type_), raw, at)

    def outcome(self, unit: str, submission: str) -> SubmissionAccepted | SubmissionRefused:
        """What became of a submission."""
        stream = outcome_stream(unit, submission)
        [stored] = self.ground.journal.load([stream])[stream]
        outcome = stored.read().data
        assert isinstance(outcome, SubmissionAccepted | SubmissionRefused)
        return outcome

    def begin(self, *days: date) -> None:
        """Days begin, one after the other."""
        for day in days:
            self.begin_together(day)

    def begin_together(self, *days: date) -> None:
        """Days begin that were missed: they come as one batch."""
        batch = []
        for day in days:
            midnight = datetime.combine(day, time.min, LOCAL)
            raw = _fact("calendar", "calendar/days", DayStarted(day=day), midnight).to_bytes()
            at = midnight.astimezone(UTC)
            batch.append(Incoming(subjects.CALENDAR_SUBJECT, raw, {}, next(self._sequences), at))
        self.intake.process("CALENDAR@test", batch)

    def hear(self, service: str, stream: str, payload: Payload, at: datetime) -> Fact:
        """Another service has recorded a fact."""
        fact = _fact(service, stream, payload, at)
        public = type_of(service, payload).audience is Audience.PUBLIC
        subject = subjects.fact_subject(fact.type, public=public)
        self._take_in(subjects.facts_stream(service), subject, fact.to_bytes(), at)
        return fact

    def facts(self, stream: str) -> list[Payload]:
        """What is recorded in a stream."""
        return [stored.read().data for stored in self.ground.journal.load([stream])[stream]]

    def call(
        self,
        method: str,
        path: str,
        role: Role,
        unit: str | None = None,
        *,
        at: datetime | None = None,
        person: str = "person-1",
        **more: Any,
    ) -> httpx.Response:
        """Somebody calls, with a token for this role and unit."""
        token = local_token(self.key, person, role, unit, hours=1, audience=AUDIENCE)
        headers = {"Authorization": f"Bearer {token}"} | more.pop("headers", {})
        if at is not None:
            headers[TIME_HEADER] = at.isoformat()
        return asyncio.run(self._request(method, path, headers=headers, **more))

    def anybody(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Somebody calls without a token."""
        return asyncio.run(self._request(method, path, **more))

    async def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **more)

    def _take_in(self, source: str, subject: str, raw: bytes, at: datetime) -> None:
        message = Incoming(subject, raw, {}, next(self._sequences), at.astimezone(UTC))
        self.intake.process(f"{source}@test", [message])


@contextmanager
def bench(service: Service, database: Database, **settings: Any) -> Iterator[Bench]:
    """The service on a fresh database, in a scenario's time, with these settings of its own."""
    migrate_database(database.dsn(), service.name, service.tables)
    key = new_local_key()
    secrets = {"master_key": MASTER_KEY, "log_key": Signer.new(f"danvan.test/{service.name}").text}
    settings = secrets | settings
    ground = make_ground(
        service,
        service.settings(
            database_url=database.dsn(service_role(service.name)),
            token_key=public_part(key),
            clock="scenario",
            **settings,
        ),
    )
    ground.views.prepare()
    intake = Intake(ground, service.routes(ground))
    health = Health(service.name, "api", scenario=True, start=Part("start"))
    try:
        yield Bench(service, ground, intake, create_app(service, ground, health), key)
    finally:
        ground.database.close()
        ground.journal.close()


def _fact(service: str, stream: str, payload: Payload, at: datetime) -> Fact:
    return Fact(
        id=str(uuid4()),
        source=service_source(service),
        type=type_of(service, payload).type,
        subject=stream,
        time=at,
        recordedtime=at,
        version=1,
        data=payload,
    )
