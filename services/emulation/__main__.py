"""Joins the rooms of emulation; `danvan serve emulation` runs what is joined here."""

from __future__ import annotations

from danvan.services.chassis.ground import Service
from danvan.services.chassis.process import serve
from danvan.services.emulation.api import router
from danvan.services.emulation.application import aggregates as own
from danvan.services.emulation.application.ballots import BALLOT, VOTE
from danvan.services.emulation.intake import routes
from danvan.services.emulation.settings import EmulationSettings
from danvan.services.emulation.views import VIEWS

SERVICE = Service(
    name="emulation",
    title="Dân Vận – thi đua “Dân vận khéo” / emulation",
    settings=EmulationSettings,
    views=VIEWS,
    routes=routes,
    router=router,
    aggregates=(*own.AGGREGATES, BALLOT, VOTE),
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
