"""What became of a submission: the outcome facts that every service records, and the receipt.

A submission's outcome lives in the stream `submission/<unit>/<id>`, so the store's own key allows
only one outcome for one submission, for ever, whatever the broker delivers again.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from danvan.contracts.base import Payload, Problem, Resend, Sha256, StreamId, Text

OUTCOME_KIND = "submission"
#: Senders with this prefix are people who call over HTTP with an idempotency key.
PERSON = "person:"


class RecordedFact(Payload):
    """One fact that a submission brought about."""

    id: str
    type: str
    stream: StreamId
    version: int


class SubmissionAccepted(Payload):
    """The submission was carried out; `facts` is empty when it changed nothing (asked twice)."""

    sender: str
    submission: str
    submission_type: str
    digest: Sha256
    received: AwareDatetime
    facts: tuple[RecordedFact, ...] = ()


class SubmissionRefused(Payload):
    """The submission was not carried out. `raw` keeps its bytes (base64), so nothing is lost."""

    sender: str
    submission: str
    submission_type: str | None = None
    digest: Sha256
    received: AwareDatetime
    rule: str
    reason: Text
    pointer: str | None = None
    problems: tuple[Problem, ...] = ()
    resend: Resend
    raw: str


class Receipt(Payload):
    """What the sender gets back. `position` is the notification id of the outcome."""

    status: Literal["accepted", "refused"]
    service: str
    submission: str
    submission_type: str | None = None
    digest: Sha256
    received: AwareDatetime
    recorded: AwareDatetime
    position: int
    facts: tuple[RecordedFact, ...] = ()
    rule: str | None = None
    reason: Text | None = None
    pointer: str | None = None
    problems: tuple[Problem, ...] = ()
    resend: Resend | None = None


def outcome_stream(unit: str, submission: str) -> str:
    """The stream that holds the outcome of one submission."""
    return f"{OUTCOME_KIND}/{unit}/{submission}"
