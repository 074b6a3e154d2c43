"""Joins the rooms of feedback; `danvan serve feedback` runs what is joined here."""

from __future__ import annotations

from danvan.services.chassis.ground import Service
from danvan.services.chassis.process import serve
from danvan.services.feedback.api import router
from danvan.services.feedback.intake import routes
from danvan.services.feedback.settings import FeedbackSettings
from danvan.services.feedback.views import VIEWS

SERVICE = Service(
    name="feedback",
    title="Dân Vận – đơn thư, hồ sơ, khảo sát / petitions, dossiers, surveys",
    settings=FeedbackSettings,
    views=VIEWS,
    routes=routes,
    router=router,
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
