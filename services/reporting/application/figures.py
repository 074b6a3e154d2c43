"""What facts of planning, feedback and emulation count for the indicators of a unit."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Slug
from danvan.contracts.emulation import NominationFact
from danvan.contracts.envelope import Fact
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.plan import Window
from danvan.contracts.planning import TaskFact
from danvan.contracts.reporting import DutyTerms, FiguresRecorded
from danvan.services.chassis.work import Work
from danvan.services.reporting.application.aggregates import FIGURES
from danvan.services.reporting.domain.figures import Counted, RecordFigures, month_of, values_over
from danvan.services.reporting.domain.measures import DAY_OF, DEFINITIONS, measured


def record_figures(work: Work, fact: Fact) -> None:
    """Count a fact for the unit that it names. Nothing is passed on when units change: what a
    unit has done stays its own."""
    counted = measured(fact.data)
    if not counted:
        return
    unit, day = _named(fact)
    command = RecordFigures(
        at=work.at,
        unit=unit,
        day=day,
        figures=counted,
        cause=fact.id,
        cause_type=fact.type,
    )
    work.do(FIGURES, month_of(unit, day), command)


def touched(fact: Fact) -> list[str]:
    """The stream in which a fact is counted."""
    return [FIGURES.stream(month_of(*_named(fact)))]


def _named(fact: Fact) -> tuple[Slug, date]:
    assert isinstance(fact.data, TaskFact | UnitDayCounted | NominationFact)
    return fact.data.unit, DAY_OF[type(fact.data)](fact.data)


def recorded_figures(work: Work, terms: DutyTerms, unit: Slug) -> dict[Slug, Counted]:
    """What facts say about the unit in the data window, for the indicators they can fill in."""
    asked = {
        indicator.code: DEFINITIONS[indicator.code]
        for indicator in terms.template.indicators
        if indicator.source is not None and indicator.code in DEFINITIONS
    }
    return values_over(_recorded(work, unit, terms.window), asked, terms.window)


def _recorded(work: Work, unit: Slug, window: Window) -> list[FiguresRecorded]:
    """All that counts for a unit, back to a year before the window in which nothing did."""
    year = window.until.year
    recorded: list[FiguresRecorded] = []
    while (found := _of_year(work, unit, year)) or year >= window.from_.year:
        recorded += found
        year -= 1
    return recorded


def _of_year(work: Work, unit: Slug, year: int) -> list[FiguresRecorded]:
    months = [month_of(unit, date(year, month, 1)) for month in range(1, 13)]
    work.prefetch(FIGURES.stream(month) for month in months)
    return [fact for month in months for fact in work.state(FIGURES, month).recorded]
