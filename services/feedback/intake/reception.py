"""What units say of their citizen reception; and the days and months that pass."""

from __future__ import annotations

from datetime import date, timedelta

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import (
    ReceptionHeldOffered,
    ReceptionScheduleOffered,
    VisitAnswerOffered,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import reception
from danvan.services.feedback.application.law import reception_clocks
from danvan.services.feedback.domain.head_reception import OWED_BY
from danvan.services.feedback.views import reception as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    clocks = reception_clocks(ground)

    def scheduled(work: Work, sent: Submission) -> None:
        said, unit = sent.data, work.origin.unit
        assert isinstance(said, ReceptionScheduleOffered) and unit is not None
        reception.schedule_reception(work, clocks, unit, said.kind, said.day, said.posted_on)

    def held(work: Work, sent: Submission) -> None:
        said, unit = sent.data, work.origin.unit
        assert isinstance(said, ReceptionHeldOffered) and unit is not None
        reception.hold_reception(
            work, clocks, unit, said.kind, said.day, said.in_person, said.visits
        )

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        month = _month_before(begun.day)
        sessions, visits = views.unheld(db, begun.day), views.unanswered(db, begun.day)
        heads = views.days_of_heads(db, month, OWED_BY) if begun.day.day == 1 else []
        reception.check_reception(work, begun.day, sessions, visits)
        if heads:
            reception.check_month(work, clocks, month, heads)

    return Routes(
        submissions={
            ReceptionScheduleOffered: scheduled,
            ReceptionHeldOffered: held,
            VisitAnswerOffered: _answered,
        },
        day=day,
        touches={
            ReceptionScheduleOffered: _session,
            ReceptionHeldOffered: _session,
            VisitAnswerOffered: _visit,
        },
    )


def _answered(work: Work, sent: Submission) -> None:
    said, unit = sent.data, work.origin.unit
    assert isinstance(said, VisitAnswerOffered) and unit is not None
    reception.answer_visit(work, unit, said.visit, said.answered_on)


def _session(sent: Submission) -> list[str]:
    said, unit = sent.data, sent.source.rpartition("/")[2]
    assert isinstance(said, ReceptionScheduleOffered | ReceptionHeldOffered)
    session = reception.SESSION.stream(reception.session_id(unit, said.day, said.kind))
    visits = said.visits if isinstance(said, ReceptionHeldOffered) else ()
    return [
        session,
        *(reception.VISIT.stream(reception.visit_id(unit, each.visit)) for each in visits),
    ]


def _visit(sent: Submission) -> list[str]:
    assert isinstance(sent.data, VisitAnswerOffered)
    unit = sent.source.rpartition("/")[2]
    return [reception.VISIT.stream(reception.visit_id(unit, sent.data.visit))]


def _month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
