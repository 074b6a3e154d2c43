"""The real plan on the real organisation: issued, resolved, assigned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from danvan.agency_files import read_organisation
from danvan.contracts.plan import PlanDocument
from danvan.plan_file import read_plan
from danvan.services.planning.__main__ import SERVICE
from tests.integration.planning.agency import Agency
from tests.support.engines import Database
from tests.support.grounds import bench

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "svhtt-2023"
ORGANISATION = read_organisation((EXAMPLE / "organisation.yaml").read_text("utf-8"), "organisation")
PLAN = read_plan((EXAMPLE / "plan-878.yaml").read_text("utf-8"), "plan-878")


@pytest.fixture
def department(database: Database) -> Iterator[Agency]:
    """The department with all its units."""
    with bench(SERVICE, database) as planning:
        made = Agency(planning)
        for unit in ORGANISATION.units:
            opening = unit.model_dump(mode="json", include={"kind", "name", "parent"})
            body = {"opening": opening | {"unit": unit.id}, "effective": str(unit.opened)}
            made.does("/units", body, of=PLAN.standing, day=str(unit.opened))
        yield made
        assert planning.ground.views.compare() is None


def units_of(kinds: set[str]) -> list[str]:
    return [unit.id for unit in ORGANISATION.units if unit.kind in kinds]


def issue(department: Agency, plan: PlanDocument) -> None:
    document = plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    department.does("/plans", {"document": document}, of=plan.standing)
    number = {"number": plan.number, "issued_on": str(plan.issued_on)}
    department.does(f"/plans/{plan.plan}/issue", number, of=plan.standing)
    department.does(f"/plans/{plan.plan}/distribute", of=plan.standing)


def test_plan_878_is_issued_with_a_warning_and_asks_every_unit_for_its_part(
    department: Agency,
) -> None:
    issue(department, PLAN)
    whole = department.reads(f"/plans/{PLAN.plan}")
    assert "instrument-expires-in-plan-year" in {w["rule"] for w in whole["warnings"]}
    staff = {"office", "department", "inspectorate", "affiliated-unit"}
    assert {"dang-uy-so", "cong-doan-so", *units_of(staff)} <= {
        r["unit"] for r in whole["recipients"] if r["distributed_on"] == "2023-03-07"
    }
    own_plan = department.reads("/plans/kh-878-2023/answers", clause="III.6")
    assert {row["unit"] for row in own_plan} == set(units_of({"affiliated-unit"}))
    assert {row["child"] for row in own_plan} == {None}
    asked = sum(row["tasks"] for row in whole["progress"])
    [facts] = [f for f in department.planning.facts("plan/kh-878-2023") if hasattr(f, "issued_on")]
    once = {task.id for task in PLAN.tasks if task.every is None}
    expected = sum(len(task.units) for task in facts.tasks if task.task in once)
    recurring = sum(len(task.units) for task in facts.tasks if task.task not in once)
    assert asked == expected + recurring
    assert [t["outcome"] for t in whole["targets"]] == ["no-figures", "no-figures"]
