"""Use cases of the yearly inspection plan."""

from __future__ import annotations

from danvan.contracts.inspection import PlannedInspections
from danvan.services.chassis.work import Work
from danvan.services.inspection.application.aggregates import PLAN
from danvan.services.inspection.application.units import check_unit
from danvan.services.inspection.domain.inspection_plan import (
    AmendInspectionPlan,
    DraftInspectionPlan,
    IssueInspectionPlan,
)


def draft_plan(work: Work, command: DraftInspectionPlan) -> None:
    """The inspector proposes a plan.

    Raises:
        Refused: if a rule says no, or the register does not know a unit.
    """
    _check_units(work, command.draft.items)
    work.do(PLAN, command.draft.plan, command)


def issue_plan(work: Work, command: IssueInspectionPlan) -> None:
    """The head signs it.

    Raises:
        Refused: if a rule says no.
    """
    work.do(PLAN, command.plan, command)


def amend_plan(work: Work, command: AmendInspectionPlan) -> None:
    """The head changes it.

    Raises:
        Refused: if a rule says no, or the register does not know a unit.
    """
    _check_units(work, command.items)
    work.do(PLAN, command.plan, command)


def _check_units(work: Work, items: PlannedInspections) -> None:
    for index, item in enumerate(items):
        for place, unit in enumerate(item.units):
            check_unit(work, unit, f"/items/{index}/units/{place}")
