"""Who petitions and in which words, sealed for those who handle it; never a denouncer."""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.feedback import Petitioner, PetitionerNamed, PetitionId, PetitionTextKept
from danvan.contracts.personal import PersonalText, alike

KIND = "petitioner"


class Known(Model):
    """What was said last; nothing at first."""

    named: PetitionerNamed | None = None
    text: PetitionTextKept | None = None


INITIAL = Known()


def evolve(known: Known, fact: Payload) -> Known:
    """What is known after a fact."""
    match fact:
        case PetitionerNamed():
            return known.model_copy(update={"named": fact})
        case PetitionTextKept():
            return known.model_copy(update={"text": fact})
        case _:
            return known


class KeepPetitioner(Command):
    """This is who it is from, and what it says; both are sealed."""

    petition: PetitionId
    unit: Slug
    petitioners: tuple[Petitioner, ...] = ()
    text: PersonalText | None = None


PetitionerCommand: TypeAlias = KeepPetitioner


def decide(command: PetitionerCommand, known: Known) -> list[Payload]:
    """What is new of it."""
    about = {"petition": command.petition, "unit": command.unit}
    new: list[Payload] = []
    if command.petitioners:
        named = PetitionerNamed.model_validate(about | {"petitioners": command.petitioners})
        new += [] if alike(named, known.named) else [named]
    if command.text is not None:
        kept = PetitionTextKept.model_validate(about | {"text": command.text})
        new += [] if alike(kept, known.text) else [kept]
    return new
