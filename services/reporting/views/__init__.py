"""The read tables of reporting, and the questions asked of them."""

from __future__ import annotations

from danvan.services.reporting.views import consolidations, duties, figures, reports

VIEWS = duties.VIEW + reports.VIEW + figures.VIEW + consolidations.VIEW
