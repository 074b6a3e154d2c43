"""When a day begins, what campaigns that are over have left undecided lapses."""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.emulation.application.campaigns import wind_up
from danvan.services.emulation.views import council, nomination_questions


def routes(ground: Ground) -> Routes:
    """What is done with what comes in."""

    def day_started(work: Work, begun: DayStarted, db: Db) -> None:
        nominations = nomination_questions.undecided(db, begun.day)
        councils = council.unopened(db, begun.day)
        wind_up(work, nominations, councils)

    return Routes(day=day_started)
