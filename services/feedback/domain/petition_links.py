"""How petitions belong together: duplicates, the second stage of a complaint, what was split off.

The follower is told first and its rules are checked; the petition that it follows then hears of it
with the relation's other side, without a question.
"""

from __future__ import annotations

from danvan.contracts.base import Payload
from danvan.contracts.feedback import (
    PetitionClass,
    PetitionLinked,
    Relation,
    Stage,
)
from danvan.services.feedback.domain import petition_law as ruled
from danvan.services.feedback.domain import petition_rules as rules
from danvan.services.feedback.domain.petition_commands import LinkPetition
from danvan.services.feedback.domain.petition_state import AnyPetition, Case, Classified, Unknown
from danvan.services.feedback.domain.petition_steps import about, move, taken

MERGE = "merge"
#: What the petition that is followed hears.
HEARD = (Relation.HAS_DUPLICATE, Relation.HAS_SECOND_STAGE, Relation.HAS_SPLIT)


def link(command: LinkPetition, petition: Case) -> list[Payload]:
    """Note that it belongs to another petition."""
    if any((each.relation, each.other) == _said(command) for each in petition.links):
        return []
    if command.relation in HEARD:
        return [_linked(command, petition, command.letters)]
    if isinstance(command.first, Unknown):
        raise rules.unknown(command.other)
    if command.other == command.petition or _tied(petition, command.relation):
        raise rules.linked_already(command.other)
    match command.relation:
        case Relation.DUPLICATE_OF:
            return _duplicate(command, petition, command.first)
        case Relation.SECOND_STAGE_OF:
            _check_second_stage(command, petition, command.first)
        case _:
            _check_same_unit(command, command.first)
    return [_linked(command, petition, 0)]


def _said(command: LinkPetition) -> tuple[Relation, str]:
    return command.relation, command.other


def _linked(command: LinkPetition, petition: Case, letters: int) -> PetitionLinked:
    return PetitionLinked(
        **about(petition, command),
        relation=command.relation,
        other=command.other,
        letters=letters,
    )


def _tied(petition: Case, relation: Relation) -> bool:
    """A petition follows one other at most in each way, and a duplicate nothing else."""
    there = {each.relation for each in petition.links}
    return relation in there or Relation.DUPLICATE_OF in there


def _duplicate(command: LinkPetition, petition: Case, first: Case) -> list[Payload]:
    """It ends here; its letters count with the first one."""
    _check_same_unit(command, first)
    followers = {Relation.HAS_DUPLICATE, Relation.HAS_SECOND_STAGE}
    if _tied(first, Relation.DUPLICATE_OF) or any(
        each.relation in followers for each in petition.links
    ):
        raise rules.linked_already(command.other)
    if petition.handled is not None:
        raise rules.over(command.petition)
    about_it, merged = about(petition, command), ruled.MERGED
    made = taken(petition, command.law, about_it, MERGE, merged)
    moved = move(petition, command.law, made, outcome=merged)
    return [_linked(command, petition, petition.letters), *moved]


def _check_same_unit(command: LinkPetition, first: Case) -> None:
    if command.by not in (None, first.unit):
        raise rules.of_another_unit(command.other, first.unit)


def _check_second_stage(command: LinkPetition, petition: Case, first: AnyPetition) -> None:
    """02/2011/QH13, Article 33: after the first decision, or when its limit has passed; in time.
    What counts is the day on which it was received, whenever it is linked."""
    classes = [
        each.classified.petition_class for each in (petition, first) if isinstance(each, Classified)
    ]
    if not isinstance(first, Classified) or set(classes) != {PetitionClass.COMPLAINT}:
        raise rules.not_a_complaint()
    if first.classified.stage is Stage.SECOND:
        raise rules.linked_already(command.other)
    if any(each.relation is Relation.HAS_SECOND_STAGE for each in first.links):
        raise rules.linked_already(command.other)
    received = petition.received.received
    since = ruled.first_stage_over(command.law, first, received)
    if since is None:
        raise rules.first_not_over(command.other)
    until = ruled.second_stage_until(command.law, first, since)
    if received > until:
        raise rules.window_closed(until)
