"""Real engines for tests: a broker that lets in the users of a real one, and a store."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.subjects import CLOCK
from danvan.deploy.local.nats import NatsServer, NatsUser, new_nkey, public_of
from danvan.deploy.local.postgres import SUPERUSER, Postgres

#: May do everything, as the provisioner may.
ADMIN = "admin"


@dataclass(frozen=True)
class Broker:
    """A broker, and the NKey seed of everybody it lets in."""

    server: NatsServer
    seeds: dict[str, str]

    async def connect(self, user: str = ADMIN, **options: Any) -> Client:
        """A connection as this user."""
        return await nats.connect(self.server.url, **self.sign_in(user), **options)

    def sign_in(self, user: str) -> dict[str, Any]:
        """What a client of nats-py or FastStream needs besides the address."""
        return {"nkeys_seed_str": self.seeds[user], "inbox_prefix": subjects.reply_prefix(user)}

    def admit(self, unit: str) -> None:
        """Let in a unit, with a unit's permissions, if it is not let in yet."""
        if unit in self.seeds:
            return
        self.seeds[unit], public = new_nkey()
        user = NatsUser(unit, subjects.unit_permissions(unit), public)
        self.server.reload([*self.server.users, user])

    async def clear(self) -> None:
        """Delete every stream, with its consumers and messages."""
        client = await self.connect()
        js = client.jetstream()
        for stream in await js.streams_info():
            await js.delete_stream(str(stream.config.name))
        await client.close()


@dataclass(frozen=True)
class Database:
    """A database of the test's own."""

    server: Postgres
    name: str

    def dsn(self, role: str = SUPERUSER) -> str:
        """The address for a role; the superuser owns the database."""
        return self.server.dsn(self.name, role)


def start_broker(data: Path) -> Broker:
    """A broker with an administrator, the services and the clock; units are admitted later."""
    permissions = {
        ADMIN: None,
        CLOCK: subjects.calendar_permissions(),
        **{name: subjects.service_permissions(name) for name in subjects.SERVICES},
    }
    seeds = {name: new_nkey()[0] for name in permissions}
    users = [NatsUser(name, permissions[name], public_of(seed)) for name, seed in seeds.items()]
    server = NatsServer(data, free_port(), free_port(), users)
    server.start()
    return Broker(server, seeds)


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
