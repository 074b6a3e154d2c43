"""The read tables of inspection, and the questions asked of them."""

from __future__ import annotations

from danvan.services.inspection.views import (
    alarms,
    findings,
    inspections,
    observations,
    plans,
    readings,
    units,
)

VIEWS = (
    units.VIEW
    + plans.VIEW
    + inspections.VIEW
    + findings.VIEW
    + observations.VIEW
    + readings.VIEW
    + alarms.VIEW
)
