"""Joins the rooms of reporting; `danvan serve reporting` runs what is joined here."""

from __future__ import annotations

from danvan.services.chassis.ground import Service
from danvan.services.chassis.process import serve
from danvan.services.reporting.api import router
from danvan.services.reporting.application.aggregates import AGGREGATES
from danvan.services.reporting.intake import routes
from danvan.services.reporting.settings import ReportingSettings
from danvan.services.reporting.views import VIEWS

SERVICE = Service(
    name="reporting",
    title="Dân Vận – báo cáo, tổng hợp, số liệu / reports, consolidations, figures",
    settings=ReportingSettings,
    views=VIEWS,
    routes=routes,
    router=router,
    aggregates=AGGREGATES,
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
