"""The settings of feedback: those that every service has."""

from __future__ import annotations

from danvan.services.chassis.settings import Settings


class FeedbackSettings(Settings):
    """Feedback needs nothing of its own."""
