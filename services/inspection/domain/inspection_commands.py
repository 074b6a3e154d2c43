"""What can be wanted of an inspection; `inspection.decide` says what comes of it."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from danvan.contracts.base import Command, Line, Slug
from danvan.contracts.inspection import (
    Evidence,
    FindingIds,
    InspectionTerms,
    Paper,
    Papers,
    Recommendations,
    Statement,
)
from danvan.services.inspection.domain.inspection_clocks import InspectionClocks


class DecideInspection(Command):
    """The head decides one."""

    inspection: Slug
    terms: InspectionTerms


class OpenInspection(Command):
    """The decision is announced at the unit."""

    clocks: InspectionClocks


class ExtendInspection(Command):
    """The head gives the team more time."""

    reason: Line
    clocks: InspectionClocks


class MakeFinding(Command):
    """The team has found something."""

    finding: Slug
    what: Statement
    breaks: Line
    evidence: Evidence


class ExplainFinding(Command):
    """`by` speaks to a finding for the unit `of`: itself, or one whose place it has taken."""

    finding: Slug
    by: Slug
    of: Slug
    explanation: Statement
    papers: Papers = ()


class EndFieldwork(Command):
    """The team leaves the unit."""

    clocks: InspectionClocks


class DraftConclusion(Command):
    """The team reports, with the draft."""

    draft: Paper
    clocks: InspectionClocks


class ConcludeInspection(Command):
    """The head signs the conclusion."""

    number: Line
    summary: Statement
    conclusion: Paper
    findings: FindingIds
    recommendations: Recommendations
    clocks: InspectionClocks


class PublishConclusion(Command):
    """It can be read from now on."""

    where: Line
    clocks: InspectionClocks


class DoRecommendation(Command):
    """`by` has done it, for the unit `of`: itself, or one whose place it has taken."""

    recommendation: Slug
    by: Slug
    of: Slug
    evidence: Evidence


class ReturnRecommendation(Command):
    """The inspector has looked: not done."""

    recommendation: Slug
    reason: Line


class ConfirmRecommendation(Command):
    """The inspector has looked: done."""

    recommendation: Slug


class SuspendInspection(Command):
    """The head lets it stand still."""

    reason: Line


class ResumeInspection(Command):
    """The head lets it go on."""

    clocks: InspectionClocks


class CancelInspection(Command):
    """The head gives it up."""

    reason: Line


class CloseInspection(Command):
    """Nothing is left to do."""


class CheckInspection(Command):
    """A day has begun."""

    day: date


FollowUpCommand: TypeAlias = DoRecommendation | ReturnRecommendation | ConfirmRecommendation
InspectionCommand: TypeAlias = (
    DecideInspection
    | OpenInspection
    | ExtendInspection
    | MakeFinding
    | ExplainFinding
    | EndFieldwork
    | DraftConclusion
    | ConcludeInspection
    | PublishConclusion
    | FollowUpCommand
    | SuspendInspection
    | ResumeInspection
    | CancelInspection
    | CloseInspection
    | CheckInspection
)
