"""The whole message of each type, envelope and data, as one model: what `read_submission` holds
submissions against, and what the JSON Schemas are made from."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    create_model,
)
from pydantic.json_schema import SkipJsonSchema

from danvan.contracts.base import Line, Slug, StreamId, Token
from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import (
    Envelope,
    Fact,
    Submission,
    data_schema,
    service_source,
    unit_source,
)
from danvan.contracts.problems import rule_broken

#: A wrong clock is taken note of; what no store could give back is refused.
EARLIEST_YEAR, LATEST_YEAR = 1970, 2200


def _refuse(value: object) -> object:
    if value is not None:
        raise rule_broken(
            "attribute-of-services",
            "Thuộc tính này chỉ do dịch vụ ghi; hãy bỏ đi.",
            "Only services record this attribute; leave it out.",
        )
    return value


def _possible(moment: datetime) -> datetime:
    if not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
        raise rule_broken(
            "impossible-time",
            f"Thời điểm phải từ năm {EARLIEST_YEAR} đến trước năm {LATEST_YEAR}; hãy xem lại đồng"
            " hồ của máy gửi.",
            f"The time must lie from {EARLIEST_YEAR} on and before {LATEST_YEAR}; look at the"
            " sender's clock.",
        )
    return moment


_OfServices = Annotated[SkipJsonSchema[None], BeforeValidator(_refuse)]
_CaseId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$", max_length=255)
]
_UnitSource = Annotated[
    str, StringConstraints(pattern=rf"^{unit_source('')}[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
]
_TraceParent = Annotated[
    str, StringConstraints(pattern="^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
]
_Signature = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9+/]{86}==$")]


class _Offer(Submission):
    """The envelope as a sender may fill it in."""

    model_config = ConfigDict(extra="forbid")

    id: Token
    source: _UnitSource
    subject: StreamId
    time: Annotated[AwareDatetime, AfterValidator(_possible)]
    recordedtime: _OfServices = None
    version: _OfServices = None
    actor: Line | None = None
    actorrole: Token | None = None
    onbehalfof: Slug | None = None
    correlationid: _CaseId | None = None
    causationid: _CaseId | None = None
    traceparent: _TraceParent | None = None
    basis: Line | None = None
    signature: _Signature | None = None


@cache
def message_model(entry: Entry) -> type[Envelope]:
    """The model of a whole message of this type; its name is the type's."""
    fields: dict[str, Any] = {
        "specversion": (Literal["1.0"], ...),
        "type": (Literal[entry.type], ...),
        "dataschema": (Literal[data_schema(entry.type)] | None, None),
        "data": (entry.model, ...),
    }
    if entry.kind is Kind.SUBMISSION:
        return create_model(entry.type, __base__=_Offer, __doc__=entry.model.__doc__, **fields)
    fields["source"] = (Literal[service_source(entry.service)], ...)
    base = Fact if entry.kind is Kind.FACT else Envelope
    return create_model(entry.type, __base__=base, __doc__=entry.model.__doc__, **fields)
