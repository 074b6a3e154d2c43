"""Use cases of published procedures."""

from __future__ import annotations

from danvan.contracts.base import Slug
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.domain import notice
from danvan.services.feedback.domain.notice import NoticeCommand

NOTICE = Aggregate.of(notice)


def notice_id(unit: Slug, procedure: Slug) -> str:
    """What a unit's procedure is called among those of all units."""
    return f"{unit}.{procedure}"


def change_notice(work: Work, unit: Slug, procedure: Slug, command: NoticeCommand) -> None:
    """A procedure is published, changed or taken down."""
    work.do(NOTICE, notice_id(unit, procedure), command)
