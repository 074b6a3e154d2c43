"""Connections to NATS: options, identity, and the streams as they are meant to be.

A denied publish or subscribe is not an answer but a line in the error callback, so it ends the
process: a service that is silently deaf is worse than one that is down.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import nats
from faststream.nats import NatsBroker, NatsNKey
from nats.aio.client import Client
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from danvan.contracts import subjects
from danvan.contracts.strict_json import MAX_BYTES
from danvan.services.chassis.settings import Settings

#: A refused submission of full size becomes a fact that carries it in base64.
MAX_FACT_BYTES = 8 * MAX_BYTES
DAYS_30 = 30 * 24 * 3600.0
#: Redelivery after this many seconds without acknowledgement.
ACK_WAIT_SECONDS = 60.0
INTAKE_BATCH = 500
#: How a server says that a setting was not made.
NOT_SET: tuple[Any, ...] = (None, False, 0, -1, "", "none", [], {})
#: Where it notes its own version.
SERVERS_NOTES = "metadata"

Callback = Callable[[], Awaitable[None]]
ErrorCallback = Callable[[Exception], Awaitable[None]]


def _options(
    settings: Settings, name: str, on_error: ErrorCallback, **callbacks: Callback
) -> dict[str, Any]:
    """Options of every connection: never give up, notice a silent cut within half a minute."""
    return {
        "servers": settings.nats_url.split(","),
        "name": name,
        "max_reconnect_attempts": -1,
        "reconnect_time_wait": 1,
        "connect_timeout": 3,
        "ping_interval": 10,
        "max_outstanding_pings": 2,
        "drain_timeout": 2,
        "inbox_prefix": subjects.reply_prefix(name),
        "error_cb": on_error,
        **callbacks,
    }


async def connect(settings: Settings, name: str) -> Client:
    """A plain connection for short tasks (migrate, the clock, the command line).

    Raises:
        nats.errors.Error, OSError: if the broker can't be reached.
    """

    async def on_error(error: Exception) -> None:
        """Errors show in the calls that they fail."""

    # With endless attempts nats-py tries a closed port for ever, even without reconnecting.
    once = {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0}
    options = _options(settings, name, on_error) | once
    if settings.nats_nkey_seed is not None:
        options["nkeys_seed_str"] = settings.nats_nkey_seed
    return await nats.connect(**options)


def make_broker(
    settings: Settings, service: str, on_error: ErrorCallback, **callbacks: Callback
) -> NatsBroker:
    """The FastStream broker of a service; connects when it is started."""
    seed = settings.nats_nkey_seed
    return NatsBroker(
        **_options(settings, service, on_error, **callbacks),
        security=NatsNKey.from_seed(seed) if seed is not None else None,
        apply_types=False,
        logger=None,
    )


def stream_configs(replicas: int) -> list[StreamConfig]:
    """Every stream as `danvan migrate` provisions it. No roll-up, no schedules, no deletes."""
    inbox = _stream(
        subjects.INBOX,
        [f"{subjects.INBOX_PREFIX}>"],
        replicas,
        max_age=DAYS_30,
        max_bytes=MAX_BYTES,
    )
    receipts = _stream(
        subjects.RECEIPTS, [subjects.receipt_subject("*", "*")], replicas, max_age=DAYS_30
    )
    calendar = _stream(subjects.CALENDAR, [subjects.CALENDAR_SUBJECT], replicas)
    checkpoints = _stream(
        subjects.CHECKPOINTS,
        [subjects.checkpoint_subject("*")],
        replicas,
        max_msgs_per_subject=1,
    )
    facts = [
        _stream(subjects.facts_stream(name), list(subjects.facts_subjects(name)), replicas)
        for name in subjects.LISTENS_TO
    ]
    return [inbox, receipts, calendar, checkpoints, *facts]


def _stream(
    name: str,
    subject_list: list[str],
    replicas: int,
    max_age: float = 0,
    max_bytes: int = MAX_FACT_BYTES,
    max_msgs_per_subject: int = -1,
) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=subject_list,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.NEW,
        storage=StorageType.FILE,
        max_age=max_age,
        max_msgs_per_subject=max_msgs_per_subject,
        max_msg_size=max_bytes,
        num_replicas=replicas,
        duplicate_window=120,
        allow_direct=True,
        deny_delete=True,
        deny_purge=True,
        allow_rollup_hdrs=False,
    )


def consumer_configs(service: str, replicas: int) -> list[tuple[str, ConsumerConfig]]:
    """The durable consumers of a service, with the stream each one reads."""
    return [
        (
            plan.stream,
            ConsumerConfig(
                durable_name=plan.name,
                name=plan.name,
                filter_subjects=list(plan.filters),
                deliver_policy=DeliverPolicy.ALL,
                ack_policy=AckPolicy.ALL,
                ack_wait=ACK_WAIT_SECONDS,
                max_ack_pending=4 * INTAKE_BATCH,
                max_deliver=-1,
                max_waiting=512,
                num_replicas=replicas,
            ),
        )
        for plan in subjects.consumer_plans(service)
    ]


def drift(wanted: Any, found: Any, what: str) -> list[str]:
    """The sentences that name each setting in which something found differs from what is wanted.
    What is not asked for must not be set: a bound may cut off messages."""
    asked, there = wanted.as_dict(), found.as_dict()
    differences: list[str] = []
    for key in dict.fromkeys((*asked, *there)):
        value, other = asked.get(key), there.get(key)
        if key == SERVERS_NOTES or value == other or (value in NOT_SET and other in NOT_SET):
            continue
        differences.append(f"{what} has {key}={other!r} where {value!r} is provisioned")
    return differences
