"""Units that send submissions straight to the broker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.base import Payload
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Submission, unit_source
from danvan.contracts.ids import uuid7
from danvan.services.chassis.clock import LOCAL
from tests.support.world import Sent


def offer(service: str, unit: str, subject: str, payload: Payload) -> Submission:
    """A submission as a unit's software makes it."""
    return Submission(
        id=str(uuid7()),
        source=unit_source(unit),
        type=type_of(service, payload).type,
        subject=subject,
        time=datetime.now(LOCAL),
        data=payload,
    )


def sender(submission: Submission) -> str:
    """The unit that a submission is from."""
    return submission.source.rpartition("/")[2]


async def publish(
    client: Client, submissions: Sequence[Submission], *, message_id: bool = True
) -> list[Sent]:
    """Publish in order; returns what the broker acknowledged. Without message ids the broker
    takes a repetition for something new, as it does after its duplicate window."""
    js = client.jetstream()
    acks = []
    for one in submissions:
        subject = subjects.inbox_subject(sender(one), one.type)
        headers = {subjects.MSG_ID_HEADER: one.id} if message_id else None
        acks.append(await js.publish_async(subject, one.to_bytes(), headers=headers))
    await asyncio.gather(*acks)
    return [Sent(sender(one), one.id) for one in submissions]
