"""Procedures that a unit has published, so that people can see what is asked of them and of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from danvan.contracts.base import Offered, Payload, Slug, Text
from danvan.contracts.feedback.days import Day


class Place(StrEnum):
    """Where it can be read."""

    PORTAL = "portal"
    DESK = "desk"
    BOARD = "board"


Places = Annotated[tuple[Place, ...], Field(min_length=1, max_length=3)]
#: In how many working days the result is promised.
Promise = Annotated[int, Field(ge=0, le=365)]


class NoticeTerms(Payload):
    """An administrative procedure as people read it. `online`: it can be handed in online."""

    procedure: Slug
    title: Text
    places: Places
    working_days: Promise
    online: bool = False


class ProcedurePublished(NoticeTerms):
    """The unit has published it, for the first time or as it stands now (`version` from 1)."""

    unit: Slug
    published_on: date
    version: int = Field(ge=1)


class ProcedureUnpublished(Payload):
    """It can be read no longer: the unit no longer has this procedure."""

    unit: Slug
    procedure: Slug
    day: date


class ProcedureNoticeOffered(Offered, NoticeTerms):
    """We have published this procedure, or what has changed in it."""

    published_on: Day


class ProcedureUnpublishedOffered(Offered):
    """We no longer have this procedure."""

    procedure: Slug


NOTICE_SUBMISSIONS = (ProcedureNoticeOffered, ProcedureUnpublishedOffered)
NOTICE_FACTS = (ProcedurePublished, ProcedureUnpublished)
