"""What became of a submission: the outcome facts that every service records, and the receipt.

A submission's outcome lives in the stream `submission/<unit>/<id>`, so the store's own key allows
only one outcome for one submission, for ever, whatever the broker delivers again.
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict
from pydantic.config import JsonDict

from danvan.contracts.base import Payload, Problem, Resend, Sha256, StreamId, Text
from danvan.contracts.personal import PersonalText

OUTCOME_KIND = "submission"

#: Stands in the schema and in the golden sample; a guess would mix acceptance with refusal.
_ACCEPTED: JsonDict = {
    "status": "accepted",
    "service": "planning",
    "submission": "0187ffef-8137-7d56-87a2-0c1f6b9e4d38",
    "submission_type": "danvan.planning.acknowledgement-offered.v1",
    "digest": "449d79c29031ca33c3fd30bd6c69fdc24b263aee30a16a4ca9366a03090beee6",
    "received": "2023-05-09T16:55:00+07:00",
    "recorded": "2023-05-09T16:55:00.084+07:00",
    "position": 4211,
    "facts": [
        {
            "id": "0187ffef-8574-7c10-9d3e-51b7a6f0c2e9",
            "type": "danvan.planning.plan-acknowledged.v1",
            "stream": "plan/kh-878-2023",
            "version": 7,
        }
    ],
}
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
    """The submission was not carried out. `raw` keeps its bytes, sealed: nothing is lost, and
    nobody that stands in it is named."""

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
    raw: PersonalText


class Receipt(Payload):
    """What the sender gets back. `position` is the notification id of the outcome."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACCEPTED]})

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
