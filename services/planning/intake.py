"""What comes in over the broker: what units offer, what feedback counts, the beginning of each
day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias, assert_never, get_args

from danvan.contracts.calendar import DayStarted, local_day
from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.plan import Recurrence
from danvan.contracts.planning import (
    AcknowledgementOffered,
    ActivityOffered,
    ChildPlanOffered,
    TaskAcceptanceOffered,
    TaskCompletionOffered,
    TaskProgressOffered,
)
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.planning import application
from danvan.services.planning.application import PLAN, TASK, CountedFigure, DayList
from danvan.services.planning.application.aggregates import COUNTS
from danvan.services.planning.domain.period import period_of
from danvan.services.planning.domain.plan import AcknowledgePlan, DraftPlan
from danvan.services.planning.domain.task import (
    AcceptTask,
    CompleteTask,
    HoldActivity,
    ProgressTask,
    UnitSays,
)
from danvan.services.planning.views import counts, plans, targets, tasks, units

TaskReport: TypeAlias = (
    TaskAcceptanceOffered | TaskProgressOffered | ActivityOffered | TaskCompletionOffered
)


def routes(ground: Ground) -> Routes:
    """What planning does with what comes in."""

    def child_plan(work: Work, sent: Submission) -> None:
        assert isinstance(sent.data, ChildPlanOffered)
        with ground.up_to_date() as db:
            known = units.named_units(db, local_day(work.at))
        document = sent.data.document
        command = DraftPlan(
            at=work.at, plan=document.plan, by=_sender(work), document=document, units=known
        )
        application.draft_plan(work, command)

    def day_started(work: Work, begun: DayStarted, db: Db) -> None:
        due = day_list(db, begun.day)
        application.begin_day(work, begun.day, due, ground.calendar)

    return Routes(
        submissions={
            AcknowledgementOffered: acknowledgement,
            ChildPlanOffered: child_plan,
            **dict.fromkeys(get_args(TaskReport), task_report),
        },
        facts={UnitDayCounted: application.hear_counts},
        day=day_started,
        touches={
            AcknowledgementOffered: lambda sent: [PLAN.stream(_acknowledged(sent).plan)],
            **dict.fromkeys(get_args(TaskReport), lambda sent: [TASK.stream(_reported(sent).task)]),
        },
        fact_touches={UnitDayCounted: lambda fact: [COUNTS.stream(fact.id)]},
    )


def acknowledgement(work: Work, sent: Submission) -> None:
    """A recipient has received a plan."""
    offered = _acknowledged(sent)
    command = AcknowledgePlan(
        at=work.at, plan=offered.plan, unit=_sender(work), version=offered.version
    )
    application.change_plan(work, command)


def task_report(work: Work, sent: Submission) -> None:
    """A unit speaks for its task."""
    application.hear_unit(work, _said(_reported(sent), work.at, _sender(work)))


def day_list(db: Db, day: date) -> DayList:
    """What a day has to look at."""
    occurrences = {}
    for row in plans.recurring(db):
        period = period_of(Recurrence(row["every"]), day)
        if period.year == row["year"]:
            asked = (row["plan"], row["task"], row["unit"])
            occurrences[".".join((*asked, period.id))] = asked
    there = tasks.known(db, list(occurrences))
    return DayList(
        orphans=tasks.orphans(db, day),
        missing=tuple(asked for id_, asked in occurrences.items() if id_ not in there),
        late=tasks.late(db, day),
        counted=tuple(CountedFigure(**row) for row in counts.new_figures(db, day)),
        targets=targets.ended(db, day),
        actions=targets.overdue(db, day),
    )


def _acknowledged(sent: Submission) -> AcknowledgementOffered:
    assert isinstance(sent.data, AcknowledgementOffered)
    return sent.data


def _reported(sent: Submission) -> TaskReport:
    assert isinstance(sent.data, TaskReport)
    return sent.data


def _said(offered: TaskReport, at: datetime, unit: str) -> UnitSays:
    match offered:
        case TaskAcceptanceOffered(task=id_):
            return AcceptTask(at=at, id=id_, unit=unit)
        case TaskProgressOffered(task=id_, note=note, evidence=evidence):
            return ProgressTask(at=at, id=id_, unit=unit, note=note, evidence=evidence)
        case ActivityOffered(task=id_, activity=activity):
            return HoldActivity(at=at, id=id_, unit=unit, activity=activity)
        case TaskCompletionOffered(task=id_, note=note, evidence=evidence):
            return CompleteTask(at=at, id=id_, unit=unit, note=note, evidence=evidence)
        case _:
            assert_never(offered)


def _sender(work: Work) -> str:
    """The unit that the broker let publish."""
    unit = work.origin.unit
    assert unit is not None, "a submission always has a sender"
    return unit
