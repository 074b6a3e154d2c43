"""A small procedure and its figures, to count clocks with."""

from __future__ import annotations

from datetime import date
from typing import Any

from danvan.agency_files import read_calendar
from danvan.contracts.policy import PolicyRow
from danvan.contracts.procedure import Procedure, ProcedureFile
from danvan.contracts.workdays import WorkCalendar
from danvan.deploy.local.layout import CALENDAR_FILE
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.feedback.domain.clocks import ClockEvent, Deadline, deadlines

#: Off in 2026: 1/1, 2/1 (Saturday 10/1 is worked), 24/11; in 2023 Tết: 20/1, 23/1 to 26/1.
CALENDAR: WorkCalendar = vietnam_calendar(
    2022, 2027, read_calendar(CALENDAR_FILE.read_text(encoding="utf-8"), "calendar.yaml")
)
WORDS = {"title": {"vi": "Hạn", "en": "Limit"}}


def row(value: int, unit: str = "calendar-day", key: str = "limit", **more: Any) -> PolicyRow:
    whole = {"valid_from": "2010-01-01", "basis": "Điều 1", "starts": "begin", "verified": True}
    return PolicyRow.model_validate(whole | {"key": key, "value": str(value), "unit": unit} | more)


def procedure(*clocks: dict[str, Any]) -> Procedure:
    """Begun, suspended and resumed as often as you like, extended, done."""
    by = WORDS | {"by": "all", "basis": "Điều 1"}
    names = ("suspend", "resume", "extend", "remind")
    [whole] = ProcedureFile.model_validate(
        {
            "id": "small",
            "case": "complaint",
            **WORDS,
            "versions": [{"valid_from": "2010-01-01", "basis": "Luật"}],
            "groups": [WORDS | {"id": "all", "roles": ["unit-head"]}],
            "states": [WORDS | {"id": "open"}, WORDS | {"id": "over", "final": True}],
            "steps": [by | {"id": "begin", "to": "open"}]
            + [by | {"id": name, "from": ["open"]} for name in names]
            + [by | {"id": "end", "from": ["open"], "to": "over"}],
            "clocks": clocks or (clock(),),
        }
    ).procedures()
    return whole


def clock(**changes: Any) -> dict[str, Any]:
    return (
        WORDS
        | {"id": "answer", "policy": "limit", "starts": ["begin"], "ends": ["end"]}
        | {"paused_by": ["suspend"], "resumed_by": ["resume"]}
        | changes
    )


def event(step: str, day: str, **more: Any) -> ClockEvent:
    return ClockEvent(step=step, day=date.fromisoformat(day), **more)


def one(rows: list[PolicyRow], *events: ClockEvent, **more: Any) -> Deadline:
    [found] = deadlines(more.pop("by", procedure()), rows, CALENDAR, events, **more)
    return found
