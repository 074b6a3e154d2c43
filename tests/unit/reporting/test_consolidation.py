"""Consolidations: sums, ratios and means with their lineage, and what a revision moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.feedback.indicators import percent
from danvan.contracts.reporting import (
    ConsolidatedFigure,
    ConsolidationContent,
    ConsolidationMade,
    ConsolidationRevised,
    DutyFact,
    Figure,
    Method,
    Missing,
    MovedFigure,
    MovedShare,
    Parts,
    ReportContent,
    Share,
    Source,
    Standing,
)
from danvan.services.reporting.domain import consolidation
from danvan.services.reporting.domain.consolidation import AcceptedReport, Consolidate
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.reporting.examples import (
    DUTY,
    MUSEUM,
    NAMES,
    PLAN,
    TEMPLATE,
    THEATRE,
    at,
    content,
)

ABOUT = DutyFact(duty=DUTY, plan=PLAN, series="public-engagement", period="h1")


def accepted(unit: str, attempt: int, what: ReportContent) -> AcceptedReport:
    source = Source(
        unit=unit,
        name=NAMES[unit],
        report=f"{DUTY}.{unit}",
        attempt=attempt,
        fact=f"{unit}-{attempt}",
        received=at(5, 9),
        late=False,
    )
    return AcceptedReport(source=source, content=what)


def missing(unit: str, standing: Standing = Standing.OVERDUE) -> Missing:
    return Missing(unit=unit, name=NAMES[unit], report=f"{DUTY}.{unit}", standing=standing)


def consolidate(*reports: AcceptedReport, absent: tuple[Missing, ...] = ()) -> Consolidate:
    return Consolidate(at=at(5, 15), duty=ABOUT, template=TEMPLATE, reports=reports, missing=absent)


def decided(command: Consolidate) -> ConsolidationMade:
    (made,) = consolidation.decide(command, consolidation.INITIAL)
    assert isinstance(made, ConsolidationMade)
    return made


def figure(made: ConsolidationContent, code: str) -> ConsolidatedFigure:
    return next(each for each in made.figures if each.code == code)


def satisfied(*percent: str) -> list[AcceptedReport]:
    return [
        accepted(
            unit,
            1,
            ReportContent(
                figures=(*content().figures, Figure(code="satisfaction", value=Decimal(value)))
            ),
        )
        for unit, value in zip((MUSEUM, THEATRE), percent, strict=False)
    ]


BOTH = (accepted(MUSEUM, 1, content(received=5)), accepted(THEATRE, 1, content(received=9)))


def test_counts_are_summed_and_every_share_is_kept() -> None:
    received = figure(decided(consolidate(*BOTH)), "petitions-received")
    assert (received.method, received.value) == (Method.SUM, 14)
    assert received.shares == (Share(unit=MUSEUM, value=5), Share(unit=THEATRE, value=9))


def counted(
    unit: str, attempt: int, part: int, whole: int, own: str | None = None
) -> AcceptedReport:
    """Facts say how many of how many; `own`: what the unit says instead."""
    known = percent(part, whole)
    satisfaction = Figure(
        code="satisfaction",
        value=known if own is None else Decimal(own),
        recorded=known,
        parts=Parts(part=part, whole=whole),
        reason=own and "Cộng thêm phiếu giấy.",
    )
    figures = (*content().figures, satisfaction)
    return accepted(unit, attempt, ReportContent(figures=figures))


def test_a_percentage_of_all_units_is_made_of_its_parts() -> None:
    reports = counted(MUSEUM, 1, 9, 10), counted(THEATRE, 1, 600, 900)
    ratio = figure(decided(consolidate(*reports)), "satisfaction")
    assert (ratio.method, ratio.value) == (Method.RATIO, Decimal("66.9231"))
    assert ratio.parts == Parts(part=609, whole=910)
    assert [share.parts for share in ratio.shares] == [
        Parts(part=9, whole=10),
        Parts(part=600, whole=900),
    ]


@pytest.mark.parametrize(
    "other",
    [counted(THEATRE, 1, 600, 900, own="70"), satisfied("0", "70")[1]],
    ids=["own", "stated"],
)
def test_where_one_units_parts_are_unknown_the_figure_is_a_mean_and_says_so(
    other: AcceptedReport,
) -> None:
    mean = figure(decided(consolidate(counted(MUSEUM, 1, 9, 10), other)), "satisfaction")
    assert (mean.method, mean.value, mean.parts) == (Method.MEAN, Decimal("80.00"), None)
    assert mean.shares[1].parts is None


def test_other_parts_of_the_same_percentage_move_the_whole() -> None:
    theatre = counted(THEATRE, 1, 600, 900)
    made = decided(consolidate(counted(MUSEUM, 1, 9, 10), theatre))
    again = consolidate(counted(MUSEUM, 2, 900, 1000), theatre)
    (revised,) = given(consolidation, made).when(again).facts
    assert isinstance(revised, ConsolidationRevised)
    [moved] = revised.moved
    assert (moved.before, moved.after) == (Decimal("66.9231"), Decimal("78.9474"))
    assert moved.shares == (MovedShare(unit=MUSEUM, before=Decimal(90), after=Decimal(90)),)


def test_percentages_without_known_parts_are_a_plain_mean_over_those_who_gave_one() -> None:
    mean = figure(decided(consolidate(*satisfied("90", "95.55"))), "satisfaction")
    assert (mean.method, mean.value, len(mean.shares)) == (Method.MEAN, Decimal("92.78"), 2)
    one = figure(decided(consolidate(satisfied("90")[0], BOTH[1])), "satisfaction")
    assert (one.value, len(one.shares)) == (90, 1)


def test_a_figure_that_nobody_gave_has_no_value() -> None:
    nothing = figure(decided(consolidate(*BOTH)), "savings")
    assert (nothing.value, nothing.shares) == (None, ())


def test_the_first_version_names_its_sources_and_who_is_missing() -> None:
    made = decided(consolidate(BOTH[0], absent=(missing(THEATRE),)))
    assert (made.version, made.day) == (1, date(2023, 5, 15))
    assert made.sources == (BOTH[0].source,)
    assert made.missing == (missing(THEATRE),)


def test_there_is_nothing_to_make_without_an_accepted_report() -> None:
    outcome = given(consolidation).when(consolidate(absent=(missing(MUSEUM), missing(THEATRE))))
    outcome.refused("nothing-to-consolidate")


def test_a_correction_makes_a_new_version_that_says_what_moved() -> None:
    made = decided(consolidate(*BOTH))
    again = consolidate(BOTH[0], accepted(THEATRE, 2, content(received=12)))
    outcome = given(consolidation, made).when(again)
    (revised,) = outcome.facts
    assert isinstance(revised, ConsolidationRevised)
    assert revised.version == 2
    assert revised.changed == (THEATRE,)
    assert revised.moved == (
        MovedFigure(
            code="petitions-received",
            before=Decimal(14),
            after=Decimal(17),
            shares=(MovedShare(unit=THEATRE, before=Decimal(9), after=Decimal(12)),),
        ),
    )


def test_a_report_that_comes_later_moves_what_it_brings() -> None:
    made = decided(consolidate(BOTH[0], absent=(missing(THEATRE),)))
    (revised,) = given(consolidation, made).when(consolidate(*BOTH)).facts
    assert isinstance(revised, ConsolidationRevised)
    assert revised.changed == (THEATRE,)
    moved = {each.code: (each.before, each.after) for each in revised.moved}
    assert moved == {
        "activities-held": (3, 6),
        "petitions-received": (5, 14),
        "petitions-handled": (4, 8),
    }
    assert revised.missing == ()


def test_shares_that_outweigh_each_other_are_told_all_the_same() -> None:
    made = decided(consolidate(*BOTH))
    swapped = consolidate(
        accepted(MUSEUM, 2, content(received=9)), accepted(THEATRE, 2, content(received=5))
    )
    (revised,) = given(consolidation, made).when(swapped).facts
    assert isinstance(revised, ConsolidationRevised)
    assert [(m.code, m.before, m.after, len(m.shares)) for m in revised.moved] == [
        ("petitions-received", 14, 14, 2)
    ]


@pytest.mark.parametrize("later", [at(5, 15), at(6, 1)])
def test_making_it_again_without_a_change_yields_nothing(later: object) -> None:
    again = consolidate(*BOTH).model_copy(update={"at": later})
    given(consolidation, decided(consolidate(*BOTH))).when(again).then()


COMMANDS = st.builds(
    lambda museum, theatre: consolidate(
        *([accepted(MUSEUM, museum, content(received=museum))] if museum else []),
        *([accepted(THEATRE, theatre, content(received=theatre))] if theatre else []),
    ),
    st.integers(0, 2),
    st.integers(0, 2),
)


@for_all(st.lists(COMMANDS, max_size=6))
def test_any_commands_keep_the_promises_of_an_aggregate(commands: list[Consolidate]) -> None:
    holds_for_any_past(consolidation, "reporting", play(consolidation, commands))


@for_all(st.lists(COMMANDS, max_size=6))
def test_versions_are_counted_and_every_figure_follows_from_its_shares(
    commands: list[Consolidate],
) -> None:
    made = [f for f in play(consolidation, commands) if isinstance(f, ConsolidationContent)]
    assert [each.version for each in made] == list(range(1, len(made) + 1))
    for each in made:
        units = [source.unit for source in each.sources]
        for total in each.figures:
            assert {share.unit for share in total.shares} <= set(units)
            if total.method is Method.SUM and total.value is not None:
                assert total.value == sum(share.value for share in total.shares)
