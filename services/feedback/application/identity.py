"""Use cases of who petitions: kept for those who handle it, or as a denouncer, opened by two.

The safe way: as a denouncer, unless the petition is classified as something else and linked to
nothing.
"""

from __future__ import annotations

from danvan.contracts.base import Model, Refused, Resend, Slug
from danvan.contracts.feedback import Petitioner, PetitionId
from danvan.contracts.personal import PersonalText
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.application.petitions import PETITIONER, own_petition, secret
from danvan.services.feedback.application.vault import Vault
from danvan.services.feedback.domain import identity
from danvan.services.feedback.domain.identity import (
    ApproveOpening,
    AskOpening,
    OpenIdentity,
    Sealed,
    SealIdentity,
)
from danvan.services.feedback.domain.petitioner import KeepPetitioner

IDENTITY = Aggregate.of(identity)


class Identity(Model):
    """Who petitions, and in which words."""

    petitioners: tuple[Petitioner, ...] = ()
    text: PersonalText | None = None


def keep_identity(
    work: Work, vault: Vault, petition: PetitionId, by: Slug | None, who: Identity
) -> None:
    """Keep who petitions, in the way that the petition's class asks for."""
    known = own_petition(work, petition, by)
    if secret(known) or known.links:
        stream = IDENTITY.stream(petition)
        clear = who.model_dump_json(exclude_none=True).encode()
        sealed = vault.seal(petition, known.unit, stream, clear)
        work.do(IDENTITY, petition, SealIdentity(at=work.at, sealed=sealed))
    else:
        stream = PETITIONER.stream(petition)
        keep = KeepPetitioner(
            at=work.at,
            petition=petition,
            unit=known.unit,
            **dict(work.keyring.seal(stream, stream, who)),
        )
        work.do(PETITIONER, petition, keep)


def do_identity(work: Work, command: AskOpening | ApproveOpening) -> None:
    """Somebody asks for an opening, or approves it."""
    work.do(IDENTITY, command.petition, command)


def open_identity(work: Work, vault: Vault, command: OpenIdentity) -> Identity:
    """Show it to the one who asked; each approved opening serves once."""
    if not work.do(IDENTITY, command.petition, command):
        raise Refused(
            "opening-used",
            vi="Lần mở này đã dùng; hãy yêu cầu mở lại.",
            en="This opening was used; ask for another one.",
            resend=Resend.NEVER,
        )
    known = work.state(IDENTITY, command.petition)
    assert isinstance(known, Sealed), "what is opened was sealed"
    return Identity.model_validate_json(vault.open(IDENTITY.stream(command.petition), known.last))
