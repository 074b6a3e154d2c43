"""What comes in about petitions: what units offer, units that are no more, the day's start."""

from __future__ import annotations

from typing import Any, TypeAlias, assert_never, get_args

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Fact, Submission
from danvan.contracts.feedback import (
    HandoverReason,
    PetitionClassificationOffered,
    PetitionExtensionOffered,
    PetitionLinkOffered,
    PetitionOffered,
    PetitionStepOffered,
    PetitionWithdrawalOffered,
)
from danvan.contracts.planning import UnitMerged, UnitSplit
from danvan.contracts.roles import Role
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import petitions as application
from danvan.services.feedback.application.law import law_of
from danvan.services.feedback.application.petitions import PETITION, petition_id
from danvan.services.feedback.domain.petition_commands import (
    ClassifyPetition,
    ExtendPetition,
    LinkPetition,
    ReceivePetition,
    TakeStep,
    WithdrawPetition,
)
from danvan.services.feedback.domain.petition_law import Law
from danvan.services.feedback.views import petition_questions as views

Said: TypeAlias = (
    PetitionClassificationOffered
    | PetitionStepOffered
    | PetitionExtensionOffered
    | PetitionWithdrawalOffered
    | PetitionLinkOffered
)


def routes(ground: Ground) -> Routes:
    """What is done with what comes in."""
    law = law_of(ground)

    def received(work: Work, sent: Submission) -> None:
        offered, unit = _received(sent), _sender(work)
        command = ReceivePetition(
            at=work.at,
            petition=petition_id(unit, offered.number),
            unit=unit,
            law=law,
            **offered.model_dump(exclude={"number"}),
        )
        application.receive_petition(work, command)

    def said(work: Work, sent: Submission) -> None:
        _hear(work, _said(sent), law)

    def day_started(work: Work, begun: DayStarted, db: Db) -> None:
        due, orphans = views.overdue(db, begun.day), views.orphans(db, begun.day)
        application.hand_over(work, [tuple(row.values()) for row in orphans])
        application.check_petitions(work, due, begun.day)

    return Routes(
        submissions={PetitionOffered: received, **dict.fromkeys(get_args(Said), said)},
        facts={UnitMerged: unit_ended, UnitSplit: unit_ended},
        day=day_started,
        touches={
            PetitionOffered: lambda sent: [_stream(sent)],
            **dict.fromkeys(get_args(Said), lambda sent: [PETITION.stream(_said(sent).petition)]),
        },
    )


def unit_ended(work: Work, fact: Fact) -> None:
    """A merged unit's petitions will go to its successor; a split one's to the first of those that
    came out of it, which the agency hands on from there."""
    match fact.data:
        case UnitMerged(unit=unit, effective=effective, into=into):
            application.succeed(work, unit, into.unit, HandoverReason.MERGED, effective)
        case UnitSplit(unit=unit, effective=effective, into=parts):
            application.succeed(work, unit, parts[0].unit, HandoverReason.SPLIT, effective)


def _stream(sent: Submission) -> str:
    unit = sent.source.rpartition("/")[2]
    return PETITION.stream(petition_id(unit, _received(sent).number))


def _received(sent: Submission) -> PetitionOffered:
    assert isinstance(sent.data, PetitionOffered)
    return sent.data


def _said(sent: Submission) -> Said:
    assert isinstance(sent.data, Said)
    return sent.data


def _hear(work: Work, offered: Said, law: Law) -> None:
    """A unit's software speaks for its petition."""
    spoken: dict[str, Any] = {
        "at": work.at,
        "law": law,
        "by": _sender(work),
        "role": Role.UNIT_SYSTEM,
        **dict(offered),
    }
    match offered:
        case PetitionClassificationOffered():
            application.do_petition(work, ClassifyPetition(**spoken))
        case PetitionStepOffered():
            application.do_petition(work, TakeStep(**spoken))
        case PetitionExtensionOffered():
            application.do_petition(work, ExtendPetition(**spoken))
        case PetitionWithdrawalOffered():
            application.do_petition(work, WithdrawPetition(**spoken))
        case PetitionLinkOffered():
            application.link_petition(work, LinkPetition(**spoken))
        case _:
            assert_never(offered)


def _sender(work: Work) -> str:
    """The unit that the broker let publish."""
    unit = work.origin.unit
    assert unit is not None, "a submission always has a sender"
    return unit
