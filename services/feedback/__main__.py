"""Joins the rooms of feedback; `danvan serve feedback` runs what is joined here."""

from __future__ import annotations

from danvan.services.chassis.ground import Service
from danvan.services.chassis.process import serve
from danvan.services.feedback.api import router
from danvan.services.feedback.application.counts import DAY_COUNT
from danvan.services.feedback.application.dossiers import DOSSIER
from danvan.services.feedback.application.identity import IDENTITY
from danvan.services.feedback.application.letters import LETTER
from danvan.services.feedback.application.notices import NOTICE
from danvan.services.feedback.application.petitions import PETITION, PETITIONER
from danvan.services.feedback.application.reception import MONTH, SESSION, VISIT
from danvan.services.feedback.application.surveys import ANSWER, SURVEY
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
    aggregates=(
        PETITION,
        PETITIONER,
        IDENTITY,
        DOSSIER,
        LETTER,
        NOTICE,
        SESSION,
        VISIT,
        MONTH,
        SURVEY,
        ANSWER,
        DAY_COUNT,
    ),
)

if __name__ == "__main__":
    raise SystemExit(serve(SERVICE))
