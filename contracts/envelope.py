"""CloudEvents 1.0 structured JSON: the one byte string that a fact or a submission is.

Stored format. Canonical bytes: UTF-8, no insignificant white space, keys in the order of the
model, absent attributes left out. What was read is never re-encoded: keep the bytes.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, InstanceOf, SerializeAsAny

from danvan.contracts.base import Payload

CONTENT_TYPE = "application/cloudevents+json"
DATA_SCHEMA = "https://danvan.example/schemas/{type}.json"


class Envelope(BaseModel):
    """The attributes of every message, in the order in which they are written."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = None
    recordedtime: AwareDatetime | None = None
    version: int | None = None
    actor: str | None = None
    actorrole: str | None = None
    onbehalfof: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: str | None = None
    basis: str | None = None
    signature: str | None = None
    data: SerializeAsAny[InstanceOf[Payload]]

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return self.model_dump_json(exclude_none=True).encode()


class Fact(Envelope):
    """What a service has recorded: `recordedtime` and `version` (from 1) are always there."""

    recordedtime: AwareDatetime
    version: int


class Submission(Envelope):
    """What a unit offers. `id` is the unit's own; the same id means the same submission."""


def unit_source(unit: str) -> str:
    """The `source` of what a unit sends."""
    return f"/units/{unit}"


def service_source(service: str) -> str:
    """The `source` of what a service records."""
    return f"/services/{service}"


def data_schema(type_name: str) -> str:
    """The `dataschema` of a type; names the schema, need not resolve."""
    return DATA_SCHEMA.format(type=type_name)


Document = dict[str, Any]
