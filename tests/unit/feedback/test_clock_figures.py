"""Which figure a clock goes by: extensions, complex and remote cases, two rules, new law."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.services.feedback.domain.clocks import deadlines, extensible, row_in_force
from tests.unit.feedback.clock_examples import CALENDAR, clock, event, one, procedure, row

EXTENSIONS = [
    {"step": "extend", "criteria": "complex", "at_most": "once", "adds": "more"},
    {"step": "extend", "criteria": "special", "at_most": "twice", "adds": "more"},
]
COUNTS = [
    row(1, "count", "complex"),
    row(2, "count", "special"),
    row(1, "count", "once"),
    row(2, "count", "twice"),
    row(30, key="more"),
]


@pytest.mark.parametrize(
    ("found", "due"),
    [
        ([], "2023-03-02"),
        ([0], "2023-03-02"),
        ([1], "2023-04-03"),  # Saturday 1/4
        ([1, 1], "2023-04-03"),
        ([1, 2], "2023-05-04"),  # Monday 1/5, off to 3/5
        ([2, 2], "2023-05-04"),
        ([2, 2, 2], "2023-05-04"),
    ],
)
def test_extensions_follow_the_unmoved_end_as_often_as_the_findings_allow(
    found: list[int], due: str
) -> None:
    events = [event("begin", "2023-01-31")]
    events += [event("extend", "2023-02-06", criteria=criteria) for criteria in found]
    extended = procedure(clock(extensions=EXTENSIONS))
    rows = [row(30), *COUNTS]
    assert one(rows, *events, by=extended).due == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("before", "criteria", "may"),
    [([], 0, False), ([], 1, True), ([1], 1, False), ([1], 2, True), ([2, 2], 7, False)],
)
def test_an_extension_is_asked_for_before_it_is_given(
    before: list[int], criteria: int, may: bool
) -> None:
    events = [event("begin", "2023-01-31")]
    events += [event("extend", "2023-02-06", criteria=each) for each in before]
    wanted = event("extend", "2023-02-07", criteria=criteria)
    extended = procedure(clock(extensions=EXTENSIONS))
    clocked = extensible(extended, [row(30), *COUNTS], events, wanted)
    assert (clocked is not None) is may
    over = [*events, event("end", "2023-02-06")]
    assert extensible(extended, [row(30), *COUNTS], over, wanted) is None


def test_a_complex_case_and_a_remote_one_have_their_own_figures() -> None:
    figures = {"normal": 30, "complex": 45, "remote": 46, "remote-complex": 60}
    rows = [*COUNTS, *(row(days, key=f"limit.{name}") for name, days in figures.items())]
    variants = {name: f"limit.{name}" for name in figures}
    extensions = [{"step": "extend", "criteria": "complex", "at_most": "once"}]
    by = procedure(clock(policy=None, variants=variants, extensions=extensions))
    begun, extended = event("begin", "2023-05-04"), event("extend", "2023-05-05", criteria=3)
    used = [
        one(rows, begun, by=by),
        one(rows, begun, extended, by=by),
        one(rows, begun, by=by, remote=True),
        one(rows, begun, extended, by=by, remote=True),
    ]
    assert [each.policy.key for each in used] == list(variants.values())


def test_the_earlier_of_two_rules_raises_the_alarm_and_the_other_is_shown() -> None:
    by = procedure(clock(), clock(id="law", policy="law", alarm_for="answer"))

    def both(law_days: int) -> dict[str, tuple[date | None, date | None, bool]]:
        rows = [row(10, "working-day"), row(law_days, key="law")]
        found = deadlines(by, rows, CALENDAR, [event("begin", "2026-03-02")])
        return {each.clock: (each.due, each.alert_on, each.shown) for each in found}

    assert both(10) == {
        "answer": (date(2026, 3, 16), date(2026, 3, 12), True),
        "law": (date(2026, 3, 12), None, False),
    }
    assert both(60)["answer"] == (date(2026, 3, 16), None, True)


def test_a_clock_for_what_is_ours_waits_until_that_is_known() -> None:
    by, begun = procedure(clock(competence="own")), [event("begin", "2026-03-02")]
    assert deadlines(by, [row(10)], CALENDAR, begun) == ()
    assert deadlines(by, [row(10)], CALENDAR, begun, competence="other") == ()
    assert one([row(10)], *begun, by=by, competence="own").due == date(2026, 3, 12)


OLD = row(10, valid_until="2026-06-30")


@pytest.mark.parametrize(
    ("transition", "started", "last", "days"),
    [
        ("cases-started-on-or-after", "2026-06-30", "2026-07-02", 10),
        ("cases-started-on-or-after", "2026-07-01", "2026-07-02", 7),
        ("all-open-cases", "2026-06-30", "2026-06-30", 10),
        ("all-open-cases", "2026-06-30", "2026-07-01", 7),
        ("all-open-cases", "1999-01-01", "1999-01-02", 10),
    ],
)
def test_the_row_of_the_start_rules_unless_a_later_one_took_over_open_cases(
    transition: str, started: str, last: str, days: int
) -> None:
    new = row(7, valid_from="2026-07-01", transition=transition)
    used = row_in_force([new, OLD], date.fromisoformat(started), date.fromisoformat(last))
    assert used.number == days


def test_a_row_that_once_took_over_open_cases_gives_way_to_the_one_that_followed_it() -> None:
    took_over = row(7, valid_from="2020-01-01", transition="all-open-cases")
    newest = row(5, valid_from="2026-07-01")
    assert row_in_force([took_over, newest], date(2026, 7, 1), date(2026, 7, 2)) == newest


def test_a_figure_that_nobody_set_is_a_fault_of_the_data() -> None:
    with pytest.raises(LookupError):
        row_in_force([], date(2026, 1, 1), date(2026, 1, 1))


def test_a_deadline_is_as_sure_as_the_least_sure_of_its_rows() -> None:
    by = procedure(clock(extensions=EXTENSIONS))
    begun, extended = event("begin", "2023-01-31"), event("extend", "2023-02-06", criteria=1)
    rows = [row(30), *COUNTS[:-1], row(30, key="more", verified=False)]
    assert one(rows, begun, by=by).policy.verified is True
    assert one(rows, begun, extended, by=by).policy.verified is False
