"""The settings of planning: those that every service has."""

from __future__ import annotations

from danvan.services.chassis.settings import Settings


class PlanningSettings(Settings):
    """Planning needs nothing of its own."""
