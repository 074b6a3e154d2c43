"""What units say of the procedures they have published."""

from __future__ import annotations

from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import (
    NoticeTerms,
    ProcedureNoticeOffered,
    ProcedureUnpublishedOffered,
)
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import notices
from danvan.services.feedback.domain.notice import PublishProcedure, UnpublishProcedure


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    return Routes(
        submissions={ProcedureNoticeOffered: _published, ProcedureUnpublishedOffered: _gone},
        touches={ProcedureNoticeOffered: _touched, ProcedureUnpublishedOffered: _touched},
    )


def terms_of(offered: ProcedureNoticeOffered) -> NoticeTerms:
    """The procedure as it can be read."""
    return NoticeTerms(**{name: getattr(offered, name) for name in NoticeTerms.model_fields})


def _published(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, ProcedureNoticeOffered) and unit is not None
    command = PublishProcedure(
        at=work.at, unit=unit, terms=terms_of(said), published_on=said.published_on
    )
    notices.change_notice(work, unit, said.procedure, command)


def _gone(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, ProcedureUnpublishedOffered) and unit is not None
    command = UnpublishProcedure(at=work.at, unit=unit, procedure=said.procedure)
    notices.change_notice(work, unit, said.procedure, command)


def _touched(sent: Submission) -> list[str]:
    assert isinstance(sent.data, ProcedureNoticeOffered | ProcedureUnpublishedOffered)
    unit = sent.source.rpartition("/")[2]
    return [notices.NOTICE.stream(notices.notice_id(unit, sent.data.procedure))]
