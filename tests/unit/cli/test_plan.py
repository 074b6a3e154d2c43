"""`danvan plan check`: the real plan passes; what is wrong is shown at its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Danvan

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "svhtt-2023"
PLAN, ORGANISATION = EXAMPLE / "plan-878.yaml", EXAMPLE / "organisation.yaml"


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The plan with a unit that does not exist, and where it stands."""
    text = PLAN.read_text(encoding="utf-8")
    file = tmp_path / "plan.yaml"
    file.write_text(text.replace("standing: ", "standing: no-", 1), encoding="utf-8")
    return file


def test_the_real_plan_passes_with_its_warnings(danvan: Danvan) -> None:
    ran = danvan("plan", "check", PLAN, "--organisation", ORGANISATION)
    assert ran.code == 0
    assert "878/KH-SVHTT" in ran.out
    warnings = [line for line in ran.out.splitlines() if "warning:" in line]
    lines = PLAN.read_text(encoding="utf-8").splitlines()
    for warning in warnings:
        line = int(warning.removeprefix(f"{PLAN}:").partition(":")[0])
        assert "number:" in lines[line - 1]
    assert any("01/2016/TT-BNV" in warning for warning in warnings)


def test_a_unit_that_does_not_exist_is_shown_at_its_line(danvan: Danvan, spoilt: Path) -> None:
    ran = danvan("plan", "check", spoilt, "--organisation", ORGANISATION)
    assert ran.code == 1
    lines = spoilt.read_text(encoding="utf-8").splitlines()
    line = 1 + next(n for n, text in enumerate(lines) if text.startswith("standing: no-"))
    assert f"{spoilt}:{line}:" in ran.out
    assert "There is no unit 'no-" in ran.out


def test_without_an_organisation_units_are_not_checked(danvan: Danvan, spoilt: Path) -> None:
    assert danvan("plan", "check", spoilt).code == 0


def test_a_wrong_organisation_file_is_named_itself(danvan: Danvan, tmp_path: Path) -> None:
    organisation = tmp_path / "organisation.yaml"
    organisation.write_text("units: []\nunit: x\n")
    ran = danvan("plan", "check", PLAN, "--organisation", organisation)
    assert ran.code == 1
    assert f"{organisation}:2:1: There is no key 'unit'" in ran.err


def test_programs_get_problems_and_warnings_apart(danvan: Danvan, spoilt: Path) -> None:
    passed = json.loads(danvan("plan", "check", PLAN, "--json").out)
    failed = json.loads(
        danvan("plan", "check", spoilt, "--organisation", ORGANISATION, "--json").out
    )
    assert passed["problems"] == [] and len(passed["warnings"]) == 3
    (problem,) = failed["problems"]
    assert (problem["rule"], problem["path"]) == ("unknown-unit", "/standing")
