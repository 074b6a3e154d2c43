"""Waiting for an engine that is away: back-off, said aloud in the health, without an end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import nats.errors
import psycopg
import structlog
from eventsourcing.persistence import PersistenceError
from psycopg_pool import PoolTimeout

from danvan.contracts.catalogue import UnknownType
from danvan.services.chassis.health import Part

log = structlog.get_logger()
T = TypeVar("T")

#: The database can't be reached, or breaks off.
DATABASE_AWAY: tuple[type[Exception], ...] = (
    PersistenceError,
    psycopg.OperationalError,
    PoolTimeout,
)
#: The broker can't be reached, or does not answer.
BROKER_AWAY: tuple[type[Exception], ...] = (nats.errors.Error, TimeoutError, OSError)
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0


async def retry(part: Part, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until it succeeds. Says in the part what is waited for; cancelling ends it.

    A type that this release does not know blocks too: skipping it would lose a fact.
    """
    delay = FIRST_DELAY
    while True:
        try:
            result = await attempt()
            part.alive()
            return result
        except DATABASE_AWAY as error:
            reason = f"database: {error}"
        except BROKER_AWAY as error:
            reason = f"broker: {error or type(error).__name__}"
        except UnknownType as error:
            reason = f"upgrade: {error}"
        if part.waiting_for is None:
            log.warning("waiting", part=part.name, reason=reason)
        part.wait(" ".join(reason.split()))
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_DELAY)
