"""A procedure that a unit has published: as it stands, what changed in it, when it went."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import NoticeTerms
from danvan.services.feedback.domain.days import check_happened

KIND = "notice"


class Unpublished(Model):
    """Nobody can read it. `version`: the last one that could be read."""

    version: int = 0


class Published(Model):
    """It can be read."""

    published: facts.ProcedurePublished


Notice: TypeAlias = Unpublished | Published
INITIAL: Notice = Unpublished()


def evolve(notice: Notice, fact: Payload) -> Notice:
    """What can be read after a fact."""
    match notice, fact:
        case _, facts.ProcedurePublished():
            return Published(published=fact)
        case Published(published=published), facts.ProcedureUnpublished():
            return Unpublished(version=published.version)
        case _:
            return notice


class PublishProcedure(Command):
    """Publish it, or what has changed in it."""

    unit: Slug
    terms: NoticeTerms
    published_on: date


class UnpublishProcedure(Command):
    """Take it down."""

    unit: Slug
    procedure: Slug


NoticeCommand: TypeAlias = PublishProcedure | UnpublishProcedure


def decide(command: NoticeCommand, notice: Notice) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    today = local_day(command.at)
    match command:
        case PublishProcedure(terms=terms):
            check_happened(command.published_on, today, "/published_on")
            if isinstance(notice, Published):
                stands = {
                    name: getattr(notice.published, name) for name in type(terms).model_fields
                }
                if NoticeTerms(**stands) == terms:
                    return []
            version = (
                notice.published.version if isinstance(notice, Published) else notice.version
            ) + 1
            return [
                facts.ProcedurePublished(
                    **dict(terms),
                    unit=command.unit,
                    published_on=command.published_on,
                    version=version,
                )
            ]
        case UnpublishProcedure():
            if isinstance(notice, Unpublished):
                return []
            return [
                facts.ProcedureUnpublished(
                    unit=command.unit, procedure=command.procedure, day=today
                )
            ]
        case _:
            assert_never(command)
