"""Joins the rooms of planning; `danvan serve planning` runs what is joined here."""

from __future__ import annotations

from danvan.services.chassis.ground import Service
from danvan.services.chassis.process import serve
from danvan.services.planning.api import router
from danvan.services.planning.application.aggregates import AGGREGATES
from danvan.services.planning.intake import routes
from danvan.services.planning.settings import PlanningSettings
from danvan.services.planning.views import VIEWS

SERVICE = Service(
    name="planning",
    title="Dân Vận – kế hoạch, nhiệm vụ, chỉ tiêu / plans, tasks, targets",
    settings=PlanningSettings,
    views=VIEWS,
    routes=routes,
    router=router,
    aggregates=AGGREGATES,
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
