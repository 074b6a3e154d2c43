"""Creates and upgrades what a service stands on: its database, its streams, its consumers.

The only place that changes streams and consumers; forward only, and safe to run again. The
service's own role may insert and select facts; a trigger refuses update, delete and truncate even
to the owner.
"""

from __future__ import annotations

from dataclasses import replace

import psycopg
from nats.aio.client import Client
from nats.js.errors import NotFoundError
from psycopg.sql import SQL, Identifier

from danvan.services.chassis.broker import consumer_configs, drift, stream_configs
from danvan.services.chassis.journal import FACTS_TABLE, SCHEMA, TRACKING_TABLE, Journal
from danvan.services.chassis.log_tables import LOG_TABLES
from danvan.services.chassis.persons import KEY_TABLE

FACTS_ARE_FOR_EVER = """
CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'facts are append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $body$;
CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {facts}
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
ALTER TABLE {facts} ENABLE ALWAYS TRIGGER refuse_change;
"""

RIGHTS = """
REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, MAINTAIN ON {facts} TO {role};
GRANT SELECT, INSERT, UPDATE ON {tracking} TO {role};
GRANT USAGE ON SEQUENCE {sequence} TO {role};
GRANT CREATE ON DATABASE {database} TO {role};
"""
#: Key of the advisory lock of whoever migrates: two pods may start to at once.
MIGRATING_KEY = 878_2025


class Drift(Exception):
    """A stream or consumer exists in another form, and changing it could lose messages."""


def service_role(service: str) -> str:
    """The database role under which a service works."""
    return f"danvan_{service}"


def migrate_database(owner_dsn: str, service: str, tables: str = "") -> None:
    """Create or upgrade the service's tables and rights, as the database's owner.

    Args:
        tables: what the service keeps of its own, as in `Service.tables`; `{role}` is its role.

    Raises:
        psycopg.Error: if the owner may not, or the database can't be reached.
    """
    names = {
        "schema": Identifier(SCHEMA),
        "facts": Identifier(SCHEMA, FACTS_TABLE),
        "tracking": Identifier(SCHEMA, TRACKING_TABLE),
        "sequence": Identifier(SCHEMA, f"{FACTS_TABLE}_notification_id_seq"),
        "role": Identifier(service_role(service)),
    }
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATING_KEY])
        names["database"] = Identifier(connection.info.dbname)
        known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        if not connection.execute(known, [service_role(service)]).fetchone():
            connection.execute(SQL("CREATE ROLE {role} LOGIN").format(**names))
        connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {schema}").format(**names))
        journal = Journal(owner_dsn)
        try:
            journal.recorder.create_table()
        finally:
            journal.close()
        with connection.transaction():
            # The library's fast path appends out of order; without its function it can't be taken.
            connection.execute(
                SQL("DROP FUNCTION IF EXISTS {schema}.es_insert_events_text").format(**names)
            )
            connection.execute(SQL(FACTS_ARE_FOR_EVER).format(**names))
            connection.execute(SQL(RIGHTS).format(**names))
            connection.execute(SQL(LOG_TABLES).format(**names))
            connection.execute(SQL(KEY_TABLE).format(**names))
            connection.execute(SQL(tables).format(**names))


async def migrate_broker(client: Client, service: str, replicas: int) -> None:
    """Create the streams and this service's consumers where they don't exist yet.

    Raises:
        Drift: if one exists in another form; nothing is changed then.
    """
    js = client.jetstream()
    for stream in stream_configs(replicas):
        try:
            info = await js.stream_info(str(stream.name))
        except NotFoundError:
            await js.add_stream(stream)
            continue
        _refuse(drift(stream, info.config, f"stream {stream.name}"))
    for stream_name, consumer in consumer_configs(service, replicas):
        try:
            found = await js.consumer_info(stream_name, str(consumer.name))
        except NotFoundError:
            await js.add_consumer(stream_name, consumer)
            continue
        # What is listened to may change: our place in the stream is kept with our facts.
        as_found = replace(consumer, filter_subjects=found.config.filter_subjects)
        _refuse(drift(as_found, found.config, f"consumer {consumer.name}"))
        if as_found != consumer:
            await js.add_consumer(stream_name, consumer)


def _refuse(differences: list[str]) -> None:
    if differences:
        raise Drift("; ".join(differences) + "; put it back, or remove it after a backup")
