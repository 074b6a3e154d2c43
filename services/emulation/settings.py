"""The settings of emulation: those that every service has."""

from __future__ import annotations

from danvan.services.chassis.settings import Settings


class EmulationSettings(Settings):
    """Emulation needs nothing of its own."""
