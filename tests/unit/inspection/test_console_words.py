"""What the console says: the same in both languages, a name for every fact, drawings that hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Kind
from danvan.services.inspection.pages import drawings
from danvan.services.inspection.pages.drawings import Bar, Mark
from danvan.services.inspection.pages.language import Language, NoSuchWord, languages
from danvan.services.inspection.pages.signing import own_address

#: Tables whose keys are spelled in the contracts: what reads well in English stands in one alone.
NAMES = ("names", "facts")


def _keys(table: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict) and key not in NAMES:
            yield from _keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"


@pytest.fixture(scope="module")
def vietnamese() -> Language:
    return languages()["vi"]


@pytest.fixture(scope="module")
def english() -> Language:
    return languages()["en"]


def test_both_tables_say_the_same(vietnamese: Language, english: Language) -> None:
    assert set(_keys(dict(vietnamese.table))) == set(_keys(dict(english.table)))


def test_no_word_is_hidden_by_a_method_of_its_table(vietnamese: Language) -> None:
    words = [key.rpartition(".")[2] for key in _keys(dict(vietnamese.table))]
    assert [word for word in words if hasattr(dict, word)] == []


@pytest.mark.parametrize(
    "name", sorted({e.type.split(".")[2] for e in ENTRIES if e.kind is Kind.FACT})
)
def test_every_fact_has_a_vietnamese_name(vietnamese: Language, name: str) -> None:
    assert name in vietnamese.table["facts"]


def test_a_word_that_is_missing_is_loud(vietnamese: Language) -> None:
    with pytest.raises(NoSuchWord):
        vietnamese.table["overview"]["no-such-word"]


def test_moments_and_numbers_read_as_people_write_them(
    vietnamese: Language, english: Language
) -> None:
    assert vietnamese.when("2023-05-09T18:00:00Z") == "10/05/2023 01:00"
    assert vietnamese.day("2023-05-09T18:00:00Z") == "10/05/2023"
    assert vietnamese.day(date(2023, 5, 9)) == "09/05/2023"
    assert vietnamese.number("1234.5", 1) == "1.234,5"
    assert english.number("1234.5", 1) == "1,234.5"
    assert vietnamese.number(None) == "–"


def test_a_fact_is_told_by_what_tells_most(vietnamese: Language) -> None:
    data = {"petition": "x", "clock": "resolve", "due": "2023-04-03", "reason": {"vi": "a"}}
    assert vietnamese.brief(data) == "Giải quyết · 03/04/2023 · a"
    assert vietnamese.brief({"petition": "x"}) == ""


def test_a_target_is_drawn_with_its_goal() -> None:
    year = (date(2023, 1, 1), date(2023, 12, 31))
    figures = [(date(2023, 1, 1), 100.0), (date(2023, 12, 31), 90.0)]
    drawn = drawings.target(figures, goal=90, window=year, title="<T>", goal_says="> 90 %")
    svg = ElementTree.fromstring(drawn)
    assert svg.attrib["aria-label"] == "<T>"
    line, goal = svg.find("polyline"), svg.find("line[@class='goal']")
    assert line is not None
    assert goal is not None
    first, last = line.attrib["points"].split(" ")
    assert float(first.split(",")[0]) < float(last.split(",")[0])
    assert last.split(",")[1] == goal.attrib["y1"]


def test_a_target_without_figures_is_drawn_too() -> None:
    year = (date(2023, 1, 1), date(2023, 12, 31))
    drawn = drawings.target([], goal=90, window=year, title="T", goal_says="")
    assert ElementTree.fromstring(drawn).find("polyline") is None


def test_bars_stand_as_high_as_they_count() -> None:
    bars = [Bar("a", 1, "/a", 0), Bar("<b>", 2, "/b?x=1&y=2", 4)]
    svg = ElementTree.fromstring(drawings.histogram(bars, title="T"))
    links = svg.findall("a")
    low, high = (float(link.findall("rect")[1].attrib["height"]) for link in links)
    assert high == pytest.approx(2 * low)
    assert links[1].attrib["href"] == "/b?x=1&y=2"


def test_what_is_not_known_yet_is_drawn_outside(vietnamese: Language) -> None:
    def day(n: int) -> datetime:
        return datetime(2023, 5, n, tzinfo=UTC)

    marks = [Mark(day(1), day(1), "a", "#a"), Mark(day(1), day(9), "b", None)]
    drawn = drawings.both_times(
        marks, at=day(9), known=day(8), title="T", axes=("x", "y"), reads=vietnamese.when
    )
    dots = [dot.attrib["class"] for dot in ElementTree.fromstring(drawn).iter("circle")]
    assert dots == ["fact", "fact out"]


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        (None, "/"),
        ("/console/units?x=1", "/console/units?x=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(asked: str | None, goes: str) -> None:
    assert own_address(asked) == goes
