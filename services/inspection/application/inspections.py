"""Use cases of inspections: one step each, and what units say to findings and recommendations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from danvan.contracts.base import Slug
from danvan.contracts.inspection import FindingExplanationOffered, RecommendationDoneOffered
from danvan.services.chassis.work import Work
from danvan.services.inspection.application.aggregates import INSPECTION, PLAN
from danvan.services.inspection.application.units import check_unit, spoken_for
from danvan.services.inspection.domain.inspection_commands import (
    CheckInspection,
    DecideInspection,
    DoRecommendation,
    ExplainFinding,
    InspectionCommand,
)
from danvan.services.inspection.domain.inspection_plan import check_planned
from danvan.services.inspection.domain.inspection_states import Suspended, Undecided


def decide_inspection(work: Work, command: DecideInspection) -> None:
    """The head decides an inspection, of the plan or an extraordinary one.

    Raises:
        Refused: if a rule says no, the register does not know the unit, or the plan the line.
    """
    terms = command.terms
    check_unit(work, terms.unit)
    if terms.planned is not None:
        plan, item = terms.planned.plan, terms.planned.item
        check_planned(work.state(PLAN, plan), plan, item, terms.unit)
    work.do(INSPECTION, command.inspection, command)


def take_step(work: Work, inspection: Slug, command: InspectionCommand) -> None:
    """The team, the inspector or the head takes a step.

    Raises:
        Refused: if a rule says no.
    """
    work.do(INSPECTION, inspection, command)


def explain_finding(work: Work, by: Slug, said: FindingExplanationOffered) -> None:
    """A unit, or whoever has taken its place, speaks to a finding.

    Raises:
        Refused: if a rule says no.
    """
    command = ExplainFinding(
        at=work.at,
        finding=said.finding,
        by=by,
        of=_spoken_for(work, by, said.inspection),
        explanation=said.explanation,
        papers=said.papers,
    )
    work.do(INSPECTION, said.inspection, command)


def do_recommendation(work: Work, by: Slug, said: RecommendationDoneOffered) -> None:
    """A unit, or whoever has taken its place, has done what was recommended.

    Raises:
        Refused: if a rule says no.
    """
    command = DoRecommendation(
        at=work.at,
        recommendation=said.recommendation,
        by=by,
        of=_spoken_for(work, by, said.inspection),
        evidence=said.evidence,
    )
    work.do(INSPECTION, said.inspection, command)


def check_inspections(work: Work, inspections: Iterable[Slug], day: date) -> None:
    """A day begins: what was not done by its last day is overdue."""
    ids = list(inspections)
    work.prefetch(map(INSPECTION.stream, ids))
    for id_ in ids:
        work.do(INSPECTION, id_, CheckInspection(at=work.at, day=day))


def _spoken_for(work: Work, by: Slug, inspection: Slug) -> Slug:
    state: Any = work.state(INSPECTION, inspection)
    if isinstance(state, Undecided):
        return by
    decided = state.was.decided if isinstance(state, Suspended) else state.decided
    return spoken_for(work, by, decided.unit)
