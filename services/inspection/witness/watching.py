"""Runs a witness for each watched log, as long as the worker has the lead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from danvan.contracts.audit.notes import Verifier
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import SystemClock
from danvan.services.chassis.faults import DATABASE_AWAY
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.health import Health, Part
from danvan.services.chassis.journal import Conflict
from danvan.services.chassis.work import Origin
from danvan.services.inspection.application.logs import raise_alarm
from danvan.services.inspection.archive.keeping import Kept
from danvan.services.inspection.domain.log_alarm import RaiseAlarm
from danvan.services.inspection.settings import InspectionSettings, WatchedLog
from danvan.services.inspection.witness.findings import Found
from danvan.services.inspection.witness.source import HttpLog, LogAway
from danvan.services.inspection.witness.witness import Witness, in_base64

POLL_SECONDS = 1.0
#: A service that restarts is away for a while; after this time the health says so.
PATIENCE_SECONDS = 60.0
AWAY: tuple[type[Exception], ...] = (LogAway, Conflict, *DATABASE_AWAY)


def tasks(ground: Ground, health: Health) -> Sequence[Coroutine[Any, Any, None]]:
    """One for each log.

    Raises:
        FileError: if the file of logs is wrong.
    """
    settings = inspection_settings(ground)
    return [
        _watch(
            make_witness(ground, log),
            health.part(f"log-{log.service}", loops=True),
            settings.patrol_bundles,
        )
        for log in settings.watched_logs()
    ]


def inspection_settings(ground: Ground) -> InspectionSettings:
    """The settings, as inspection's own."""
    assert isinstance(ground.settings, InspectionSettings), "the service names them"
    return ground.settings


def make_witness(ground: Ground, log: WatchedLog) -> Witness:
    """The witness of a log; whoever makes it closes its source."""
    settings = inspection_settings(ground)
    signer = settings.cosigner()
    assert signer is not None, "the settings ask for it where logs are watched"
    token = settings.logs_token.get_secret_value() if settings.logs_token else None
    origin = Verifier.parse(log.vkey).name

    def alarm(found: Found, kept: Kept | None, offered: bytes | None) -> None:
        now = ground.clock.now()
        command = RaiseAlarm(
            at=now,
            log=log.service,
            origin=origin,
            rule=found.rule,
            leaf=found.leaf,
            size=kept.size if kept else 0,
            reason=found.reason,
            kept=in_base64(kept.cosigned.encode()) if kept else None,
            offered=in_base64(offered),
        )
        who = Origin(at=now, actor=f"service:{ground.service}", role=Role.SERVICE)
        ground.perform(who, lambda work: raise_alarm(work, command))

    # A cosignature says when it was made, in a scenario too.
    return Witness(
        log,
        HttpLog(log.url, token),
        ground.database,
        signer,
        alarm,
        SystemClock().now,
        archives=token is not None,
    )


async def _watch(witness: Witness, part: Part, patrol: int) -> None:
    """Look at a log each second, until cancelled."""

    def step() -> int:
        size = witness.look()
        if witness.archives:
            witness.patrol(patrol)
        return size

    away_since: float | None = None
    try:
        while True:
            try:
                part.progress(await asyncio.to_thread(step))
                away_since = None
            except AWAY as error:
                away_since = away_since or time.monotonic()
                if time.monotonic() - away_since > PATIENCE_SECONDS:
                    part.wait(f"log: {error}")
                else:
                    part.alive()
            await asyncio.sleep(POLL_SECONDS)
    finally:
        witness.source.close()  # a step that is still at work ends at its next question
