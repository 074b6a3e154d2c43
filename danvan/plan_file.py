"""Reads a plan file (YAML) into a plan, or says everything that is wrong with it, line by line."""

from __future__ import annotations

from danvan.contracts.plan import PlanDocument
from danvan.contracts.plan_checks import Units, plan_problems
from danvan.yaml_file import read_yaml


def read_plan(text: str, name: str, units: Units | None = None) -> PlanDocument:
    """The plan that a file holds.

    Args:
        name: how errors call the file.
        units: the units that are open, by id; without them no unit is checked.

    Raises:
        FileError: with every problem (from `danvan.yaml_file`).
    """
    return read_yaml(text, name, PlanDocument, lambda plan: plan_problems(plan, units))
