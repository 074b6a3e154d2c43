"""Who petitions and in which words, in clear: never for what is or may be a denunciation."""

from __future__ import annotations

from typing import TypeAlias

from danvan.contracts.base import Command, Model, Payload, Prose, Slug
from danvan.contracts.feedback import Petitioner, PetitionerNamed, PetitionId, PetitionTextKept

KIND = "petitioner"


class InClear(Model):
    """What was said last; nothing at first."""

    named: PetitionerNamed | None = None
    text: PetitionTextKept | None = None


INITIAL = InClear()


def evolve(known: InClear, fact: Payload) -> InClear:
    """What is known after a fact."""
    match fact:
        case PetitionerNamed():
            return known.model_copy(update={"named": fact})
        case PetitionTextKept():
            return known.model_copy(update={"text": fact})
        case _:
            return known


class KeepPetitioner(Command):
    """This is who it is from, and what it says."""

    petition: PetitionId
    unit: Slug
    petitioners: tuple[Petitioner, ...] = ()
    text: Prose | None = None


PetitionerCommand: TypeAlias = KeepPetitioner


def decide(command: PetitionerCommand, known: InClear) -> list[Payload]:
    """What is new of it."""
    about = {"petition": command.petition, "unit": command.unit}
    new: list[Payload] = []
    if command.petitioners:
        named = PetitionerNamed.model_validate(about | {"petitioners": command.petitioners})
        new += [named] if named != known.named else []
    if command.text is not None:
        kept = PetitionTextKept.model_validate(about | {"text": command.text})
        new += [kept] if kept != known.text else []
    return new
