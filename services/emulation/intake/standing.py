"""What counts for units: facts of reporting and feedback; and units that are no more, of planning.

A unit's things go to its successor when the day begins from which it is no more.
"""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.emulation import Matter
from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import PetitionOverdue, Scope
from danvan.contracts.planning import UnitClosed, UnitMerged, UnitOpened, UnitSplit
from danvan.contracts.reporting import ReportOverdue, ReportWaived
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.emulation.application import standing
from danvan.services.emulation.domain.standing import ClearMatter, KnowUnit, NoteMatter, SucceedUnit
from danvan.services.emulation.views import nomination_questions, replication


def routes(ground: Ground) -> Routes:
    """What is done with each message."""

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        nominations = nomination_questions.orphans(db, begun.day)
        adoptions = replication.orphans(db, begun.day)
        standing.hand_over(work, begun.day, nominations, adoptions)

    return Routes(
        facts={
            ReportOverdue: _report_overdue,
            ReportWaived: _report_waived,
            PetitionOverdue: _petition_overdue,
            UnitOpened: _unit_opened,
            UnitMerged: _unit_ended,
            UnitSplit: _unit_ended,
            UnitClosed: _unit_ended,
        },
        day=day,
    )


def _report_overdue(work: Work, fact: Fact) -> None:
    late = fact.data
    assert isinstance(late, ReportOverdue)
    command = NoteMatter(
        at=work.at,
        unit=late.unit,
        matter=Matter.OVERDUE_REPORT,
        about=fact.subject,
        fact=fact.id,
        day=late.day,
    )
    standing.note_standing(work, command)


def _report_waived(work: Work, fact: Fact) -> None:
    waived = fact.data
    assert isinstance(waived, ReportWaived)
    command = ClearMatter(
        at=work.at, unit=waived.unit, about=fact.subject, fact=fact.id, day=waived.day
    )
    standing.note_standing(work, command)


def _petition_overdue(work: Work, fact: Fact) -> None:
    """Only the whole case counts: a clock of one stage may run again."""
    late = fact.data
    assert isinstance(late, PetitionOverdue)
    if late.scope is not Scope.CASE:
        return
    command = NoteMatter(
        at=work.at,
        unit=late.unit,
        matter=Matter.LATE_PETITION,
        about=fact.subject,
        fact=fact.id,
        day=late.day,
    )
    standing.note_standing(work, command)


def _unit_opened(work: Work, fact: Fact) -> None:
    opened = fact.data
    assert isinstance(opened, UnitOpened)
    standing.note_standing(work, KnowUnit(at=work.at, unit=opened.unit, kind=opened.kind))


def _unit_ended(work: Work, fact: Fact) -> None:
    successors: tuple[str, ...]
    match fact.data:
        case UnitMerged(unit=unit, effective=effective, into=into):
            successors = (into.unit,)
        case UnitSplit(unit=unit, effective=effective, into=several):
            successors = tuple(each.unit for each in several)
        case UnitClosed(unit=unit, effective=effective):
            successors = ()
        case other:
            raise TypeError(f"not the end of a unit: {other!r}")
    command = SucceedUnit(at=work.at, unit=unit, effective=effective, successors=successors)
    standing.note_standing(work, command)
