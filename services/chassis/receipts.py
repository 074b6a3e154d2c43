"""The receipt of a submission, made from its recorded outcome and nothing else."""

from __future__ import annotations

from danvan.contracts import subjects
from danvan.contracts.envelope import Envelope, service_source
from danvan.contracts.intake import (
    OUTCOME_KIND,
    PERSON,
    Receipt,
    SubmissionAccepted,
    SubmissionRefused,
)
from danvan.services.chassis.journal import StoredFact

Publication = tuple[str, bytes, dict[str, str]]


def make_receipt(service: str, stored: StoredFact) -> Publication | None:
    """Subject, bytes and headers of the receipt that an outcome brings; None for other facts."""
    if not stored.stream.startswith(f"{OUTCOME_KIND}/"):
        return None
    fact = stored.read()
    outcome = fact.data
    assert isinstance(outcome, SubmissionAccepted | SubmissionRefused)
    if outcome.sender.startswith(PERSON):
        return None  # a person got the answer over HTTP
    accepted = isinstance(outcome, SubmissionAccepted)
    receipt = Receipt.model_validate(
        outcome.model_dump(exclude={"raw", "sender"})
        | {
            "status": "accepted" if accepted else "refused",
            "service": service,
            "recorded": fact.recordedtime,
            "position": stored.position,
        }
    )
    message = Envelope(
        id=f"receipt-{fact.id}",
        source=service_source(service),
        type=f"danvan.{service}.receipt.v1",
        subject=stored.stream,
        time=fact.recordedtime,
        causationid=outcome.submission,
        data=receipt,
    )
    subject = subjects.receipt_subject(outcome.sender, outcome.submission)
    headers = {subjects.MSG_ID_HEADER: message.id}
    return subject, message.to_bytes(), headers
