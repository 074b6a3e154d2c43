"""What can be asked of a dossier. Days are those of the unit's own book."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Slug
from danvan.contracts.feedback import DelayReason, DossierCode, DossierGround
from danvan.services.feedback.domain.dossier_clocks import DossierClocks


class _AboutDossier(Command):
    unit: Slug
    dossier: DossierCode


class ReceiveDossier(_AboutDossier):
    """It was handed in."""

    procedure: Slug
    received_on: date
    appointment: date
    online: bool


class AskSupplement(_AboutDossier):
    """These papers are missing, and no others."""

    papers: tuple[Slug, ...]
    asked_on: date
    clocks: DossierClocks


class CompleteDossier(_AboutDossier):
    """Nothing is missing any more."""

    completed_on: date
    appointment: date


class ReadyDossier(_AboutDossier):
    """The result lies ready."""

    ready_on: date


class DeliverDossier(_AboutDossier):
    """The result was handed over."""

    delivered_on: date


class RefuseDossier(_AboutDossier):
    """The applicant was told no."""

    refused_on: date
    ground: DossierGround


class WithdrawDossier(_AboutDossier):
    """The applicant took it back."""

    withdrawn_on: date


class AnnounceDelay(_AboutDossier):
    """The result will be late."""

    reason: DelayReason
    new_appointment: date
    clocks: DossierClocks


class CheckDossier(_AboutDossier):
    """A day has begun."""

    day: date


Step: TypeAlias = AskSupplement | CompleteDossier | ReadyDossier | AnnounceDelay
Closing: TypeAlias = DeliverDossier | RefuseDossier | WithdrawDossier
DossierCommand: TypeAlias = ReceiveDossier | Step | Closing | CheckDossier
