"""The checks of a plan serve a document without a file, and warn of instruments out of force."""

from __future__ import annotations

from datetime import date

import pytest

from danvan.contracts.plan import EachOf, PlanDocument, UnitKind
from danvan.contracts.plan_checks import parties_of, plan_problems, plan_warnings

ISSUED = date(2023, 3, 7)


def plan(**parts: object) -> PlanDocument:
    return PlanDocument.model_validate(
        {
            "plan": "kh-1",
            "number": "1/KH",
            "title": "Kế hoạch",
            "title_en": "Plan",
            "agency": "so",
            "year": 2023,
            "signatory": "Người ký",
            "signatory_title": "Giám đốc",
            "standing": "so",
            "clauses": [{"id": "I", "heading": "Mục"}],
            **parts,
        },
        extra="forbid",
    )


def citing(**days: date) -> PlanDocument:
    return plan(legal_bases=[{"number": "1/NĐ", "title": "Nghị định", **days}])


def test_a_problem_points_into_the_document() -> None:
    task = {"id": "t", "clause": "II", "title": "Việc", "accountable": ["so"], "every": "yearly"}
    [problem] = plan_problems(plan(tasks=[task]))
    assert (problem.rule, problem.pointer) == ("unknown-clause", "/tasks/0/clause")


def test_a_target_that_no_facts_can_fill_is_named() -> None:
    target = {
        "id": "t",
        "clause": "I",
        "title": "Chỉ tiêu",
        "indicator": "satisfactoin",
        "comparison": ">",
        "goal": 90,
        "window": {"from": "2023-01-01", "until": "2023-12-31"},
        "source": "feedback",
        "accountable": "so",
    }
    [problem] = plan_problems(plan(targets=[target]))
    assert (problem.rule, problem.pointer) == ("unknown-indicator", "/targets/0/indicator")
    assert "'satisfaction'" in problem.reason.en
    assert plan_problems(plan(targets=[target | {"source": "survey-of-the-city"}])) == ()


def test_parties_stand_for_their_units_in_order() -> None:
    units = {"a": UnitKind.AFFILIATED, "o": UnitKind.OFFICE, "b": UnitKind.AFFILIATED}
    assert parties_of(["o", EachOf(each=UnitKind.AFFILIATED)], units) == ("o", "a", "b")


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ({"in_force_until": date(2023, 3, 6)}, "instrument-out-of-force"),
        ({"in_force_until": date(2023, 3, 7)}, "instrument-expires-in-plan-year"),
        ({"in_force_until": date(2023, 12, 30)}, "instrument-expires-in-plan-year"),
        ({"in_force_from": date(2023, 3, 8)}, "instrument-not-yet-in-force"),
    ],
)
def test_an_instrument_that_is_not_in_force_all_the_time_is_warned_of(
    days: dict[str, date], rule: str
) -> None:
    [warning] = plan_warnings(citing(**days), ISSUED)
    assert (warning.rule, warning.pointer) == (rule, "/legal_bases/0")


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"in_force_from": date(2023, 3, 7)},
        {"in_force_until": date(2023, 12, 31)},
    ],
)
def test_an_instrument_in_force_from_issue_to_the_years_end_is_not(days: dict[str, date]) -> None:
    assert plan_warnings(citing(**days), ISSUED) == ()


def test_a_warning_names_the_instrument_that_replaces_it() -> None:
    document = plan(
        legal_bases=[
            {
                "number": "1/NĐ",
                "title": "Nghị định",
                "in_force_until": date(2023, 8, 14),
                "replaced_by": "2/NĐ",
            }
        ]
    )
    [warning] = plan_warnings(document, ISSUED)
    assert warning.reason.vi.endswith("Văn bản thay thế: 2/NĐ.")
    assert warning.reason.en.endswith("It is replaced by 2/NĐ.")
