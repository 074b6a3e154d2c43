"""Runs a service: `api` answers HTTP, `worker` takes in, relays and keeps the views, `all` both.

SIGTERM drains: no new batch is taken, the one in hand is finished, exit 0.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Literal

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from danvan.agency_files import read_calendar
from danvan.contracts.workdays import WorkCalendar
from danvan.services.chassis import observability
from danvan.services.chassis.app import create_app, create_health_app
from danvan.services.chassis.broker import make_broker
from danvan.services.chassis.checks import (
    UnsafeEngine,
    check_broker,
    check_database,
    check_environment,
)
from danvan.services.chassis.clock import LOCAL, ScenarioClock, SystemClock
from danvan.services.chassis.database import Database
from danvan.services.chassis.erasures import forget_again
from danvan.services.chassis.faults import BROKER_AWAY, retry
from danvan.services.chassis.garbage import collect_rarely
from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.health import Health, Part
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.leader import Leader, lead
from danvan.services.chassis.persons import Persons
from danvan.services.chassis.relay import ForeignHistory
from danvan.services.chassis.settings import Settings
from danvan.services.chassis.submissions import SUBMISSIONS_VIEW
from danvan.services.chassis.views import Views
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.chassis.worker import Worker
from danvan.yaml_file import FileError

log = structlog.get_logger()

RoleName = Literal["api", "worker", "all"]
#: A drain that takes longer is cut off; what was not committed is delivered again.
DRAIN_SECONDS = 8.0
#: Working days are counted from this year on.
FIRST_YEAR = 2020


def serve(service: Service, role: RoleName = "all") -> int:
    """Run a service until SIGTERM or SIGINT; returns the exit code."""
    try:
        settings = service.settings.load()
    except (ValidationError, OSError) as error:
        print(f"danvan serve {service.name}: {_settings_problem(error)}", file=sys.stderr)
        return 2
    if (missing := settings.missing_key(seals=role != "api")) is not None:
        print(f"danvan serve {service.name}: {missing}", file=sys.stderr)
        return 2
    observability.configure(settings, service.name)
    collect_rarely()
    code = 0
    try:
        check_environment()
        asyncio.run(_Process(service, settings, role).run())
    except* (UnsafeEngine, ForeignHistory, FileError) as group:
        code = 1
        for reason in _leaves(group):
            print(f"danvan serve {service.name}: {reason}", file=sys.stderr)
    return code


def make_ground(service: Service, settings: Settings) -> Ground:
    """Join a service's store, views and time.

    Raises:
        PersistenceError: if the store can't be reached.
    """
    journal = Journal(settings.database_url)
    clock = ScenarioClock() if settings.clock == "scenario" else SystemClock()
    for last in journal.read(journal.head() - 1, 1):
        clock.begin_at(last.read().recordedtime)
    database = Database(settings.database_url)
    database.open()
    return Ground(
        service=service.name,
        settings=settings,
        journal=journal,
        database=database,
        views=Views(database, journal, service.views + SUBMISSIONS_VIEW),
        clock=clock,
        calendar=_calendar(settings),
        persons=Persons(database, journal, settings.master_keys),
    )


def _calendar(settings: Settings) -> WorkCalendar:
    overrides = None
    if settings.calendar_file is not None:
        text = settings.calendar_file.read_text(encoding="utf-8")
        overrides = read_calendar(text, str(settings.calendar_file))
    return vietnam_calendar(FIRST_YEAR, datetime.now(LOCAL).year + 1, overrides)


class _Server(uvicorn.Server):
    """A server that leaves the signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class _Front:
    """The application that answers at the moment: only health until the store is reached."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def _cut_off_after(seconds: float) -> None:
    """End the process if it is still there then: a thread may be waiting for an engine for ever.
    Nothing is lost by it; what was not committed is delivered again."""
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


class _Process:
    def __init__(self, service: Service, settings: Settings, role: RoleName) -> None:
        self._service = service
        self._settings = settings
        self._role = role
        self._start = Part("start")
        self._health = Health(
            service.name, role, scenario=settings.clock == "scenario", start=self._start
        )
        self._front = _Front(create_health_app(self._health))
        self._stop = asyncio.Event()
        self._worker: Worker | None = None
        self._leader: Leader | None = None
        self._denied: str | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        server = self._http_server()
        async with asyncio.TaskGroup() as group:
            answering = group.create_task(server.serve())
            working = group.create_task(self._work())
            stopping = group.create_task(self._stop.wait())
            await asyncio.wait([answering, working, stopping], return_when=asyncio.FIRST_COMPLETED)
            self._health.draining = True
            _cut_off_after(DRAIN_SECONDS)
            stopping.cancel()
            working.cancel()
            await asyncio.wait([working])
            server.should_exit = True
        if self._denied is not None:
            raise UnsafeEngine(self._denied)

    def _http_server(self) -> uvicorn.Server:
        config = uvicorn.Config(
            self._front,
            host=self._settings.host,
            port=self._settings.port,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        return _Server(config)

    async def _work(self) -> None:
        """Reach and check the store, bring the views up, then lead or stand by for ever."""
        start = self._start
        ground = await retry(
            start, lambda: asyncio.to_thread(make_ground, self._service, self._settings)
        )
        try:
            await self._work_on(ground)
        finally:
            ground.database.close()
            ground.journal.close()

    async def _work_on(self, ground: Ground) -> None:
        start = self._start
        await retry(start, lambda: asyncio.to_thread(check_database, self._settings.database_url))
        await retry(start, lambda: asyncio.to_thread(forget_again, ground.journal, ground.persons))
        if self._role == "worker":
            self._front.app = create_health_app(self._health, ground)
        else:
            self._front.app = create_app(self._service, ground, self._health)
        await retry(start, lambda: asyncio.to_thread(ground.views.prepare))
        if self._role == "api":
            self._health.started = True
            while True:  # the api has no parts of its own; it says that its loop turns
                await retry(start, lambda: asyncio.to_thread(ground.views.position))
                await asyncio.sleep(5)
        while True:
            await retry(start, lambda: self._lead_once(ground))

    async def _lead_once(self, ground: Ground) -> None:
        """Stand by for the lead, and work until it is lost."""
        self._health.leader = False
        async with lead(self._settings.database_url, self._stand_by) as leader:
            broker = make_broker(
                self._settings,
                self._service.name,
                self._on_broker_error,
                disconnected_cb=self._on_disconnected,
                reconnected_cb=self._on_reconnected,
                closed_cb=self._on_closed,
            )
            self._start.wait("broker: connecting")
            client = await broker.connect()
            try:
                await check_broker(self._settings, client, self._service.name)
                worker = Worker(self._service, ground, broker, client, self._health)
                self._worker, self._leader = worker, leader
                self._health.leader = self._health.started = True
                self._start.alive()
                log.info("leads")
                await worker.run(leader)
            finally:
                self._health.leader = False
                self._health.forget()
                self._worker = self._leader = None
                # A connection that is away can't be drained; it must end all the same, or it would
                # come back and take messages that nobody works on.
                try:
                    await broker.stop()
                except* BROKER_AWAY:
                    pass  # FastStream tells of all its subscribers at once
                with suppress(*BROKER_AWAY):
                    await client.close()

    def _stand_by(self) -> None:
        """Somebody else works: ready to take over."""
        self._health.started = True
        self._start.alive()

    async def _on_closed(self) -> None:
        """The broker cut us off for good: begin again with a connection of our own making."""
        if self._leader is not None:
            log.warning("broker-closed-the-connection")
            self._leader.lost.set()

    async def _on_disconnected(self) -> None:
        if self._health.leader:
            self._start.wait("broker: the connection was cut")

    async def _on_reconnected(self) -> None:
        log.info("broker-back")
        self._start.alive()
        if self._worker is not None:
            self._worker.distrust()

    async def _on_broker_error(self, error: Exception) -> None:
        log.warning("broker-error", reason=str(error))
        if "permissions violation" in str(error).lower():
            # Denied means silently deaf or dumb: better to end, and be seen.
            self._denied = str(error)
            self._stop.set()


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _settings_problem(error: ValidationError | OSError) -> str:
    if isinstance(error, OSError):
        return f"a setting names a file that can't be read: {error}"
    first = error.errors()[0]
    return f"set DANVAN_{str(first['loc'][0]).upper()}: {first['msg']}"
