"""What comes in: reports of units, facts of other services, the beginning of a day."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Fact, Submission
from danvan.contracts.planning import (
    PlanAmended,
    PlanClosed,
    PlanContent,
    PlanIssued,
    UnitClosed,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from danvan.contracts.reporting import ReportCorrectionOffered, ReportOffered
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.reporting.application import figures, plans, reports
from danvan.services.reporting.application.aggregates import streams_of
from danvan.services.reporting.domain.measures import DAY_OF
from danvan.services.reporting.views import standings

#: JSON pointer of a submission's content within its message.
PLACE = "/data"


def routes(ground: Ground) -> Routes:
    """What reporting does with each message."""

    def plan(work: Work, fact: Fact) -> None:
        assert isinstance(fact.data, PlanContent)
        plans.take_up_plan(work, fact.data, ground.calendar)

    def day(work: Work, started: DayStarted, db: Db) -> None:
        due = standings.reports_to_look_at(db, started.day)
        reports.check_reports(work, due, started.day)

    return Routes(
        submissions={ReportOffered: _offered, ReportCorrectionOffered: _correction_offered},
        facts={
            PlanIssued: plan,
            PlanAmended: plan,
            PlanClosed: _plan_closed,
            UnitRenamed: _unit_changed,
            UnitMerged: _unit_changed,
            UnitSplit: _unit_changed,
            UnitClosed: _unit_changed,
            **dict.fromkeys(DAY_OF, figures.record_figures),
        },
        day=day,
        touches={ReportOffered: _touched, ReportCorrectionOffered: _touched},
        fact_touches=dict.fromkeys(DAY_OF, figures.touched),
    )


def _offered(work: Work, sent: Submission) -> None:
    offered = sent.data
    assert isinstance(offered, ReportOffered) and work.origin.unit is not None
    reports.offer_report(work, offered.duty, work.origin.unit, offered, place=PLACE)


def _correction_offered(work: Work, sent: Submission) -> None:
    offered = sent.data
    assert isinstance(offered, ReportCorrectionOffered) and work.origin.unit is not None
    reports.correct_report(work, offered.duty, work.origin.unit, offered, offered.why, place=PLACE)


def _touched(sent: Submission) -> list[str]:
    assert isinstance(sent.data, ReportOffered | ReportCorrectionOffered)
    return streams_of(sent.data.duty, sent.source.rpartition("/")[2])


def _plan_closed(work: Work, fact: Fact) -> None:
    assert isinstance(fact.data, PlanClosed)
    plans.close_plan(work, fact.data)


def _unit_changed(work: Work, fact: Fact) -> None:
    assert isinstance(fact.data, UnitRenamed | UnitMerged | UnitSplit | UnitClosed)
    plans.note_unit(work, fact.data)
