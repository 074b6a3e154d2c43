"""What units say of their dossiers, one step a submission; and the day on which appointments pass.

The sender is the unit of the dossier, so a unit speaks for its own only.
"""

from __future__ import annotations

from danvan.contracts.calendar import DayStarted
from danvan.contracts.envelope import Submission
from danvan.contracts.feedback import DossierDelayOffered, DossierStepOffered
from danvan.services.chassis.database import Db
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.routes import Routes
from danvan.services.chassis.work import Work
from danvan.services.feedback.application import dossiers
from danvan.services.feedback.application.dossiers import STEPS
from danvan.services.feedback.application.law import dossier_clocks
from danvan.services.feedback.views import dossiers as views


def routes(ground: Ground) -> Routes:
    """What is done with each message."""
    clocks = dossier_clocks(ground)

    def step(work: Work, sent: Submission) -> None:
        said, unit = sent.data, work.origin.unit
        assert isinstance(said, DossierStepOffered) and unit is not None
        dossiers.take_step(work, unit, said, clocks)

    def day(work: Work, begun: DayStarted, db: Db) -> None:
        due = views.to_look_at(db, begun.day)
        dossiers.check_dossiers(work, due, begun.day, clocks)

    return Routes(
        submissions=dict.fromkeys(STEPS, step),
        day=day,
        touches={
            **dict.fromkeys(STEPS, _touched),
            DossierDelayOffered: lambda sent: [*_touched(sent), _apology(sent)],
        },
    )


def _touched(sent: Submission) -> list[str]:
    unit, code = _named(sent)
    return [dossiers.DOSSIER.stream(dossiers.dossier_id(unit, code))]


def _apology(sent: Submission) -> str:
    return dossiers.apology_stream(*_named(sent))


def _named(sent: Submission) -> tuple[str, str]:
    assert isinstance(sent.data, DossierStepOffered)
    return sent.data.received_by or sent.source.rpartition("/")[2], sent.data.dossier
