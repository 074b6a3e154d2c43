"""A real service as a process of its own, on a test's engines, to be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from danvan.contracts.audit.notes import Signer
from danvan.contracts.roles import Role
from danvan.services.chassis.auth import local_token, new_local_key, public_part
from danvan.services.chassis.broker import connect
from danvan.services.chassis.database import Database as Pool
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.migrate import migrate_broker, migrate_database, service_role
from danvan.services.chassis.settings import Settings
from tests.support.engines import ADMIN, Broker, Database, free_port
from tests.support.grounds import MASTER_KEY

WAIT_SECONDS = 40.0


@dataclass
class Process:
    """One running service."""

    popen: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str) -> httpx.Response | None:
        """The answer to a GET; None while nothing listens."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=3)
        except httpx.HTTPError:
            return None

    def report(self) -> dict[str, Any]:
        """What it says of itself; empty while it does not answer."""
        answer = self.get("/status")
        return answer.json() if answer is not None and answer.is_success else {}

    def await_ready(self) -> None:
        """Wait until it works, or stands by."""
        wait_for(lambda: bool(self.report().get("ready")), f"{self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """SIGKILL."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(timeout=WAIT_SECONDS)


@dataclass
class Site:
    """A service's engines, provisioned, and the processes that run on them."""

    service: str
    module: str
    broker: Broker
    database: Database
    folder: Path
    key: dict[str, Any] = field(default_factory=new_local_key)
    log_key: Signer = field(default_factory=lambda: Signer.new("danvan.test/log"))
    processes: list[Process] = field(default_factory=list)

    async def provision(self) -> None:
        """What `danvan migrate` does."""
        migrate_database(self.database.dsn(), self.service)
        client = await connect(self._settings(), "admin")
        await migrate_broker(client, self.service, 1)
        await client.close()

    def journal(self) -> Journal:
        """The service's store, to look at."""
        return Journal(self.database.dsn())

    def pool(self) -> Pool:
        """Connections to the read tables."""
        pool = Pool(self.database.dsn())
        pool.open()
        return pool

    def token(self, role: Role, unit: str | None = None) -> dict[str, str]:
        """The header of somebody who is signed in."""
        token = local_token(self.key, "test", role, unit, hours=1, audience="danvan")
        return {"Authorization": f"Bearer {token}"}

    def start(self, point: str = "never", nth: int = 1, **environment: str) -> Process:
        """Start the service; at a point of `tests.resilience.crashing` it kills itself."""
        port = free_port()
        log = self.folder / f"{self.service}-{len(self.processes)}.log"
        command = [sys.executable, "-m", "tests.resilience.crashing", self.module, point, str(nth)]
        with log.open("wb") as output:
            popen = subprocess.Popen(
                command,
                env=os.environ | self._environment(port) | environment,
                stdout=output,
                stderr=output,
            )
        self.processes.append(Process(popen, port, log))
        return self.processes[-1]

    def close(self) -> None:
        """End what still runs."""
        for process in self.processes:
            process.kill()

    def _settings(self) -> Settings:
        return Settings(
            database_url=self.database.dsn(),
            nats_url=self.broker.server.url,
            nats_nkey_seed=self.broker.seeds[ADMIN],
        )

    def _environment(self, port: int) -> dict[str, str]:
        return {
            "DANVAN_DATABASE_URL": self.database.dsn(service_role(self.service)),
            "DANVAN_NATS_URL": self.broker.server.url,
            "DANVAN_NATS_MONITOR_URL": self.broker.server.monitor_url,
            "DANVAN_NATS_NKEY_SEED": self.broker.seeds[self.service],
            "DANVAN_PORT": str(port),
            "DANVAN_TOKEN_KEY": public_part(self.key),
            "DANVAN_LOG_KEY": self.log_key.text,
            "DANVAN_MASTER_KEY": MASTER_KEY,
            "DANVAN_LOG_FORMAT": "text",
        }


def wait_for(met: Callable[[], bool], otherwise: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait until a condition is met; fail with a sentence if it is not in time."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)
