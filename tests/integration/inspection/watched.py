"""A service whose sealed log is served over HTTP, and an inspection that watches it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import uvicorn

from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.notes import Signer
from danvan.contracts.inspection import LogAlarmRaised
from danvan.contracts.roles import Role
from danvan.services.chassis.auth import local_token
from danvan.services.chassis.sealing import Sealer
from danvan.services.inspection.__main__ import SERVICE as INSPECTION
from danvan.services.inspection.archive import keeping
from danvan.services.inspection.settings import WatchedLog
from danvan.services.inspection.witness.watching import make_witness
from danvan.services.inspection.witness.witness import Witness
from danvan.services.planning.__main__ import SERVICE as PLANNING
from tests.integration.chassis.workshop import progressed
from tests.support.engines import Database, free_port
from tests.support.grounds import AUDIENCE, Bench, bench
from tests.support.running import wait_for


@dataclass
class Watched:
    """Planning, its sealer, and the inspection that witnesses its log."""

    planning: Bench
    database: Database
    inspection: Bench
    log: WatchedLog
    sealer: Sealer
    witness: Witness
    vkey: str
    _recorded: int = field(default=0)

    def record(self, count: int, note: str = "một việc") -> None:
        """So many facts, sealed and signed."""
        start = self._recorded
        streams = range(start, start + count)
        self.planning.ground.journal.append(
            [progressed(f"{note} {number}", stream=f"task/t{number}") for number in streams]
        )
        self._recorded += count
        self.seal()

    def seal(self) -> None:
        """The sealer works."""
        self.sealer.seal()
        self.sealer.sign()

    def sign_with(self, signer: Signer) -> None:
        """The same journal is sealed on under another key."""
        ground = self.planning.ground
        self.sealer = Sealer(ground.journal, ground.database, signer)

    def patrol(self) -> None:
        """A whole round over the log."""
        self.witness.patrol(1000)

    def alarms(self) -> list[LogAlarmRaised]:
        """What was raised, in order."""
        stored = self.inspection.ground.journal.read(0, 1000)
        facts = [one.read().data for one in stored]
        return [fact for fact in facts if isinstance(fact, LogAlarmRaised)]

    def kept(self) -> int:
        """How far the log is witnessed."""
        with self.inspection.ground.database.connection() as db:
            newest = keeping.newest(db, self.log.service)
        return newest.size if newest else 0

    def archived(self) -> list[bytes]:
        """All leaves that are kept."""
        with self.inspection.ground.database.connection() as db:
            return keeping.leaves(db, self.log.service, 0, 1_000_000)

    def tamper(self, *statements: str) -> None:
        """The superuser changes planning's database, with the triggers off."""
        tables = ("journal.facts", "sealed.tiles", "sealed.checkpoints")
        switch = [f"ALTER TABLE {table} {{}} TRIGGER USER" for table in tables]
        self.as_superuser(
            *(each.format("DISABLE") for each in switch),
            *statements,
            *(each.format("ENABLE") for each in switch),
        )

    def as_superuser(self, *statements: str) -> None:
        """In planning's database."""
        with psycopg.connect(self.database.dsn(), autocommit=True) as superuser:
            for statement in statements:
                superuser.execute(statement.encode())


@contextmanager
def watched(
    planning_database: Database, inspection_database: Database, folder: Path, **settings: Any
) -> Iterator[Watched]:
    """Planning on one database, inspection on the other; nothing is recorded yet."""
    with bench(PLANNING, planning_database) as planning, _served(planning) as url:
        key = planning.ground.settings.log_key
        assert key is not None
        signer = Signer.parse(key.get_secret_value())
        log = WatchedLog(service="planning", url=url, vkey=signer.vkey)
        file = folder / "logs.yaml"
        file.write_text(f"logs:\n- {{service: planning, url: '{url}', vkey: '{log.vkey}'}}\n")
        witness_key = Signer.new("danvan.test/witness")
        token = local_token(
            planning.key, "witness", Role.INSPECTOR, None, hours=1, audience=AUDIENCE
        )
        given = {"logs_token": token} | settings
        with bench(
            INSPECTION,
            inspection_database,
            logs_file=file,
            witness_key=witness_key.text,
            **given,
        ) as inspection:
            witness = make_witness(inspection.ground, log)
            yield Watched(
                planning,
                planning_database,
                inspection,
                log,
                Sealer(planning.ground.journal, planning.ground.database, signer),
                witness,
                cosigner_vkey(witness_key),
            )
            witness.source.close()


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


@contextmanager
def _served(planning: Bench) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(planning.app, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(lambda: server.started, "uvicorn does not start")
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
