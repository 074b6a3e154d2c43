"""The whole platform on one machine: broker, store and services as processes of their own.

Starts them in the order in which they need each other, starts anew whatever dies, and stops all of
it within ten seconds. A second start on the same data goes on where the first one was.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import Any

import httpx
import psycopg
from nats.aio.client import Client
from psycopg.sql import SQL, Identifier

from danvan.contracts import subjects
from danvan.contracts.roles import Role
from danvan.contracts.subjects import CLOCK
from danvan.deploy.local.keys import make_keys, tell_witness
from danvan.deploy.local.layout import CALENDAR_FILE, DataFolder, Ports, read_key
from danvan.deploy.local.nats import NatsServer, NatsUser, public_of
from danvan.deploy.local.postgres import Postgres
from danvan.deploy.local.processes import (
    Engine,
    EngineFailed,
    refuse_if_set,
    refuse_taken_port,
)
from danvan.deploy.local.service_process import ServiceProcess
from danvan.services.chassis.auth import local_token, public_part
from danvan.services.chassis.broker import connect
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.days import say_days
from danvan.services.chassis.faults import BROKER_AWAY
from danvan.services.chassis.ground import Service
from danvan.services.chassis.migrate import migrate_broker, migrate_database, service_role
from danvan.services.chassis.settings import Settings

Say = Callable[[str, str], None]

READY_SECONDS = 60.0
#: All of it stops within this time, of which so much is the engines'.
STOP_SECONDS, ENGINES_SECONDS = 8.0, 3.0
CREDENTIALS_SECONDS = 1.0
PROVISIONER, OWNER = "provisioner", "danvan_owner"


class Platform:
    """Everything on one machine, below one data folder."""

    def __init__(self, data: DataFolder, ports: Ports, *, scenario: bool, say: Say) -> None:
        self.data = data
        self.ports = ports
        self._scenario = scenario
        self._say = say
        self._postgres = Postgres(data.postgres)
        self._nats: NatsServer | None = None
        self._services: list[ServiceProcess] = []
        self._unit_keys: dict[str, list[str]] = {}
        self._said_day: date | None = None
        self._reloading = threading.Lock()
        self._http = httpx.Client(timeout=5, trust_env=False)

    def start(self, until: threading.Event) -> None:
        """Start everything and wait until it is ready, or until the event is set.

        Raises:
            EngineFailed: if a part can't be started, with what it said.
        """
        for service, port in self.ports.services.items():
            refuse_taken_port(port, f"--{service}-port")
        make_keys(self.data, list(self.ports.services), (PROVISIONER, CLOCK))
        tell_witness(self.data, self.ports)
        self._say("Khởi động PostgreSQL …", "Starting PostgreSQL …")
        self._postgres.start(until)
        self._say("Khởi động NATS …", "Starting NATS …")
        self._nats = NatsServer(
            self.data.nats, self.ports.nats, self.ports.nats_monitor, self._users({})
        )
        self._nats.start(until)
        for service in self.ports.services:
            refuse_if_set(until)
            self._say(f"Khởi động {service} …", f"Starting {service} …")
            self._migrate(service)
            process = ServiceProcess(service, self._environment(service), self.data.log(service))
            process.start()
            self._services.append(process)
        for process in self._services:
            self._await_ready(process, until)
        self.sync_credentials()

    def supervise(self, until: threading.Event) -> None:
        """Keep everything running, and the broker's users in step with the register.

        What fails is said, and tried again in a moment.
        """
        while not until.wait(CREDENTIALS_SECONDS):
            for engine in (self._postgres, self._nats):
                if engine is not None and not engine.running:
                    self._restart(engine, until)
            if until.is_set():
                return
            for process in self._services:
                if process.tend():
                    name = process.name
                    self._say(f"{name} đã dừng, khởi động lại …", f"{name} died, restarting …")
            try:
                self.sync_credentials()
            except EngineFailed as failed:
                self._say(failed.reason.vi, failed.reason.en)
            if not self._scenario:
                self._tend_calendar()

    def _restart(self, engine: Engine, until: threading.Event) -> None:
        self._say(f"{engine.NAME} đã dừng, khởi động lại …", f"{engine.NAME} died, restarting …")
        try:
            engine.start(until)
        except EngineFailed as failed:
            self._say(failed.reason.vi, failed.reason.en)

    def sync_credentials(self) -> None:
        """Let in the units whose keys the register knows, and nobody else.

        Raises:
            EngineFailed: if the broker does not take the list; the next call tries again.
        """
        with self._reloading:  # whoever reads first also says it first
            try:
                keys = self._registered_keys()
            except httpx.HTTPError:
                return  # planning is on its way; the users stay as they are
            if keys != self._unit_keys and self._nats is not None:
                self._nats.reload(self._users(keys))
                self._unit_keys = keys

    def _registered_keys(self) -> dict[str, list[str]]:
        """The keys that are not revoked, by unit."""
        keys: dict[str, list[str]] = {}
        headers = {"Authorization": f"Bearer {self.token(Role.OPERATOR)}"}
        url, cursor = f"{self.ports.url('planning')}/credentials", ""
        while cursor is not None:
            answer = self._http.get(url, params={"cursor": cursor}, headers=headers)
            page = answer.raise_for_status().json()
            for row in page["items"]:
                if row["revoked"] is None:
                    keys.setdefault(row["unit"], []).append(row["public_key"])
            cursor = page.get("next")
        return keys

    def token(self, role: Role, unit: str | None = None, actor: str = "local") -> str:
        """A token for local use."""
        key = read_key(self.data.token_key)
        return local_token(key, actor, role, unit, hours=12, audience="danvan")

    async def connect_provisioner(self) -> Client:
        """A connection that may do everything at the broker."""
        return await connect(self._settings(PROVISIONER), PROVISIONER)

    async def connect_clock(self) -> Client:
        """A connection that may say that a day has begun."""
        return await connect(self._settings(CLOCK), CLOCK)

    def stop(self) -> None:
        """Drain the services, then stop the engines."""
        deadline = time.monotonic() + STOP_SECONDS
        drained = deadline - ENGINES_SECONDS
        for process in self._services:
            process.drain()
        for process in self._services:
            process.await_end(drained)
        if self._nats is not None:
            self._nats.stop(ENGINES_SECONDS / 2)
        self._postgres.stop(max(ENGINES_SECONDS / 2, deadline - time.monotonic()))
        self._http.close()

    def _tend_calendar(self) -> None:
        """Say that the day has begun, once it has."""
        today = datetime.now(LOCAL).date()
        if today == self._said_day:
            return

        async def say() -> None:
            client = await self.connect_clock()
            try:
                await say_days(client, today)
            finally:
                await client.close()

        try:
            asyncio.run(say())
            self._said_day = today
        except BROKER_AWAY:
            self._say("Chưa báo được ngày mới; sẽ thử lại", "the day is not said yet; trying again")

    def _settings(self, name: str, database: str = "") -> Settings:
        return Settings(
            database_url=database,
            nats_url=self.ports.nats_url,
            nats_nkey_seed=self.data.nats_seed(name).read_text(encoding="utf-8"),
        )

    def _users(self, unit_keys: dict[str, list[str]]) -> list[NatsUser]:
        def user(name: str, permissions: dict[str, Any] | None) -> NatsUser:
            seed = self.data.nats_seed(name).read_text(encoding="utf-8")
            return NatsUser(name, permissions, nkey_public=public_of(seed))

        services = [user(s, subjects.service_permissions(s)) for s in self.ports.services]
        units = [
            NatsUser(unit, subjects.unit_permissions(unit), nkey_public=key)
            for unit, keys in sorted(unit_keys.items())
            for key in keys
        ]
        clock = user(CLOCK, subjects.calendar_permissions())
        return [user(PROVISIONER, None), clock, *services, *units]

    def _migrate(self, service: str) -> None:
        self._make_database(service)
        rooms: Service = import_module(f"danvan.services.{service}.__main__").SERVICE
        migrate_database(self._postgres.dsn(service, OWNER), service, rooms.tables)

        async def provision() -> None:
            client = await self.connect_provisioner()
            try:
                await migrate_broker(client, service, replicas=1)
            finally:
                await client.close()

        asyncio.run(provision())

    def _make_database(self, name: str) -> None:
        """Make a service's database, and the role that owns all of them, unless they are there."""
        names = {"name": Identifier(name), "owner": Identifier(OWNER)}
        with psycopg.connect(self._postgres.dsn("postgres"), autocommit=True) as connection:
            role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
            if role.fetchone() is None:
                connection.execute(SQL("CREATE ROLE {owner} LOGIN CREATEROLE").format(**names))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if found.fetchone() is None:
                connection.execute(SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))

    def _environment(self, service: str) -> dict[str, str]:
        own = {
            "feedback": {"DANVAN_DENOUNCER_KEY_FILE": str(self.data.denouncer_key)},
            "emulation": {"DANVAN_COUNCIL_KEY_FILE": str(self.data.council_key)},
            "inspection": {
                "DANVAN_LOGS_FILE": str(self.data.logs_file),
                "DANVAN_LOGS_TOKEN_FILE": str(self.data.logs_token),
                "DANVAN_WITNESS_KEY_FILE": str(self.data.witness_key),
                "DANVAN_SESSION_KEY_FILE": str(self.data.session_key),
                "DANVAN_LOCAL_SIGN_IN_KEY_FILE": str(self.data.token_key),
            },
        }
        return own.get(service, {}) | {
            "DANVAN_DATABASE_URL": self._postgres.dsn(service, service_role(service)),
            "DANVAN_NATS_URL": self.ports.nats_url,
            "DANVAN_NATS_MONITOR_URL": self.ports.nats_monitor_url,
            "DANVAN_NATS_NKEY_SEED_FILE": str(self.data.nats_seed(service)),
            "DANVAN_LOG_KEY_FILE": str(self.data.log_key(service)),
            "DANVAN_MASTER_KEY_FILE": str(self.data.master_key),
            "DANVAN_PORT": str(self.ports.services[service]),
            "DANVAN_TOKEN_KEY": public_part(read_key(self.data.token_key)),
            "DANVAN_CALENDAR_FILE": str(CALENDAR_FILE),
            "DANVAN_CLOCK": "scenario" if self._scenario else "system",
        }

    def _await_ready(self, process: ServiceProcess, until: threading.Event) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            refuse_if_set(until)
            if process.process is not None and process.process.poll() is not None:
                last = process.last_words()
                raise EngineFailed(
                    f"{process.name} dừng ngay khi khởi động: {last}",
                    f"{process.name} ended at once: {last}",
                )
            try:
                url = f"{self.ports.url(process.name)}/health/ready"
                if self._http.get(url).is_success:
                    return
            except httpx.HTTPError:
                pass  # not listening yet
            time.sleep(0.1)
        raise EngineFailed(
            f"{process.name} chưa sẵn sàng sau {READY_SECONDS:.0f} giây; hãy xem {process.log}",
            f"{process.name} is not ready after {READY_SECONDS:.0f} s; look at {process.log}",
        )
