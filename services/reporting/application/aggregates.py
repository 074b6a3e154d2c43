"""The aggregates of reporting, and what several use cases ask of them."""

from __future__ import annotations

from danvan.contracts.base import Slug
from danvan.contracts.reporting import DutyId, DutyTerms, UnitName
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.reporting.domain import consolidation, duty, figures, plan, report, unit
from danvan.services.reporting.domain.terms import report_id

PLAN, DUTY, REPORT = Aggregate.of(plan), Aggregate.of(duty), Aggregate.of(report)
CONSOLIDATION, FIGURES, UNIT = map(Aggregate.of, (consolidation, figures, unit))
#: All of them, by which history replays.
AGGREGATES = (PLAN, DUTY, REPORT, CONSOLIDATION, FIGURES, UNIT)


def ever_owing(work: Work, id_: DutyId) -> tuple[UnitName, ...]:
    """All units that owe a duty or ever did; their reports are loaded at once."""
    state = work.state(DUTY, id_)
    units = state.ever if isinstance(state, duty.Open) else ()
    work.prefetch(REPORT.stream(report_id(id_, each.unit)) for each in units)
    return units


def streams_of(id_: DutyId, unit: Slug) -> list[str]:
    """The streams that a unit's submission for a duty touches."""
    return [DUTY.stream(id_), REPORT.stream(report_id(id_, unit))]


def basis_of(terms: DutyTerms) -> str:
    """The clause that a duty rests on."""
    return f"{terms.plan_number}, {terms.clause}"
