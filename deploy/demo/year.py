"""The whole year, and the figures at its end. The same seed gives the same figures."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from danvan.agency_files import read_calendar, read_organisation
from danvan.contracts.plan import UnitKind
from danvan.deploy.demo.cast import cast
from danvan.deploy.demo.diary import Diary
from danvan.deploy.demo.planning_acts import PlanningActs
from danvan.deploy.demo.reporting_acts import ReportingActs
from danvan.deploy.demo.stage import Stage
from danvan.deploy.local.layout import CALENDAR_FILE, EXAMPLE_AGENCY
from danvan.deploy.local.platform import Platform
from danvan.plan_file import read_plan
from danvan.services.chassis.workdays import vietnam_calendar

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
PLAN_FILE = EXAMPLE_AGENCY / "plan-878.yaml"
ORGANISATION_FILE = EXAMPLE_AGENCY / "organisation.yaml"

Told = Callable[[date], None]


async def play_year(platform: Platform, *, scale: float, seed: int, told: Told) -> dict[str, Any]:
    """Play the year 2023 of the example agency. A platform that holds a plan was played on: its
    figures are given as they are, with no `seconds`.

    Args:
        scale: the share of its tasks that the agency works on, up to 1.
        told: hears of each day.

    Raises:
        WentWrong: if the platform answers what the year does not expect.
    """
    started = time.monotonic()
    rng = random.Random(seed)
    organisation = read_organisation(*_named(ORGANISATION_FILE))
    kinds = {entry.id: entry.kind for entry in organisation.units}
    plan = read_plan(*_named(PLAN_FILE), kinds)
    calendar = vietnam_calendar(2022, 2024, read_calendar(*_named(CALENDAR_FILE)))
    reporters = cast([u for u, kind in kinds.items() if kind is UnitKind.AFFILIATED], rng)
    offices = (UnitKind.AFFILIATED, UnitKind.AGENCY)
    others = cast([unit for unit, kind in kinds.items() if kind not in offices], rng)
    diary = Diary()
    async with Stage(platform) as stage:
        if await stage.items("planning", "/plans"):
            return {"seconds": None} | await _figures(stage, plan.plan)
        PlanningActs(stage, diary, organisation, plan, [*reporters, *others], rng, scale).write()
        ReportingActs(stage, diary, plan, reporters, calendar, rng).write()
        await diary.play(stage, FIRST, LAST, told)
        figures = await _figures(stage, plan.plan)
    return {"seconds": round(time.monotonic() - started, 1)} | figures


async def _figures(stage: Stage, plan: str) -> dict[str, Any]:
    """What came of it."""
    compliance = await stage.get("reporting", "/compliance", plan=plan)
    whole = await stage.get("planning", f"/plans/{plan}")
    counts = compliance["counts"]
    return {
        "facts": {service: await stage.count_facts(service) for service in stage.services},
        "duties": {
            key: counts[key]
            for key in ("on_time", "late", "returned", "missing", "waived", "returned_ever")
        },
        "targets": {
            target["target"]: {
                "value": target.get("value"),
                "comparison": target["comparison"],
                "goal": target["goal"],
                "met": target.get("met"),
            }
            for target in whole["targets"]
        },
        "tasks": whole["progress"],
        "refused": stage.refused.total(),
        "refused_by_rule": dict(sorted(stage.refused.items())),
        "compliance": compliance,
    }


def _named(file: Path) -> tuple[str, str]:
    """A file's text, and its name for what is wrong in it."""
    return file.read_text(encoding="utf-8"), file.name
