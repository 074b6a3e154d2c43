"""The count that a day's start brings about."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application.counts import count_day, counted_types
from danvan.services.feedback.views import counts as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    types = counted_types()

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        reached = views.counted_up_to(db)
        count_day(work, ground.journal, begun.day, reached, types)

    return Routes(day=day)
