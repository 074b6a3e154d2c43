"""The read tables of feedback, and the questions asked of them."""

from __future__ import annotations

from danvan.services.feedback.views import (
    counts,
    dossiers,
    letters,
    notices,
    petitions,
    reception,
    surveys,
    units,
)

VIEWS = (
    dossiers.VIEW
    + letters.VIEW
    + surveys.VIEW
    + counts.VIEW
    + reception.VIEW
    + notices.VIEW
    + units.VIEW
    + petitions.VIEW
)
