"""What a unit states is held against the template, and every problem is told at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from danvan.contracts.base import Comparison, Refused, Text
from danvan.contracts.plan import IndicatorRule
from danvan.contracts.reporting import (
    Attachment,
    Figure,
    ReportContent,
    SectionText,
    StatedContent,
    StatedFigure,
)
from danvan.services.reporting.domain.content import LONGEST, content_of
from danvan.services.reporting.domain.figures import Counted
from tests.unit.reporting.examples import TEMPLATE, content, stated

RECORDED = {"activities-held": Counted(value=Decimal(3))}


def read(what: StatedContent) -> ReportContent:
    return content_of(what, TEMPLATE, RECORDED, "/data")


def refused(what: StatedContent) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refusal:
        read(what)
    return [(problem.rule, problem.pointer) for problem in refusal.value.problems]


def test_what_facts_record_is_filled_in() -> None:
    assert read(stated()) == content(held=3)


def test_the_content_stands_in_the_order_of_the_template() -> None:
    mixed = StatedContent(
        indicators=tuple(reversed(stated(activities_held=3).indicators)),
        sections=(
            SectionText(id="limits", text="Không."),
            SectionText(id="leadership", text="Đã quán triệt."),
        ),
    )
    whole = read(mixed)
    assert [figure.code for figure in whole.figures] == [
        "activities-held",
        "petitions-received",
        "petitions-handled",
    ]
    assert [section.id for section in whole.sections] == ["leadership", "limits"]


def test_a_figure_is_overruled_with_a_reason_and_both_stay_visible() -> None:
    other = StatedFigure(code="activities-held", value=Decimal(4), reason="Một buổi chưa báo.")
    given = stated().model_copy(update={"indicators": (*stated().indicators, other)})
    assert read(given).figures[0] == Figure(
        code="activities-held",
        value=Decimal(4),
        recorded=Decimal(3),
        reason="Một buổi chưa báo.",
    )


def test_a_figure_is_not_overruled_without_a_reason() -> None:
    where = "/data/indicators/2/reason"
    assert refused(stated(activities_held=4)) == [("figure-overruled-without-reason", where)]


def test_a_figure_that_says_what_facts_say_needs_no_reason() -> None:
    assert read(stated(activities_held="3.0")).figures[0].value == 3


@pytest.mark.parametrize(
    "figures",
    [
        {"petitions_received": -1, "petitions_handled": -1},
        {"petitions_received": "5.5"},
        {"satisfaction": "100.1"},
        {"satisfaction": "-0.1"},
        {"savings": -1},
    ],
)
def test_a_figure_is_of_its_kind(figures: dict[str, int | str]) -> None:
    assert {rule for rule, _ in refused(stated(**figures))} == {"figure-of-wrong-kind"}


@pytest.mark.parametrize(
    "figures",
    [
        {"petitions_handled": 0},
        {"satisfaction": 0},
        {"satisfaction": 100},
        {"savings": 0},
        {"savings": "0.5"},
    ],
)
def test_a_figure_may_go_to_the_ends_of_its_kind(figures: dict[str, int | str]) -> None:
    assert read(stated(**figures)).figures[-1].value == Decimal(next(iter(figures.values())))


def test_a_rule_between_figures_speaks_with_the_words_of_the_plan() -> None:
    with pytest.raises(Refused) as refusal:
        read(stated(petitions_received=5, petitions_handled=6))
    assert refusal.value.rule == "handled-within-received"
    assert refusal.value.pointer == "/data/indicators/1/value"
    assert refusal.value.reason == TEMPLATE.rules[0].message


@pytest.mark.parametrize(
    ("comparison", "left", "right", "holds"),
    [
        (Comparison.AT_MOST, 5, 5, True),
        (Comparison.LESS, 5, 5, False),
        (Comparison.AT_LEAST, 5, 5, True),
        (Comparison.GREATER, 5, 5, False),
        (Comparison.EQUAL, 5, 5, True),
        (Comparison.EQUAL, 5, 6, False),
    ],
)
def test_a_rule_compares_as_it_says(
    comparison: Comparison, left: int, right: int, holds: bool
) -> None:
    rule = IndicatorRule(
        name="compared",
        left=("petitions-handled",),
        comparison=comparison,
        right=("petitions-received",),
        message=Text(vi="Sai.", en="Wrong."),
    )
    template = TEMPLATE.model_copy(update={"rules": (rule,)})
    what = stated(petitions_handled=left, petitions_received=right)
    try:
        content_of(what, template, RECORDED, "")
    except Refused as refusal:
        assert (refusal.rule, holds) == ("compared", False)
    else:
        assert holds


def test_a_rule_on_sums_adds_up_its_sides() -> None:
    rule = TEMPLATE.rules[0].model_copy(update={"right": ("activities-held", "petitions-received")})
    template = TEMPLATE.model_copy(update={"rules": (rule,)})
    within = stated(petitions_received=5, petitions_handled=8)
    assert content_of(within, template, RECORDED, "").figures[2].value == 8
    with pytest.raises(Refused):
        content_of(stated(petitions_received=5, petitions_handled=9), template, RECORDED, "")


def test_a_rule_has_nothing_to_say_where_a_figure_is_not_given() -> None:
    rule = TEMPLATE.rules[0].model_copy(update={"right": ("savings",)})
    template = TEMPLATE.model_copy(update={"rules": (rule,)})
    assert content_of(stated(), template, RECORDED, "").figures[2].value == 4


def test_every_problem_is_told_at_once_with_its_place() -> None:
    broken = StatedContent(
        indicators=(
            StatedFigure(code="activities-held", value=Decimal(9)),
            StatedFigure(code="petitions-recieved", value=Decimal(5)),
            StatedFigure(code="petitions-handled", value=Decimal("1.5")),
            StatedFigure(code="petitions-handled", value=Decimal(2)),
        ),
        sections=(
            SectionText(id="leadership", text="  "),
            SectionText(id="leadership", text="Đã quán triệt."),
            SectionText(id="ending", text="Hết."),
        ),
    )
    assert refused(broken) == [
        ("figure-overruled-without-reason", "/data/indicators/0/reason"),
        ("unknown-indicator", "/data/indicators/1/code"),
        ("figure-of-wrong-kind", "/data/indicators/2/value"),
        ("indicator-given-twice", "/data/indicators/3/code"),
        ("indicator-missing", "/data/indicators"),
        ("section-given-twice", "/data/sections/1/id"),
        ("unknown-section", "/data/sections/2/id"),
        ("section-missing", "/data/sections"),
    ]


def test_a_likely_name_is_suggested_for_an_unknown_one() -> None:
    wrong = StatedFigure(code="petitions-recieved", value=Decimal(5))
    with pytest.raises(Refused) as refusal:
        read(stated().model_copy(update={"indicators": (*stated().indicators, wrong)}))
    assert "'petitions-received'" in refusal.value.reason.en
    assert "“petitions-received”" in refusal.value.reason.vi


@pytest.mark.parametrize(("note", "passes"), [(20_000, True), (20_001, False)])
def test_a_report_that_no_message_could_carry_is_refused(note: int, passes: bool) -> None:
    parts = [f"part-{n}" for n in range(9)]
    sections = [TEMPLATE.sections[0].model_copy(update={"id": part}) for part in parts]
    template = TEMPLATE.model_copy(update={"sections": tuple(sections)})
    texts = tuple(SectionText(id=part, text="ệ" * 20_000) for part in parts)
    long = stated().model_copy(update={"sections": texts, "note": "x" * note})
    assert LONGEST == 9 * 20_000 + 20_000
    if passes:
        assert len(content_of(long, template, RECORDED, "").sections) == 9
    else:
        with pytest.raises(Refused) as refusal:
            content_of(long, template, RECORDED, "")
        assert refusal.value.rule == "report-too-long"


def test_attachments_and_the_note_stand_as_they_were_given() -> None:
    file = Attachment(name="Bảng số liệu.xlsx", sha256="0" * 64, bytes=1024)
    given = stated().model_copy(update={"attachments": (file,), "note": "Gửi kèm bảng."})
    assert (read(given).attachments, read(given).note) == ((file,), "Gửi kèm bảng.")


FIGURES = st.builds(
    StatedFigure,
    code=st.sampled_from([i.code for i in TEMPLATE.indicators] + ["stranger"]),
    value=st.decimals(-10, 200, places=1),
    reason=st.sampled_from([None, "Có lý do."]),
)
TEXTS = st.builds(
    SectionText, id=st.sampled_from(["leadership", "limits", "stranger"]), text=st.text()
)


@for_all(
    st.builds(
        StatedContent,
        indicators=st.lists(FIGURES, max_size=6).map(tuple),
        sections=st.lists(TEXTS, max_size=4).map(tuple),
    )
)
def test_what_passes_is_whole_and_what_does_not_names_places_that_exist(
    what: StatedContent,
) -> None:
    try:
        whole = read(what)
    except Refused as refusal:
        for problem in refusal.problems:
            assert problem.pointer is not None
            _, _, part, *place = problem.pointer.split("/")
            assert not place or int(place[0]) < len(getattr(what, part))
    else:
        codes = {figure.code for figure in whole.figures}
        assert codes >= {i.code for i in TEMPLATE.indicators if i.required}
        assert all(f.reason for f in whole.figures if f.recorded not in (None, f.value))
