"""The overview: how the plan goes, both targets, who keeps to reporting, how old the backlog is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from danvan.services.inspection.pages.desk import Answer, Desk, Visit
from danvan.services.inspection.pages.drawings import Bar
from danvan.services.inspection.pages.sources import Part

#: The columns of feedback's backlog, from good to bad.
AGES = ("in_time", "to_10", "to_30", "to_90", "over_90")
DONE, WITHDRAWN = ("done", "verified"), "withdrawn"
#: A page of a list, and how many pages of tasks are counted.
PAGE, PAGES = 500, 4
ON_ITS_WAY = "in-force"


def add_to(desk: Desk) -> None:
    """The page."""
    desk.page("/", overview)
    desk.page("/console/petitions", petitions)


async def overview(visit: Visit) -> Answer:
    """Everything at a glance; each figure leads to what it is made of."""
    plans = await visit.get("planning", "/plans", limit=PAGE)
    shown = _plan(plans.items, visit.asked("plan"))
    plan = shown["plan"] if shown else None
    tasks, targets, matrix, ages, logs, actions = await asyncio.gather(
        _tasks(visit, plan),
        _targets(visit, plan),
        _matrix(visit, plan),
        visit.get("feedback", "/petition-ages"),
        visit.get("inspection", "/logs"),
        visit.get("planning", "/corrective-actions", plan=plan, limit=PAGE),
    )
    return "overview.html", {
        "plans": plans,
        "plan": shown,
        "tasks": tasks,
        "clauses": _by_clause(tasks.items),
        "overdue": sum(1 for task in tasks.items if task["overdue_on"] and not _done(task)),
        "withdrawn": sum(1 for task in tasks.items if task["status"] == WITHDRAWN),
        "targets": targets,
        "matrix": matrix,
        "ages": ages,
        "bars": _bars(visit, ages),
        "logs": logs,
        "actions": actions,
    }


async def petitions(visit: Visit) -> Answer:
    """Clocks of petitions that have run out or soon will, the most urgent first."""
    clocks, counts, names = await asyncio.gather(
        visit.get(
            "feedback", "/petition-clocks", unit=visit.asked("unit"), cursor=visit.asked("cursor")
        ),
        visit.get("feedback", "/petition-counts", unit=visit.asked("unit")),
        unit_names(visit),
    )
    return "petitions.html", {"clocks": clocks, "counts": counts, "names": names}


async def unit_names(visit: Visit) -> dict[str, str]:
    """What units are called; empty where planning does not answer."""
    units = await visit.get("planning", "/units", limit=PAGE)
    return {row["unit"]: row[f"name_{visit.language.code}"] for row in units.items}


def _plan(plans: Sequence[dict[str, Any]], asked: str | None) -> dict[str, Any] | None:
    """The plan that is asked for; else the agency's own, the newest that is in force."""
    if asked:
        return next((plan for plan in plans if plan["plan"] == asked), None)
    own = [plan for plan in plans if plan["parent"] is None]
    return max(
        own or plans, key=lambda plan: (plan["status"] == ON_ITS_WAY, plan["year"]), default=None
    )


async def _tasks(visit: Visit, plan: str | None) -> Part:
    """The tasks of a plan, page after page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    for _ in range(PAGES):
        part = await visit.get("planning", "/tasks", plan=plan, cursor=cursor, limit=PAGE)
        if not part:
            return part
        items += part.items
        cursor = part.data.get("next")
        if cursor is None:
            break
    return Part({"items": items, "more": cursor is not None})


async def _targets(visit: Visit, plan: str | None) -> Part:
    """The targets of a plan with all their figures."""
    listed = await visit.get("planning", "/targets", plan=plan)
    if not listed:
        return listed
    whole = await asyncio.gather(
        *(visit.get("planning", f"/targets/{row['plan']}/{row['target']}") for row in listed.items)
    )
    return Part({"items": [part.data | {"drawn": _drawn(part.data)} for part in whole if part]})


def _drawn(target: dict[str, Any]) -> dict[str, Any]:
    """What the drawing of a target takes."""
    return {
        "figures": [
            (date.fromisoformat(figure["day"]), float(figure["value"]))
            for figure in target["figures"]
        ],
        "goal": float(target["goal"]),
        "window": (
            date.fromisoformat(target["window_from"]),
            date.fromisoformat(target["window_until"]),
        ),
    }


async def _matrix(visit: Visit, plan: str | None) -> Part:
    return await visit.get("reporting", "/compliance", plan=plan or "-")


def _done(task: dict[str, Any]) -> bool:
    return task["status"] in DONE


def _by_clause(tasks: Sequence[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """Clause, done and all, in the plan's order."""
    whole = Counter(task["clause"] for task in tasks)
    done = Counter(task["clause"] for task in tasks if _done(task))
    return [(clause, done[clause], whole[clause]) for clause in sorted(whole)]


def _bars(visit: Visit, ages: Part) -> list[Bar]:
    names = visit.language.table["ages"]
    units = ages.data["units"] if ages else []
    return [
        Bar(names[age], sum(unit[age] or 0 for unit in units), "/console/petitions", weight)
        for weight, age in enumerate(AGES)
    ]
