"""What the beginning of a day means for ballots: those whose time is over are closed."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.emulation.application import ballots as application
from danvan.services.emulation.views import ballots as views


def routes(ground: Ground) -> Routes:
    """What is done with what comes in."""

    def day_started(work: Work, begun: DayStarted, db: Db) -> None:
        over = views.to_close(db, work.at)
        for ballot in over:
            application.close_ballot(work, ballot)

    return Routes(day=day_started)
