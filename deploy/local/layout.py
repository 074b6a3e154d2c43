"""Where things lie on one machine: the data folder, the ports, the keys."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEFAULT_DATA = Path(".danvan")
#: The example agency: its organisation, plan, policies and calendar.
EXAMPLE_AGENCY = Path(__file__).parent.parent / "examples" / "svhtt-2023"
CALENDAR_FILE = EXAMPLE_AGENCY / "calendar.yaml"
#: Services in the order of the flow, with the port that each one serves on.
SERVICE_PORTS = {
    "planning": 8081,
    "reporting": 8082,
    "feedback": 8083,
    "emulation": 8084,
    "inspection": 8080,
}
NATS_PORT, NATS_MONITOR_PORT = 4222, 8222


@dataclass(frozen=True)
class Ports:
    """The ports of one machine's platform, all on 127.0.0.1."""

    nats: int = NATS_PORT
    nats_monitor: int = NATS_MONITOR_PORT
    services: dict[str, int] = field(default_factory=lambda: dict(SERVICE_PORTS))

    def url(self, service: str) -> str:
        """The address of a service."""
        return f"http://127.0.0.1:{self.services[service]}"

    @property
    def nats_url(self) -> str:
        """The address of the broker."""
        return f"nats://127.0.0.1:{self.nats}"

    @property
    def nats_monitor_url(self) -> str:
        """The address at which the broker tells how it is doing."""
        return f"http://127.0.0.1:{self.nats_monitor}"


@dataclass(frozen=True)
class DataFolder:
    """The folder that holds everything a one-machine platform keeps."""

    root: Path

    @property
    def nats(self) -> Path:
        """The broker's config and messages."""
        return self.root / "nats"

    @property
    def postgres(self) -> Path:
        """The database server's folder."""
        return self.root / "postgres"

    @property
    def token_key(self) -> Path:
        """The key pair of the local token issuer (JWK)."""
        return self.root / "keys" / "token.jwk"

    @property
    def master_key(self) -> Path:
        """The master keys that wrap the keys of persons (base64), the newest first."""
        return self.root / "keys" / "master.key"

    @property
    def denouncer_key(self) -> Path:
        """The master key under which denouncers' identities are sealed (base64)."""
        return self.root / "keys" / "denouncer.key"

    @property
    def council_key(self) -> Path:
        """The master key under which the council's scores are sealed (base64)."""
        return self.root / "keys" / "council.key"

    def log_key(self, service: str) -> Path:
        """The key that signs a service's sealed log; `log_verifier` is what checks it."""
        return self.root / "keys" / f"log-{service}.key"

    def log_verifier(self, service: str) -> Path:
        """The public half of a log's key, for whoever verifies."""
        return self.root / "keys" / f"log-{service}.vkey"

    @property
    def logs_file(self) -> Path:
        """The sealed logs that inspection watches: address and verifier key of each."""
        return self.root / "logs.yaml"

    @property
    def logs_token(self) -> Path:
        """The inspector's token with which inspection reads the facts into its archive."""
        return self.root / "keys" / "logs.token"

    @property
    def witness_key(self) -> Path:
        """The key that cosigns the logs' checkpoints; `witness_verifier` is what checks it."""
        return self.root / "keys" / "witness.key"

    @property
    def witness_verifier(self) -> Path:
        """The public half of the witness's key, for whoever verifies."""
        return self.root / "keys" / "witness.vkey"

    @property
    def session_key(self) -> Path:
        """The key under which sessions of the console are sealed (base64)."""
        return self.root / "keys" / "session.key"

    def nats_seed(self, name: str) -> Path:
        """The NKey seed with which a service, or the clock, signs in at the broker."""
        return self.root / "keys" / "nats" / f"{name}.seed"

    def unit_seed(self, unit: str) -> Path:
        """The NKey seed of a unit, where one is kept on this machine (the demo's units)."""
        return self.root / "keys" / "units" / f"{unit}.seed"

    def log(self, name: str) -> Path:
        """What a process printed."""
        return self.root / "logs" / f"{name}.log"


def read_key(path: Path) -> dict[str, Any]:
    """The key in a JWK file."""
    key: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return key


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner may read; its folder is made if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
