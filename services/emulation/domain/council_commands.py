"""What somebody may want of a council. Every command brings the campaign that it judges in."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Line, Model, Prose, Slug
from danvan.contracts.emulation import CriterionScore, Member, NominationId, Person
from danvan.services.emulation.domain.campaign import Running
from danvan.services.emulation.domain.council_states import Candidate


class _InCampaign(Command):
    campaign: Running


class AppointCouncil(_InCampaign):
    """These persons judge."""

    members: tuple[Member, ...]
    chair: Person
    order: Line


class _ByMember(_InCampaign):
    person: Person
    nomination: NominationId


class DeclareConflict(_ByMember):
    """I take no part in judging this one."""

    ground: Prose


class SealScore(_ByMember):
    """My scores: in the clear, to be checked, and sealed, to be stored. `unit`: whose nomination
    it is now."""

    unit: Slug
    scores: tuple[CriterionScore, ...]
    sealed: str


class Paper(Model):
    """What one member said of one nomination, opened."""

    person: Person
    nomination: NominationId
    scores: tuple[CriterionScore, ...]


class _OnCandidates(_InCampaign):
    """`candidates`: the shortlisted nominations."""

    candidates: tuple[Candidate, ...]


class ExtendScoring(_OnCandidates):
    """Give those who have not scored time to the end of `until`."""

    until: date
    order: Line
    reason: Line


class CloseScoring(_OnCandidates):
    """Open the scores. `papers`: all that were sealed."""

    papers: tuple[Paper, ...]


class LapseScoring(_InCampaign):
    """The campaign is over, and nobody has opened the scores."""


CouncilCommand: TypeAlias = (
    AppointCouncil | DeclareConflict | SealScore | ExtendScoring | CloseScoring | LapseScoring
)
