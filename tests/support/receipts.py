"""Receipts as a service's relay publishes them, without the service."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Literal

from nats.aio.client import Client

from danvan.contracts import subjects
from danvan.contracts.base import Resend, Text
from danvan.contracts.envelope import Envelope, service_source
from danvan.contracts.intake import Receipt, outcome_stream


async def give_receipt(
    client: Client,
    unit: str,
    submission: str,
    raw: bytes,
    status: Literal["accepted", "refused"] = "accepted",
) -> Receipt:
    """Publish planning's receipt of these bytes, on disk at the broker."""
    now = datetime.now(UTC)
    refused = status == "refused"
    receipt = Receipt(
        status=status,
        service="planning",
        submission=submission,
        digest=hashlib.sha256(raw).hexdigest(),
        received=now,
        recorded=now,
        position=1,
        rule="not-in-the-mood" if refused else None,
        reason=Text(vi="Không phải hôm nay.", en="Not today.") if refused else None,
        resend=Resend.CORRECTED if refused else None,
    )
    message = Envelope(
        id=f"receipt-{receipt.digest}",
        source=service_source("planning"),
        type="danvan.planning.receipt.v1",
        subject=outcome_stream(unit, submission),
        time=now,
        data=receipt,
    )
    subject = subjects.receipt_subject(unit, submission)
    await client.jetstream().publish(subject, message.to_bytes(), timeout=5)
    return receipt
