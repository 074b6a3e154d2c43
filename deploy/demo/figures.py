"""What came of the year, as the services' readers see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from danvan.contracts.campaign import NominationKind
from danvan.deploy.demo.ballot_acts import BALLOT
from danvan.deploy.demo.diary import FIRST, LAST
from danvan.deploy.demo.stage import Stage
from danvan.deploy.demo.survey_acts import SURVEY

YEAR: dict[str, Any] = {"from": FIRST.isoformat(), "until": LAST.isoformat()}
PERCENT = 100
#: A year that was broken off may have no result.
UNCOUNTED: dict[str, Any] = {"electorate": 0, "papers": [], "spoilt": [], "results": []}


async def year_figures(stage: Stage, plan: str, campaign: str) -> dict[str, Any]:
    """The figures of the year. The same seed gives the same ones."""
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
                "met": {"met": True, "missed": False}.get(target["outcome"]),
            }
            for target in whole["targets"]
        },
        "tasks": whole["progress"],
        "dossiers": await _dossiers(stage),
        "letters": await _letters(stage),
        "surveys": await _surveys(stage),
        "petitions": await _petitions(stage),
        "reception": await _reception(stage),
        "campaign": await _campaign(stage, campaign),
        "refused": stage.refused.total(),
        "refused_by_rule": dict(sorted(stage.refused.items())),
        "compliance": compliance,
    }


async def _dossiers(stage: Stage) -> dict[str, Any]:
    """The five buckets, and the share on time of all whose appointment has come."""
    found = await stage.get("feedback", "/dossiers/figures", **YEAR)
    named = ("received", "online", "early", "on_time", "late", "turned_late", "withdrawn")
    sums = _sums(found["items"], named)
    in_time = sums["early"] + sums["on_time"]
    return (
        {"total": sums.pop("received")}
        | sums
        | {
            "not_yet_due": found["not_yet_due"],
            "overdue": found["overdue"],
            "on_time_share": _share(in_time, in_time + sums["turned_late"]),
        }
    )


async def _letters(stage: Stage) -> dict[str, Any]:
    rows = await stage.get("feedback", "/letters/figures", **YEAR)
    by_kind = {
        kind: _sums((row for row in rows if row["kind"] == kind), ("due", "sent", "missed"))
        for kind in ("apology", "thank-you")
    }
    return _sums(by_kind.values(), ("due", "sent", "missed")) | by_kind


async def _surveys(stage: Stage) -> dict[str, Any]:
    nothing = {"answers": 0, "satisfied": 0}
    found = await stage.find("feedback", f"/surveys/{SURVEY}/results") or nothing
    return {
        "answers": found["answers"],
        "satisfied": found["satisfied"],
        "share": _share(found["satisfied"], found["answers"]),
    }


async def _petitions(stage: Stage) -> dict[str, Any]:
    """By class, as each one was classified."""
    rows = await stage.items("feedback", "/petitions")
    by_class = {
        class_: _fates(row for row in rows if row["petition_class"] == class_)
        for class_ in sorted({row["petition_class"] for row in rows} - {None})
    }
    return _fates(rows) | {"by_class": by_class}


def _fates(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    many = list(rows)
    handled = [row for row in many if row["handled"] is not None]
    return {
        "received": len(many),
        "handled_on_time": sum(row["on_time"] for row in handled),
        "handled_late": sum(not row["on_time"] for row in handled),
        "open": len(many) - len(handled),
        "overdue": sum(row["overdue_on"] is not None for row in many),
        "outcomes": dict(sorted(Counter(row["outcome"] for row in handled).items())),
        "second_stage": sum(row["second_stage_of"] is not None for row in many),
        "duplicates": sum(row["duplicate_of"] is not None for row in many),
        "reopened": sum(row["reopened"] is not None for row in many),
        "rated": sum(row["rating"] is not None for row in many),
    }


async def _reception(stage: Stage) -> dict[str, Any]:
    found = await stage.get("feedback", "/receptions/figures", **YEAR)
    named = ("held", "missed", "posted_late", "visits", "people")
    return _sums(found["kinds"], named) | {"heads_missed": len(found["heads_missed"])}


async def _campaign(stage: Stage, campaign: str) -> dict[str, Any]:
    rows = await stage.items("emulation", "/nominations", campaign=campaign)
    adoptions = await stage.items("emulation", "/adoptions")
    deeds = [row for row in rows if row["kind"] == NominationKind.GOOD_DEED]
    statuses = Counter(row["status"] for row in rows if row["kind"] != NominationKind.GOOD_DEED)
    published = await stage.find("emulation", f"/ballots/{BALLOT}/published") or UNCOUNTED
    return {
        "nominations": len(rows) - len(deeds),
        "by_status": dict(sorted(statuses.items())),
        "eligible": sum(statuses.values()) - statuses["made"] - statuses["ineligible"],
        "ballots": {
            "electorate": published["electorate"],
            "turnout": len(published["papers"]) + len(published["spoilt"]),
            "valid": len(published["papers"]),
            "spoilt": len(published["spoilt"]),
            "result": {each["choice"]: each["votes"] for each in published["results"]},
        },
        "recognised": {
            level: sum(level in row["levels"] for row in rows)
            for level in ("unit", "department", "city")
        },
        "revoked": sum(row["revoked_on"] is not None for row in rows),
        "good_deeds_praised": sum(row["praised_on"] is not None for row in deeds),
        "adoptions": len(adoptions),
    }


def _sums(rows: Iterable[Mapping[str, Any]], named: Iterable[str]) -> dict[str, Any]:
    many = list(rows)
    return {name: sum(row.get(name) or 0 for row in many) for name in named}


def _share(part: int, whole: int) -> float | None:
    return round(PERCENT * part / whole, 2) if whole else None
