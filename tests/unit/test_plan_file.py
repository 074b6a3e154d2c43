"""A plan file is read, or every mistake in it is named with its line, column and a way out."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.plan import UnitKind
from danvan.plan_file import read_plan
from danvan.yaml_file import FileError, FileProblem

UNITS = {
    "so": UnitKind.AGENCY,
    "van-phong": UnitKind.OFFICE,
    "bao-tang": UnitKind.AFFILIATED,
    "thu-vien": UnitKind.AFFILIATED,
}

PLAN = """\
plan: kh-1
number: 1/KH
title: Kế hoạch
title_en: Plan
agency: so
year: 2023
signatory: Người ký
signatory_title: Giám đốc
standing: van-phong
clauses:
  - id: I.1
    heading: Giao ban
  - id: I.2
    heading: Báo cáo
tasks:
  - id: giao-ban
    clause: I.1
    title: Giao ban tháng
    kind: meeting
    accountable: [van-phong]
    every: monthly
  - id: so-ket
    clause: I.2
    title: Sơ kết
    accountable: [{each: affiliated-unit}]
    due: {on: 2023-06-30}
targets:
  - id: hai-long
    clause: I.2
    title: Hài lòng
    indicator: satisfaction
    comparison: ">"
    goal: 90.0
    window: {from: 2023-01-01, until: 2023-12-31}
    source: feedback
    accountable: van-phong
templates:
  - id: mau
    title: Mẫu
    indicators:
      - code: received
        label: Nhận
      - code: handled
        label: Giải quyết
    rules:
      - name: handled-within-received
        left: [handled]
        comparison: "<="
        right: [received]
        message:
          vi: Nhiều quá.
          en: Too many.
duties:
  - id: bao-cao
    clause: I.2
    title: Báo cáo
    template: mau
    owed_by: [{each: affiliated-unit}]
    to: van-phong
    periods:
      - id: h1
        title: 6 tháng
        window: {from: 2023-01-01, until: 2023-04-30}
        due: {on: 2023-05-10}
recipients:
  - name: Các đơn vị
    units: [{each: affiliated-unit}]
"""


def problems_in(text: str) -> tuple[FileProblem, ...]:
    with pytest.raises(FileError) as caught:
        read_plan(text, "plan.yaml", UNITS)
    return caught.value.problems


def changed(*changes: tuple[str, str]) -> str:
    text = PLAN
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def test_a_plan_without_mistakes_is_read() -> None:
    plan = read_plan(PLAN, "plan.yaml", UNITS)
    assert [task.id for task in plan.tasks] == ["giao-ban", "so-ket"]
    assert plan.duties[0].periods[0].due.on == date(2023, 5, 10)
    assert str(plan.targets[0].goal) == "90.0"


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    plan = read_plan(changed(("heading: Giao ban", "heading: no"), ("1/KH", "1.10")), "p", UNITS)
    assert plan.clauses[0].heading == "no"
    assert plan.number == "1.10"


@pytest.mark.parametrize(
    ("rule", "old", "new", "at"),
    [
        ("unknown-key", "signatory_title", "signatory_titel", "signatory_titel"),
        ("unknown-key", "every: monthly", "every: monthly\n    evry: x", "evry: x"),
        ("unknown-key", "en: Too many.", "en: Too many.\n          fr: Trop.", "fr: Trop."),
        ("missing-key", "    title: Sơ kết\n", "", "id: so-ket"),
        ("wrong-type", "year: 2023", "year: soon", "soon"),
        (
            "wrong-type",
            "accountable: [van-phong]",
            "accountable: van-phong",
            "van-phong\n    every",
        ),
        ("wrong-type", "title: Sơ kết", "title: [Sơ kết]", "[Sơ kết]"),
        ("wrong-type", "due: {on: 2023-05-10}", "due: 2023-05-10", "2023-05-10"),
        ("wrong-type", "goal: 90.0", "goal: high", "high"),
        ("value-not-in-list", "kind: meeting", "kind: metting", "metting"),
        ("value-not-in-list", "[{each: affiliated-unit}]\n    due", "[{each: x}]\n    due", "x}"),
        ("value-out-of-range", "year: 2023", "year: 1023", "1023"),
        ("malformed-value", "accountable: [van-phong]", "accountable: [Văn phòng]", "Văn phòng"),
        ("list-too-short", "accountable: [van-phong]", "accountable: []", "[]"),
        ("impossible-date", "on: 2023-06-30", "on: 2023-06-31", "2023-06-31"),
        ("window-reversed", "until: 2023-12-31", "until: 2022-12-31", "{from: 2023-01-01"),
        ("due-unclear", "{on: 2023-06-30}", "{working_days: 3}", "{working_days"),
        (
            "due-or-every",
            "every: monthly\n",
            "every: monthly\n    due: {on: 2023-06-30}\n",
            "id: g",
        ),
        ("duplicate-key", "year: 2023", "year: 2023\nyear: 2024", "year: 2024"),
        ("alias-not-allowed", "[van-phong]\n", "[&x van-phong, *x]\n", "&x van-phong, *x"),
        ("duplicate-id", "id: so-ket", "id: giao-ban", "giao-ban\n    clause: I.2"),
        ("duplicate-id", "code: handled", "code: received", "received\n        label: Giải"),
        ("unknown-clause", "clause: I.1", "clause: I.11", "I.11"),
        ("unknown-template", "template: mau", "template: mua", "mua"),
        ("unknown-indicator", "left: [handled]", "left: [handle]", "handle]"),
        ("unknown-unit", "to: van-phong", "to: van-phog", "van-phog"),
        ("no-unit-of-kind", "accountable: [van-phong]", "accountable: [{each: union}]", "union}"),
        ("unit-named-twice", "_by: [", "_by: [bao-tang, ", "{each: affiliated-unit}]\n    to"),
        ("window-ends-after-due-day", "until: 2023-04-30", "until: 2023-05-11", "2023-05-11"),
        ("child-plan-incomplete", "year: 2023", "year: 2023\nparent: kh-0", "kh-0"),
    ],
)
def test_a_mistake_is_found_where_it_stands(rule: str, old: str, new: str, at: str) -> None:
    text = changed((old, new))
    [problem] = [found for found in problems_in(text) if found.rule == rule]
    rest = "\n".join(text.splitlines()[problem.line - 1 :])[problem.column - 1 :]
    assert rest.startswith(at)
    assert problem.vi.endswith((".", "?"))
    assert problem.en.endswith((".", "?"))
    assert "{" not in problem.vi.replace(new, "") + problem.en.replace(new, "")


def test_a_due_day_before_the_data_end_is_found_for_each_kind_of_due_rule() -> None:
    for due in ("before: 2023-04-30", "working_days: 5, after: 2023-04-29"):
        [problem] = problems_in(changed(("on: 2023-05-10", due)))
        assert problem.rule == "window-ends-after-due-day"
    read_plan(changed(("on: 2023-05-10", "before: 2023-05-01")), "plan.yaml", UNITS)


def test_a_wrong_name_brings_the_nearest_right_one() -> None:
    text = changed(("signatory_title", "signatory_titel"), ("to: van-phong", "to: van-phog"))
    _missing, key, unit = problems_in(text)
    assert key.en == "There is no key 'signatory_titel' here. Did you mean 'signatory_title'?"
    assert unit.vi == "Không có đơn vị “van-phog”. Có phải ý bạn là “van-phong”?"


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file() -> None:
    text = changed(
        ("year: 2023", "year: soon"),
        ("kind: meeting", "knid: meeting"),
        ("on: 2023-06-30", "on: 2023-06-31"),
        ("goal: 90.0", "goal: high"),
        ("left: [handled]", "left: [handle]"),
        ("clause: I.2\n    title: Báo cáo", "clause: I.22\n    title: Báo cáo"),
        ("to: van-phong", "to: van-phog"),
        ("until: 2023-04-30", "until: 2023-05-30"),
    )
    assert [(problem.rule, problem.path) for problem in problems_in(text)] == [
        ("wrong-type", "/year"),
        ("unknown-key", "/tasks/0/knid"),
        ("impossible-date", "/tasks/1/due/on"),
        ("wrong-type", "/targets/0/goal"),
        ("unknown-indicator", "/templates/0/rules/0/left/0"),
        ("unknown-clause", "/duties/0/clause"),
        ("unknown-unit", "/duties/0/to"),
        ("window-ends-after-due-day", "/duties/0/periods/0/window/until"),
    ]


def test_a_place_stays_right_after_an_earlier_part_was_left_out() -> None:
    text = changed(
        ("every: monthly", "every: daily"), ("accountable: [{each", "accountable: [x, {each")
    )
    assert [(problem.rule, problem.path, problem.line) for problem in problems_in(text)] == [
        ("value-not-in-list", "/tasks/0/every", 21),
        ("unknown-unit", "/tasks/1/accountable/0", 25),
    ]


def test_what_only_follows_from_a_mistake_is_not_named() -> None:
    for malformed in (("heading: Báo cáo", "heading: []"), ("agency: so", "agency: [so]")):
        [problem] = problems_in(changed(malformed))
        assert problem.rule == "wrong-type"


def test_without_a_register_no_unit_is_checked() -> None:
    plan = read_plan(changed(("to: van-phong", "to: van-phog")), "plan.yaml")
    assert plan.duties[0].to == "van-phog"


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("", "empty-file", 1, 1),
        ("plan: kh-1\ntitle: [", "not-yaml", 2, 9),
        ("plan: kh-1\ntitle: a: b\n", "not-yaml", 2, 9),
        ("plan: kh-1\ntitle: \x00\n", "not-yaml", 2, 8),
        ("- plan\n", "wrong-type", 1, 1),
        ("kh-1", "wrong-type", 1, 1),
    ],
)
def test_what_is_no_plan_at_all_is_said_plainly(
    text: str, rule: str, line: int, column: int
) -> None:
    [problem] = problems_in(text)
    assert (problem.rule, problem.line, problem.column) == (rule, line, column)


def test_the_error_reads_like_a_compilers() -> None:
    with pytest.raises(FileError, match=r"^plan\.yaml:6:7: .* / 'soon' is not a whole number\.$"):
        read_plan(changed(("year: 2023", "year: soon")), "plan.yaml", UNITS)
