"""The files that describe an agency are read, and their mistakes named line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from danvan.agency_files import read_calendar, read_organisation, read_policies
from danvan.contracts.plan import UnitKind
from danvan.contracts.policy import policy_in_force
from danvan.yaml_file import FileError

EXAMPLE = Path(__file__).parents[2] / "deploy" / "examples" / "svhtt-2023"

ORGANISATION = """\
units:
  - id: so
    kind: agency
    name: {vi: Sở, en: Department}
    opened: 2022-10-10
  - id: van-phong
    kind: office
    name: {vi: Văn phòng, en: Office}
    parent: so
    opened: 2022-10-10
"""

POLICIES = """\
rows:
  - key: task.escalation.grace
    value: 5
    unit: working-day
    starts: overdue
    valid_from: 2023-01-01
    valid_until: 2023-06-30
    basis: Quy ước
  - key: task.escalation.grace
    value: 3
    unit: working-day
    starts: overdue
    valid_from: 2023-07-01
    basis: Quy ước
"""

CALENDAR = """\
published_until: 2026-12-31
swaps:
  - {off: 2026-01-02, worked: 2026-01-10, basis: Thông báo}
"""


@pytest.mark.parametrize(
    ("read", "text", "old", "new", "rule", "line"),
    [
        (read_organisation, ORGANISATION, "parent: so", "parnt: so", "unknown-key", 9),
        (read_organisation, ORGANISATION, "parent: so", "parent: sổ", "malformed-value", 9),
        (read_organisation, ORGANISATION, "parent: so", "parent: sa", "unknown-unit", 9),
        (read_organisation, ORGANISATION, "kind: office", "kind: offce", "value-not-in-list", 7),
        (read_organisation, ORGANISATION, "id: van-phong", "id: so", "duplicate-id", 6),
        (
            read_organisation,
            ORGANISATION,
            "kind: agency",
            "kind: agency\n    parent: van-phong",
            "parent-listed-below",
            4,
        ),
        (
            read_organisation,
            ORGANISATION,
            "parent: so\n    opened: 2022-10-10",
            "parent: so\n    opened: 2022-10-09",
            "opened-before-parent",
            10,
        ),
        (read_policies, POLICIES, "2023-06-30", "2023-07-01", "policy-rows-overlap", 13),
        (read_policies, POLICIES, "2023-06-30", "2022-06-30", "validity-reversed", 2),
        (read_policies, POLICIES, "value: 5", "value: five", "value-does-not-fit-unit", 2),
        (read_policies, POLICIES, "unit: working-day", "unit: month-day",
         "value-does-not-fit-unit", 2),
        (read_calendar, CALENDAR, "2026-01-02", "2026-01-03", "swap-of-wrong-days", 3),
        (read_calendar, CALENDAR, "2026-01-10", "2026-01-09", "swap-of-wrong-days", 3),
        (read_calendar, CALENDAR, "2026-12-31", "2026-12-32", "impossible-date", 1),
    ],
)  # fmt: skip
def test_a_mistake_is_found_where_it_stands(
    read: Callable[[str, str], object], text: str, old: str, new: str, rule: str, line: int
) -> None:
    read(text, "file.yaml")
    with pytest.raises(FileError) as caught:
        read(text.replace(old, new, 1), "file.yaml")
    assert [(problem.rule, problem.line) for problem in caught.value.problems] == [(rule, line)]


def test_the_example_agency_has_every_kind_of_unit_and_each_belongs_to_it() -> None:
    organisation = read_organisation((EXAMPLE / "organisation.yaml").read_text("utf-8"), "example")
    assert Counter(unit.kind for unit in organisation.units) == {
        UnitKind.AGENCY: 1,
        UnitKind.LEADERSHIP: 1,
        UnitKind.PARTY: 1,
        UnitKind.UNION: 2,
        UnitKind.OFFICE: 1,
        UnitKind.DEPARTMENT: 8,
        UnitKind.INSPECTORATE: 1,
        UnitKind.AFFILIATED: 27,
    }
    assert {unit.parent for unit in organisation.units[1:]} == {organisation.units[0].id}


def test_the_example_calendar_is_read() -> None:
    calendar = read_calendar((EXAMPLE / "calendar.yaml").read_text("utf-8"), "example")
    assert calendar.published_until == date(2026, 12, 31)
    assert not calendar.swaps[0].verified


def test_the_policy_in_force_is_the_row_of_that_day() -> None:
    rows = read_policies(POLICIES, "file.yaml").rows
    assert policy_in_force(rows, "task.escalation.grace", date(2023, 6, 30)).number == 5
    assert policy_in_force(rows, "task.escalation.grace", date(2023, 7, 1)).number == 3


def test_no_policy_is_made_up_for_a_day_without_one() -> None:
    rows = read_policies(POLICIES, "file.yaml").rows
    with pytest.raises(LookupError, match="0 policy rows"):
        policy_in_force(rows, "task.escalation.grace", date(2022, 12, 31))


def test_of_two_policies_in_force_none_is_chosen() -> None:
    rows = read_policies(POLICIES, "file.yaml").rows
    with pytest.raises(LookupError, match="2 policy rows"):
        policy_in_force([*rows, rows[0]], "task.escalation.grace", date(2023, 1, 1))
