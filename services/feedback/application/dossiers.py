"""Use cases of dossiers, and the apologies that a delay obliges to in the same work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from danvan.contracts.base import Payload
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import (
    DossierCompletedOffered,
    DossierDelayAnnounced,
    DossierDelayOffered,
    DossierDeliveredOffered,
    DossierFact,
    DossierLate,
    DossierReadyOffered,
    DossierReceivedOffered,
    DossierRefusedOffered,
    DossierStepOffered,
    DossierSupplementOffered,
    DossierWithdrawnOffered,
    LetterKind,
)
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.application.letters import LETTER, letter_id, owe_letter
from danvan.services.feedback.application.succession import speaks_for
from danvan.services.feedback.domain import dossier
from danvan.services.feedback.domain.dossier_clocks import DossierClocks
from danvan.services.feedback.domain.dossier_commands import (
    AnnounceDelay,
    AskSupplement,
    CheckDossier,
    CompleteDossier,
    DeliverDossier,
    DossierCommand,
    ReadyDossier,
    ReceiveDossier,
    RefuseDossier,
    WithdrawDossier,
)
from danvan.services.feedback.domain.dossier_rules import of_another_unit
from danvan.services.feedback.domain.letter import OweLetter

DOSSIER = Aggregate.of(dossier)
#: The command that each step leads to; their fields bear the same names.
STEPS: dict[type[Payload], Callable[..., DossierCommand]] = {
    DossierReceivedOffered: ReceiveDossier,
    DossierSupplementOffered: AskSupplement,
    DossierCompletedOffered: CompleteDossier,
    DossierReadyOffered: ReadyDossier,
    DossierDeliveredOffered: DeliverDossier,
    DossierDelayOffered: AnnounceDelay,
    DossierRefusedOffered: RefuseDossier,
    DossierWithdrawnOffered: WithdrawDossier,
}
#: Why an apology is owed that nobody announced.
NOT_ANNOUNCED = "not-announced"


def dossier_id(unit: str, code: str) -> str:
    """What a unit's dossier is called among those of all units."""
    return f"{unit}.{code}"


def apology_stream(unit: str, code: str) -> str:
    """The stream of the apology for a dossier."""
    return LETTER.stream(letter_id(unit, code, LetterKind.APOLOGY))


def take_step(work: Work, unit: str, said: DossierStepOffered, clocks: DossierClocks) -> None:
    """A unit says what happened to a dossier of its own, or of one whose place it has taken.

    Raises:
        Refused: if a rule says no.
    """
    holder = said.received_by or unit
    if not speaks_for(work, unit, holder):
        raise of_another_unit(said.dossier, holder)
    counted = isinstance(said, DossierSupplementOffered | DossierDelayOffered)
    more = {"clocks": clocks} if counted else {}
    _do(work, STEPS[type(said)](at=work.at, unit=holder, **dict(said), **more), clocks)


def check_dossiers(
    work: Work, due: Sequence[tuple[str, str]], day: date, clocks: DossierClocks
) -> None:
    """A day begins: appointments have passed."""
    work.prefetch(DOSSIER.stream(dossier_id(unit, code)) for unit, code in due)
    work.prefetch(apology_stream(unit, code) for unit, code in due)
    for unit, code in due:
        _do(work, CheckDossier(at=work.at, unit=unit, dossier=code, day=day), clocks)


def _do(work: Work, command: DossierCommand, clocks: DossierClocks) -> None:
    """A delay, announced or not, obliges to an apology."""
    id_ = dossier_id(command.unit, command.dossier)
    for fact in work.do(DOSSIER, id_, command):
        match fact:
            case DossierDelayAnnounced():
                _owe_apology(work, fact, fact.last_day, fact.reason)
            case DossierLate(announced=False):
                received = work.state(DOSSIER, id_).received.received_on
                today = local_day(command.at)
                due, _ = clocks.announce_by(received, today, fact.appointment)
                _owe_apology(work, fact, due, NOT_ANNOUNCED)


def _owe_apology(work: Work, about: DossierFact, due_on: date, reason: str) -> None:
    unit, code = about.unit, about.dossier
    owe_letter(
        work,
        OweLetter(
            at=work.at,
            letter=letter_id(unit, code, LetterKind.APOLOGY),
            unit=unit,
            kind=LetterKind.APOLOGY,
            about=DOSSIER.stream(dossier_id(unit, code)),
            due_on=due_on,
            reason=reason,
        ),
    )
