"""Facts and submissions of one inspection of one unit, from the decision to its closure.

What was found is internal until the conclusion says it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from danvan.contracts.base import Line, Model, Offered, Payload, Slug
from danvan.contracts.inspection.follow_ups import Recommendations
from danvan.contracts.inspection.plans import InspectionPlanId
from danvan.contracts.inspection.words import (
    AboutInspection,
    Account,
    Evidence,
    FindingId,
    Inspected,
    InspectionId,
    InspectionKind,
    Paper,
    Statement,
)
from danvan.contracts.policy import PolicyUsed
from danvan.contracts.problems import rule_broken

DecisionNumber = Annotated[Line, Field(examples=["31/QĐ-SVHTT"])]
Papers = Annotated[tuple[Paper, ...], Field(max_length=50)]


class Step(StrEnum):
    """What the law sets a last day for."""

    FIELDWORK = "fieldwork"
    DRAFT = "draft"
    CONCLUSION = "conclusion"
    PUBLICATION = "publication"


_FIELDWORK: dict[str, Any] = {
    "step": "fieldwork",
    "day": "2023-06-08",
    "policy": {
        "key": "inspection.fieldwork",
        "valid_from": "2011-07-01",
        "verified": True,
        "calendar": "vn-2020-2027-0f6f0f6f0f6f",
        "provisional": False,
    },
}

_DISPLAY = _FIELDWORK["policy"] | {"key": "inspection.publish.display", "verified": False}


class Due(Model):
    """The last day of a step, and the policy row it was counted by."""

    step: Annotated[Step, Field(examples=[Step.FIELDWORK])]
    day: date
    policy: PolicyUsed

    model_config = ConfigDict(json_schema_extra={"examples": [_FIELDWORK]})


class PlanItem(Model):
    """A line of an inspection plan."""

    plan: InspectionPlanId
    item: Slug


class InspectionTerms(Payload):
    """What the head decides: whom, about what, which days of the unit's work, and by whom.

    `planned`: the line of the plan; without one, `extraordinary` says why.
    """

    unit: Inspected
    kind: Annotated[InspectionKind, Field(examples=[InspectionKind.PROGRAMME_CHECK])]
    subject: Annotated[Line, Field(examples=["Tiếp công dân và giải quyết hồ sơ"])]
    first: Annotated[date, Field(examples=["2023-01-01"])]
    last: Annotated[date, Field(examples=["2023-06-30"])]
    number: DecisionNumber
    leader: Account
    members: Annotated[tuple[Account, ...], Field(max_length=50, examples=[["thanh-vien-2"]])] = ()
    planned: PlanItem | None = None
    extraordinary: Annotated[Line | None, Field(examples=["Có đơn phản ánh"])] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.last < self.first:
            raise rule_broken(
                "period-reversed",
                "“last” nằm trước “first”; hãy đổi lại hai ngày của thời kỳ kiểm tra.",
                "`last` lies before `first`; put the two days of the period in order.",
            )
        if (self.planned is None) == (self.extraordinary is None):
            raise rule_broken(
                "planned-or-extraordinary",
                "Ghi mục của kế hoạch (“planned”) hoặc lý do đột xuất (“extraordinary”), chỉ một.",
                "Name the line of the plan (`planned`), or why it is extraordinary, one of both.",
            )
        return self


class InspectionDecided(InspectionTerms):
    """The head has decided the inspection."""

    inspection: InspectionId
    decided_on: date


class InspectionOpened(AboutInspection):
    """The decision was announced at the unit; the team is at work."""

    opened_on: date
    due: Due


class InspectionExtended(AboutInspection):
    """The head gives the team more time, once."""

    reason: Annotated[Line, Field(examples=["Hồ sơ nhiều hơn dự kiến"])]
    due: Due


class FindingMade(AboutInspection):
    """Something is not as it should be: what, which rule it breaks, and what shows it."""

    finding: FindingId
    what: Statement
    breaks: Annotated[Line, Field(examples=["61/2018/NĐ-CP, Điều 19 khoản 9"])]
    evidence: Evidence


class FindingExplained(AboutInspection):
    """What the unit says to it; `by` speaks, the unit itself or its successor."""

    finding: FindingId
    by: Slug
    explanation: Statement
    papers: Papers = ()


class FieldworkEnded(AboutInspection):
    """The team has left the unit; its report and the draft are due."""

    ended_on: date
    due: Due


class ConclusionDrafted(AboutInspection):
    """The team has reported, with the draft of the conclusion."""

    draft: Paper
    drafted_on: date
    due: Due


#: The findings that a conclusion upholds.
FindingIds = Annotated[
    tuple[FindingId, ...], Field(max_length=500, examples=[["tra-ho-so-tre-hen"]])
]


class InspectionConcluded(AboutInspection):
    """The head has signed the conclusion; findings stand in it by their ids."""

    number: Annotated[Line, Field(examples=["45/KL-SVHTT"])]
    summary: Statement
    conclusion: Paper
    findings: FindingIds = ()
    recommendations: Recommendations = ()
    concluded_on: date
    due: Due


class ConclusionPublished(AboutInspection):
    """It can be read where it says; it has to stay there to `until` at least."""

    where: Annotated[Line, Field(examples=["Trang thông tin điện tử của Sở; niêm yết tại đơn vị"])]
    published_on: date
    until: Annotated[date, Field(examples=["2023-05-24"])]
    policy: Annotated[PolicyUsed, Field(examples=[_DISPLAY])]


class StepOverdue(AboutInspection):
    """The last day of a step passed, and it had not been taken. `day`: when this showed."""

    step: Annotated[Step, Field(examples=[Step.CONCLUSION])]
    due_on: date
    day: date


class InspectionSuspended(AboutInspection):
    """The clock stops, for this reason."""

    reason: Annotated[Line, Field(examples=["Chờ kết quả giám định"])]
    suspended_on: date


class InspectionResumed(AboutInspection):
    """It goes on; `due` is the running step's last day, later by the days that it stood still."""

    resumed_on: date
    due: Due | None = None


class InspectionCancelled(AboutInspection):
    """It will not be concluded, for this reason."""

    reason: Annotated[Line, Field(examples=["Trùng với cuộc kiểm tra khác"])]
    cancelled_on: date


class InspectionClosed(AboutInspection):
    """Published, and every recommendation confirmed."""

    closed_on: date


class FindingExplanationOffered(Offered):
    """Our explanation of a finding; a later one replaces it in what is read, never on record."""

    inspection: InspectionId
    finding: FindingId
    explanation: Statement
    papers: Papers = ()


INSPECTION_SUBMISSIONS = (FindingExplanationOffered,)
INSPECTION_FACTS = (
    InspectionDecided,
    InspectionOpened,
    InspectionExtended,
    FieldworkEnded,
    InspectionConcluded,
    ConclusionPublished,
    StepOverdue,
    InspectionSuspended,
    InspectionResumed,
    InspectionCancelled,
    InspectionClosed,
)
INSPECTION_INTERNAL_FACTS = (FindingMade, FindingExplained, ConclusionDrafted)
