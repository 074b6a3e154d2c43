"""Dossiers (hồ sơ thủ tục hành chính): facts, and what a unit's one-stop software offers.

Small on purpose: they come in by the million. No fact names the applicant.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Offered, Payload, Slug
from danvan.contracts.feedback.days import Day
from danvan.contracts.policy import PolicyUsed

#: The number on the receipt, within its unit; agencies write dots and hyphens in it.
DossierCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"),
    Field(examples=["H29.05-230509-0012"]),
]
#: An administrative procedure, by its code in the agency's list.
ProcedureCode = Annotated[Slug, Field(examples=["cap-the-ban-doc"])]
#: The papers that are missing, by their code in the procedure's list.
Papers = Annotated[
    tuple[Slug, ...], Field(min_length=1, max_length=50, examples=[["ban-ve-mat-bang"]])
]


class Timeliness(StrEnum):
    """How a result stands to the original appointment: before, on, or after its day."""

    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"


class DelayReason(StrEnum):
    """Why a result will be late; the apology says it in words."""

    WORKLOAD = "workload"
    STAFF_ABSENT = "staff-absent"
    OTHER_AGENCY = "other-agency"
    VERIFICATION = "verification"
    LOST_OR_DAMAGED = "lost-or-damaged"
    SYSTEM_FAILURE = "system-failure"
    FORCE_MAJEURE = "force-majeure"


class DossierGround(StrEnum):
    """Why a dossier is refused."""

    CONDITIONS_NOT_MET = "conditions-not-met"
    NOT_COMPETENT = "not-competent"
    NOT_SUPPLEMENTED = "not-supplemented"
    PAPERS_NOT_GENUINE = "papers-not-genuine"


class DossierFact(Payload):
    """Which dossier, of which unit and procedure."""

    unit: Slug
    dossier: DossierCode
    procedure: ProcedureCode


class DossierReceived(DossierFact):
    """Received, with an appointment for the result. `online`: not handed in at the desk."""

    received_on: date
    appointment: date
    online: bool


class DossierSupplementAsked(DossierFact):
    """Given back for all that is missing, once. `late`: after the last day the policy leaves."""

    papers: Papers
    asked_on: date
    last_day: date
    late: bool
    policy: PolicyUsed


class DossierCompleted(DossierFact):
    """What was missing is there. The clock began anew: `appointment` is the original one now."""

    completed_on: date
    appointment: date


class DossierReady(DossierFact):
    """The result lies ready: the dossier is resolved, whenever the result is collected."""

    ready_on: date
    timeliness: Timeliness


class DossierDelivered(DossierFact):
    """The result was handed over. `ready_on`: it had lain ready since; absent when this is what
    resolved the dossier. `timeliness` is that of the day on which it was resolved."""

    delivered_on: date
    ready_on: date | None = None
    timeliness: Timeliness


class DossierRefused(DossierFact):
    """The applicant was told no in writing, which resolves the dossier too."""

    refused_on: date
    ground: DossierGround
    timeliness: Timeliness


class DossierWithdrawn(DossierFact):
    """The applicant took it back before there was a result: it is not counted as resolved."""

    withdrawn_on: date


class DossierLate(DossierFact):
    """The original appointment passed without a result. `day`: the day after it. Said once, and
    it stays so. `announced`: a delay had been announced."""

    appointment: date
    day: date
    announced: bool


class DossierDelayAnnounced(DossierFact):
    """The result will be late, and this is the new appointment; the original one still counts.
    `last_day`: until when it had to be announced; `in_time` whether it was."""

    reason: DelayReason
    appointment: date
    new_appointment: date
    announced_on: date
    last_day: date
    in_time: bool
    policy: PolicyUsed


class DossierEscalated(DossierFact):
    """A second delay, for which there is no second appointment: the head has to see to it."""

    day: date
    new_appointment: date
    reason: DelayReason | None = None


class DossierStepOffered(Offered):
    """What happened to a dossier of ours. `received_by`: the unit that received it, where we have
    taken that unit's place since; figures stay with it."""

    dossier: DossierCode
    received_by: Slug | None = None


class DossierReceivedOffered(DossierStepOffered):
    """We have received this dossier and given this appointment."""

    procedure: ProcedureCode
    received_on: Day
    appointment: Day
    online: bool = False


class DossierSupplementOffered(DossierStepOffered):
    """We have given it back for all these papers."""

    papers: Papers
    asked_on: Day


class DossierCompletedOffered(DossierStepOffered):
    """It is complete now, and this is its appointment."""

    completed_on: Day
    appointment: Day


class DossierReadyOffered(DossierStepOffered):
    """The result lies ready."""

    ready_on: Day


class DossierDeliveredOffered(DossierStepOffered):
    """We have handed the result over."""

    delivered_on: Day


class DossierDelayOffered(DossierStepOffered):
    """It will be late, for this reason; the result comes on the new appointment. This obliges us
    to an apology letter."""

    reason: DelayReason
    new_appointment: Day


class DossierRefusedOffered(DossierStepOffered):
    """We have refused it in writing."""

    refused_on: Day
    ground: DossierGround


class DossierWithdrawnOffered(DossierStepOffered):
    """The applicant has taken it back."""

    withdrawn_on: Day


DOSSIER_SUBMISSIONS = (
    DossierReceivedOffered,
    DossierSupplementOffered,
    DossierCompletedOffered,
    DossierReadyOffered,
    DossierDeliveredOffered,
    DossierDelayOffered,
    DossierRefusedOffered,
    DossierWithdrawnOffered,
)
DOSSIER_FACTS = (
    DossierReceived,
    DossierSupplementAsked,
    DossierCompleted,
    DossierReady,
    DossierDelivered,
    DossierRefused,
    DossierWithdrawn,
    DossierLate,
    DossierDelayAnnounced,
    DossierEscalated,
)
