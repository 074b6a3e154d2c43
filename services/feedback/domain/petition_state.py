"""What is known of a petition, and how a fact changes it. Only a step changes its state."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from danvan.contracts.base import Model, Payload, Slug
from danvan.contracts.feedback import (
    FollowCodeIssued,
    PetitionClassified,
    PetitionDeadlineSet,
    PetitionExtended,
    PetitionHandedOver,
    PetitionHandled,
    PetitionLinked,
    PetitionOverdue,
    PetitionRated,
    PetitionReceived,
    PetitionReopened,
    PetitionStepTaken,
    PetitionWithdrawn,
    Relation,
)

M = TypeVar("M", bound=Model)
#: Where every petition begins.
RECEIVED = "received"


class Unknown(Model):
    """There is no such petition."""


class Case(Model):
    """What every petition has. `running`: the clocks that run; `happened`: what they count from;
    `unit`: whose it is now; `handled`: said once, even if it was reopened since."""

    received: PetitionReceived
    unit: Slug
    state: Slug
    letters: int
    running: tuple[PetitionDeadlineSet, ...] = ()
    overdue: tuple[PetitionOverdue, ...] = ()
    happened: tuple[PetitionStepTaken, ...] = ()
    extensions: tuple[PetitionExtended, ...] = ()
    withdrawn: tuple[PetitionWithdrawn, ...] = ()
    links: tuple[PetitionLinked, ...] = ()
    reopenings: tuple[PetitionReopened, ...] = ()
    handled: PetitionHandled | None = None
    rated: PetitionRated | None = None
    code_sha256: str | None = None


class Received(Case):
    """What it is in law has not been said."""


class Classified(Case):
    """A procedure rules it."""

    classified: PetitionClassified


AnyPetition: TypeAlias = Unknown | Case


def changed(petition: AnyPetition, fact: Payload) -> AnyPetition:
    """What a petition is after a fact."""
    match petition, fact:
        case Unknown(), PetitionReceived():
            return Received(received=fact, unit=fact.unit, state=RECEIVED, letters=fact.letters)
        case Unknown(), _:
            return petition
        case Received(), PetitionClassified():
            return Classified(**dict(petition), classified=fact)
        case Case(), PetitionStepTaken():
            running = tuple(each for each in petition.running if each.clock not in fact.stopped)
            happened = (*petition.happened, fact)
            return _with(petition, state=fact.to_state, running=running, happened=happened)
        case Case(), PetitionDeadlineSet():
            others = tuple(each for each in petition.running if each.clock != fact.clock)
            return _with(petition, running=(*others, fact))
        case Case(), PetitionLinked():
            links = (*petition.links, fact)
            return _with(petition, links=links, letters=petition.letters + _brought(fact))
        case Case(), PetitionHandedOver():
            running = tuple(_with(each, unit=fact.unit) for each in petition.running)
            return _with(petition, unit=fact.unit, running=running)
        case Case(), PetitionHandled():
            return _with(petition, handled=fact)
        case Case(), PetitionRated():
            return _with(petition, rated=fact)
        case Case(), FollowCodeIssued():
            return _with(petition, code_sha256=fact.code_sha256)
        case Case(), PetitionExtended():
            return _with(petition, extensions=(*petition.extensions, fact))
        case Case(), PetitionWithdrawn():
            return _with(petition, withdrawn=(*petition.withdrawn, fact))
        case Case(), PetitionOverdue():
            return _with(petition, overdue=(*petition.overdue, fact))
        case Case(), PetitionReopened():
            return _with(petition, reopenings=(*petition.reopenings, fact))
        case _:
            return petition


def _with(it: M, **change: object) -> M:
    return it.model_copy(update=change)


def _brought(link: PetitionLinked) -> int:
    return link.letters if link.relation is Relation.HAS_DUPLICATE else 0
