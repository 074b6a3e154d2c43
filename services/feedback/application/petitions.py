"""Use cases of petitions. Linking touches both petitions; everything else one stream only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Slug
from danvan.contracts.feedback import HandoverReason, PetitionClass, PetitionId, UnitSucceeded
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.domain import petition, petitioner
from danvan.services.feedback.domain import petition_rules as rules
from danvan.services.feedback.domain.petition_commands import (
    CheckPetition,
    HandOverPetition,
    LinkPetition,
    PetitionCommand,
    ReceivePetition,
)
from danvan.services.feedback.domain.petition_state import AnyPetition, Case, Classified

PETITION = Aggregate.of(petition)
PETITIONER = Aggregate.of(petitioner)
#: Streams that say who takes a unit's place; there is nothing to decide in them.
SUCCESSIONS = "succession"


def petition_id(unit: Slug, number: str) -> PetitionId:
    """What a unit's petition is called among those of all units."""
    return f"{unit}.{number}"


def receive_petition(work: Work, command: ReceivePetition) -> bool:
    """Log a petition; False if it was logged before."""
    return bool(work.do(PETITION, command.petition, command))


def own_petition(work: Work, id_: PetitionId, by: Slug | None) -> Case:
    """The petition, if it is there and `by` (None: whoever runs the programme) may speak for it.

    Raises:
        Refused: if not.
    """
    known = work.state(PETITION, id_)
    if not isinstance(known, Case):
        raise rules.unknown(id_)
    if by not in (None, known.unit):
        raise rules.of_another_unit(id_, known.unit)
    return known


def do_petition(work: Work, command: PetitionCommand) -> None:
    """Something happens to a petition."""
    work.do(PETITION, command.petition, command)


def link_petition(work: Work, command: LinkPetition) -> None:
    """A petition belongs to another one; both know it.

    Raises:
        Refused: among others, if a name stands in clear on one side and the other side is, or may
            turn out to be, a denunciation: the link would tell who the denouncer is.
    """
    here = work.state(PETITION, command.petition)
    there = work.state(PETITION, command.other)
    both = (command.petition, here), (command.other, there)
    if any(in_clear(work, id_) for id_, _ in both) and any(secret(each) for _, each in both):
        raise rules.link_would_tell()
    decided = work.do(PETITION, command.petition, command.model_copy(update={"first": there}))
    if decided:
        mirrored = {
            "petition": command.other,
            "other": command.petition,
            "relation": command.relation.other_side,
            "letters": here.letters if isinstance(here, Case) else 0,
            "first": here,
            "by": None,
        }
        work.do(PETITION, command.other, command.model_copy(update=mirrored))


def in_clear(work: Work, id_: PetitionId) -> bool:
    """Whether a petitioner's name or words stand in clear."""
    known = work.state(PETITIONER, id_)
    return known.named is not None or known.text is not None


def secret(known: AnyPetition) -> bool:
    """Whether this is a denunciation, or may turn out to be one."""
    return not (
        isinstance(known, Classified)
        and known.classified.petition_class is not PetitionClass.DENUNCIATION
    )


def check_petitions(work: Work, due: Sequence[PetitionId], day: date) -> None:
    """A day begins: clocks have run out."""
    work.prefetch(PETITION.stream(id_) for id_ in due)
    for id_ in due:
        work.do(PETITION, id_, CheckPetition(at=work.at, petition=id_, day=day))


def succeed(work: Work, unit: Slug, to: Slug, reason: HandoverReason, effective: date) -> None:
    """A unit will be no more; on that day its petitions go to another one."""
    stream = f"{SUCCESSIONS}/{unit}"
    if not work.facts(stream):
        work.record(stream, UnitSucceeded(unit=unit, to=to, reason=reason, effective=effective))


def hand_over(work: Work, orphans: Sequence[tuple[PetitionId, Slug, HandoverReason]]) -> None:
    """A day begins: units are no more, and their petitions, open and closed, go on."""
    work.prefetch(PETITION.stream(id_) for id_, _, _ in orphans)
    for id_, to, reason in orphans:
        work.do(PETITION, id_, HandOverPetition(at=work.at, petition=id_, to=to, reason=reason))
