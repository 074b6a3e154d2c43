"""What a service looks at before it starts: engines that would make a promise false are refused."""

from __future__ import annotations

import os

import httpx
import psycopg
from eventsourcing.utils import strtobool
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from danvan.services.chassis.broker import consumer_configs, drift, stream_configs
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA
from danvan.services.chassis.settings import Settings

MINIMUM_POSTGRES = 170000


class UnsafeEngine(Exception):
    """An engine is set up so that something we promise would not be true."""


def check_environment() -> None:
    """Refuse the event-sourcing library's fast path, which breaks the order of facts.

    Raises:
        UnsafeEngine: if it is switched on.
    """
    for name, value in os.environ.items():
        if name.endswith("POSTGRES_ENABLE_DB_FUNCTIONS") and strtobool(value):
            raise UnsafeEngine(
                f"{name} is set: the event store would record facts out of order; unset it"
            )


def check_database(dsn: str) -> None:
    """Refuse a database that may forget what it has committed, or that is not migrated.

    Raises:
        UnsafeEngine: naming the setting and what to do.
        psycopg.Error: if the database can't be reached.
    """
    with psycopg.connect(dsn, connect_timeout=3) as connection:
        if connection.info.server_version < MINIMUM_POSTGRES:
            raise UnsafeEngine("PostgreSQL is older than 17; upgrade it")
        for setting in ("fsync", "full_page_writes"):
            if _show(connection, setting) != "on":
                raise UnsafeEngine(f"PostgreSQL runs with {setting} off; switch it on")
        if _show(connection, "synchronous_commit") in ("off", "local"):
            raise UnsafeEngine("PostgreSQL runs with synchronous_commit off; switch it on")
        table = connection.execute(
            "SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.{FACTS_TABLE}"]
        ).fetchone()
        if not table or not table[0]:
            raise UnsafeEngine("the database is not migrated; run `danvan migrate` first")
        function = connection.execute(
            "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = %s AND p.proname LIKE 'es_insert_events%%'",
            [SCHEMA],
        ).fetchone()
        if function and function[0]:
            raise UnsafeEngine(
                "the event store's insert function exists, which breaks the order of facts;"
                " run `danvan migrate`"
            )


async def check_broker(settings: Settings, client: Client, service: str) -> None:
    """Refuse a broker that acknowledges before it has synced, and streams that were changed.

    Raises:
        UnsafeEngine: naming the setting and what to do.
        nats.errors.Error, OSError: if the broker does not answer.
    """
    if settings.nats_monitor_url is not None:
        async with httpx.AsyncClient(timeout=3, trust_env=False) as http:
            try:
                answer = await http.get(f"{settings.nats_monitor_url}/varz")
                jetstream = answer.raise_for_status().json()["jetstream"]
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                where = f"{settings.nats_monitor_url} (DANVAN_NATS_MONITOR_URL)"
                raise ConnectionError(f"{where} does not answer: {error}") from error
        if not jetstream.get("config", {}).get("sync_always"):
            raise UnsafeEngine(
                "NATS acknowledges messages before they are on disk;"
                " set `jetstream { sync_interval: always }`"
            )
    js = client.jetstream()
    problems: list[str] = []
    try:
        for stream in stream_configs(settings.stream_replicas):
            info = await js.stream_info(str(stream.name))
            problems += drift(stream, info.config, f"stream {stream.name}")
        for stream_name, consumer in consumer_configs(service, settings.stream_replicas):
            found = await js.consumer_info(stream_name, str(consumer.name))
            problems += drift(consumer, found.config, f"consumer {consumer.name}")
    except NotFoundError as error:
        raise UnsafeEngine("a stream or consumer is missing; run `danvan migrate` first") from error
    if problems:
        raise UnsafeEngine("; ".join(problems) + "; put it back as `danvan migrate` made it")


def _show(connection: psycopg.Connection[tuple[str, ...]], setting: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    return row[0] if row else ""
