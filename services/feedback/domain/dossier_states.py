"""How a dossier can stand."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts import feedback as facts
from danvan.contracts.base import Model


class Unreceived(Model):
    """There is no such dossier."""


class Dossier(Model):
    """What every received dossier has. `late` never ends."""

    received: facts.DossierReceived
    supplement: facts.DossierSupplementAsked | None = None
    completed: facts.DossierCompleted | None = None
    delays: tuple[facts.DossierDelayAnnounced, ...] = ()
    ready: facts.DossierReady | None = None
    late: bool = False
    escalated: bool = False

    @property
    def appointment(self) -> date:
        """The original appointment: that of the complete dossier."""
        return self.completed.appointment if self.completed else self.received.appointment

    @property
    def promised(self) -> date:
        """The day on which the applicant expects the result now."""
        return max([self.appointment, *(delay.new_appointment for delay in self.delays[-1:])])


class InProgress(Dossier):
    """The unit is at it."""


class AwaitingSupplement(Dossier):
    """The applicant has to bring what is missing; the clock stands still."""


class Ready(Dossier):
    """The result waits to be collected."""


class Closed(Dossier):
    """It is over."""

    closing: facts.DossierDelivered | facts.DossierRefused | facts.DossierWithdrawn


AnyDossier: TypeAlias = Unreceived | InProgress | AwaitingSupplement | Ready | Closed
