"""A denouncer's sealed identity, and its opening by two persons of different roles, with a reason.

Law 25/2018/QH14, Articles 8 and 56: it is secret. The clear text is never here.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Resend, Slug, Token
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import OpeningRole, PetitionId

KIND = "denouncer"


class Opening(Model):
    """One opening, from the question to the sight."""

    asked: facts.IdentityOpeningAsked
    approved: facts.IdentityOpeningApproved | None = None
    opened: bool = False


class Nothing(Model):
    """Nothing is sealed."""


class Sealed(Model):
    """What is sealed, and who has asked for it."""

    last: facts.DenouncerSealed
    openings: tuple[Opening, ...] = ()


AnyIdentity: TypeAlias = Nothing | Sealed
INITIAL: AnyIdentity = Nothing()


def evolve(identity: AnyIdentity, fact: Payload) -> AnyIdentity:
    """What is known after a fact."""
    match identity, fact:
        case Nothing(), facts.DenouncerSealed():
            return Sealed(last=fact)
        case Sealed(), facts.DenouncerSealed():
            return identity.model_copy(update={"last": fact})
        case Sealed(), facts.IdentityOpeningAsked():
            openings = (*identity.openings, Opening(asked=fact))
            return identity.model_copy(update={"openings": openings})
        case Sealed(), facts.IdentityOpeningApproved():
            return _changed(identity, fact.opening, approved=fact)
        case Sealed(), facts.IdentityOpened():
            return _changed(identity, fact.opening, opened=True)
        case _:
            return identity


def _changed(identity: Sealed, opening: str, **change: object) -> Sealed:
    openings = tuple(
        one.model_copy(update=change) if one.asked.opening == opening else one
        for one in identity.openings
    )
    return identity.model_copy(update={"openings": openings})


class SealIdentity(Command):
    """Keep what was sealed; `mark` tells whether it is the same as before."""

    sealed: facts.DenouncerSealed


class _Opening(Command):
    """Somebody in one of the two roles speaks of an opening."""

    petition: PetitionId
    opening: Token
    actor: Line
    role: OpeningRole


class AskOpening(_Opening):
    """I need to know who it is."""

    unit: Slug
    reason: Line


class ApproveOpening(_Opening):
    """I agree."""


class OpenIdentity(_Opening):
    """Show me."""


IdentityCommand: TypeAlias = SealIdentity | AskOpening | ApproveOpening | OpenIdentity


def decide(command: IdentityCommand, identity: AnyIdentity) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case SealIdentity(sealed=sealed):
            same = isinstance(identity, Sealed) and identity.last.mark == sealed.mark
            return [] if same else [sealed]
        case AskOpening():
            return _ask(command, identity)
        case ApproveOpening():
            return _approve(command, _opening(command, identity))
        case OpenIdentity():
            return _open(command, _opening(command, identity))
        case _:
            assert_never(command)


def _ask(command: AskOpening, identity: AnyIdentity) -> list[Payload]:
    if not isinstance(identity, Sealed):
        raise Refused(
            "nothing-sealed",
            vi=f"Đơn “{command.petition}” không có danh tính được niêm phong.",
            en=f"Nothing is sealed for the petition '{command.petition}'.",
            resend=Resend.NEVER,
        )
    asked = facts.IdentityOpeningAsked(
        petition=command.petition,
        unit=command.unit,
        opening=command.opening,
        day=local_day(command.at),
        asked_by=command.actor,
        role=command.role,
        reason=command.reason,
    )
    return [] if any(one.asked.opening == asked.opening for one in identity.openings) else [asked]


def _opening(command: _Opening, identity: AnyIdentity) -> Opening:
    openings = identity.openings if isinstance(identity, Sealed) else ()
    for one in openings:
        if one.asked.opening == command.opening:
            return one
    raise Refused(
        "unknown-opening",
        vi=f"Không có yêu cầu mở “{command.opening}”; hãy yêu cầu mở trước.",
        en=f"There is no opening '{command.opening}'; ask for one first.",
    )


def _approve(command: ApproveOpening, opening: Opening) -> list[Payload]:
    if opening.approved is not None:
        return []
    if command.actor == opening.asked.asked_by or command.role is opening.asked.role:
        raise Refused(
            "second-person-needed",
            vi="Cần người thứ hai, ở vai trò kia (lãnh đạo hoặc thanh tra), chấp thuận việc mở.",
            en="A second person in the other role (leader or inspector) has to approve.",
        )
    return [
        facts.IdentityOpeningApproved(
            petition=command.petition,
            unit=opening.asked.unit,
            opening=command.opening,
            day=local_day(command.at),
            approved_by=command.actor,
            role=command.role,
        )
    ]


def _open(command: OpenIdentity, opening: Opening) -> list[Payload]:
    if command.actor != opening.asked.asked_by:
        raise Refused(
            "opening-of-another-person",
            vi="Chỉ người đã yêu cầu mới được xem; hãy yêu cầu mở riêng.",
            en="Only the one who asked may see it; ask for an opening of your own.",
        )
    if opening.approved is None:
        raise Refused(
            "opening-not-approved",
            vi="Chưa có người thứ hai chấp thuận việc mở; hãy chờ chấp thuận.",
            en="No second person has approved the opening yet; wait for it.",
            resend=Resend.AS_IS,
        )
    if opening.opened:
        return []
    return [
        facts.IdentityOpened(
            petition=command.petition,
            unit=opening.asked.unit,
            opening=command.opening,
            day=local_day(command.at),
            opened_by=command.actor,
        )
    ]
