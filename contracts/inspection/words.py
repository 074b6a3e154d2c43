"""Words that plans, inspections and observations share: what is pointed at, and by whom.

Stored format. Persons appear as the accounts they sign in with, never by name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from danvan.contracts.base import Line, Model, Payload, Sha256, Slug, Token
from danvan.contracts.problems import rule_broken

InspectionId = Annotated[Slug, Field(examples=["kt-2023-02"])]
#: The unit that is inspected, or looked at.
Inspected = Annotated[Slug, Field(examples=["bao-tang-thanh-pho"])]
#: One finding within its inspection.
FindingId = Annotated[Slug, Field(examples=["tra-ho-so-tre-hen"])]
#: One recommendation within its inspection.
RecommendationId = Annotated[Slug, Field(examples=["gui-thu-xin-loi"])]
#: An account, as tokens name it.
Account = Annotated[Line, Field(examples=["thanh-vien-1"])]
#: Something said at length; never empty.
Statement = Annotated[
    str,
    Field(min_length=1, max_length=20_000, examples=["Ba hồ sơ trả sau ngày hẹn, không có thư."]),
]
#: As many as a number in JSON counts exactly.
MOST_LEAVES = 2**53 - 1
ServiceName = Literal["planning", "reporting", "feedback", "emulation", "inspection"]


class InspectionKind(StrEnum):
    """Who looks, and by which law. `state-inspection`: done by an inspection body; the others are
    checks that the agency makes itself."""

    STATE_INSPECTION = "state-inspection"
    SPECIALISED_CHECK = "specialised-check"
    PUBLIC_DUTY_CHECK = "public-duty-check"
    PROGRAMME_CHECK = "programme-check"


class FactRef(Model):
    """A fact that anybody can look up and prove: leaf `leaf` of that service's log, from 0."""

    service: Annotated[ServiceName, Field(examples=["feedback"])]
    fact: Annotated[Token, Field(examples=["0187ffef-8137-7d56-87a2-0c1f6b9e4d38"])]
    leaf: Annotated[int, Field(ge=0, le=MOST_LEAVES, examples=[5120])]


class Paper(Model):
    """A document outside the platform; its hash proves which one."""

    name: Annotated[Line, Field(examples=["Biên bản kiểm tra"])]
    sha256: Sha256


class Evidence(Model):
    """What a statement rests on: facts, or a document, or both."""

    facts: tuple[FactRef, ...] = Field(default=(), max_length=500)
    papers: tuple[Paper, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.facts and not self.papers:
            raise rule_broken(
                "evidence-missing",
                "Phải dẫn ít nhất một sự kiện đã ghi, hoặc một văn bản kèm mã băm.",
                "Point at a recorded fact at least, or at a document by its hash.",
            )
        return self


class AboutInspection(Payload):
    """Which inspection, of which unit."""

    inspection: InspectionId
    unit: Inspected
