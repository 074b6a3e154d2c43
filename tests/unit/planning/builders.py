"""A small plan, its units and a working-day calendar, for the tests of planning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from danvan.contracts.base import Text
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.plan import PlanDocument, UnitKind
from danvan.contracts.planning import NamedUnit, TaskTerms
from danvan.contracts.workdays import WorkCalendar

#: 30 April and 1 May 2023 fell on a Sunday and a Monday; 2 and 3 May were off in exchange.
CALENDAR = WorkCalendar(
    version="test",
    published_until=date(2023, 12, 31),
    days_off=frozenset({date(2023, 5, 1), date(2023, 5, 2), date(2023, 5, 3)}),
)


def at(day: str, time: str = "09:00") -> datetime:
    """A moment of the agency's day."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(TIME_ZONE))


def name(text: str) -> Text:
    """A unit's name."""
    return Text(vi=text, en=text)


def unit(id_: str, kind: UnitKind = UnitKind.AFFILIATED) -> NamedUnit:
    """A unit as a plan knows it."""
    return NamedUnit(unit=id_, name=name(id_), kind=kind)


UNITS = (
    unit("so", UnitKind.AGENCY),
    unit("van-phong", UnitKind.OFFICE),
    unit("phong-tc", UnitKind.DEPARTMENT),
    unit("bao-tang"),
    unit("thu-vien"),
)


TASKS = [
    {
        "id": "ke-hoach",
        "clause": "III.6",
        "title": "Xây dựng kế hoạch",
        "accountable": [{"each": "affiliated-unit"}],
        "due": {"before": "2023-04-01"},
    },
    {
        "id": "giao-ban",
        "clause": "II.1",
        "title": "Giao ban",
        "kind": "meeting",
        "accountable": ["van-phong"],
        "supporting": ["phong-tc"],
        "every": "weekly",
    },
]
TARGET = {
    "id": "hai-long",
    "clause": "II.1",
    "title": "Hài lòng trên 90 %",
    "indicator": "satisfaction",
    "comparison": ">",
    "goal": "90",
    "window": {"from": "2023-01-01", "until": "2023-12-31"},
    "source": "khao-sat",
    "accountable": "van-phong",
}
DUTY = {
    "id": "dan-van",
    "clause": "III.6",
    "title": "Báo cáo",
    "template": "mau",
    "owed_by": [{"each": "affiliated-unit"}],
    "to": "phong-tc",
    "periods": [
        {
            "id": "h1",
            "title": "6 tháng",
            "window": {"from": "2023-01-01", "until": "2023-04-30"},
            "due": {"on": "2023-05-10"},
        }
    ],
}


def document(**changes: Any) -> PlanDocument:
    """A plan of 2023: a task for two units, a weekly one, a target, a duty, recipients."""
    whole = {
        "plan": "kh-2023",
        "number": "…/KH",
        "title": "Kế hoạch",
        "title_en": "Plan",
        "agency": "so",
        "year": 2023,
        "signatory": "Giám đốc",
        "signatory_title": "Giám đốc",
        "standing": "phong-tc",
        "clauses": [
            {"id": "II.1", "heading": "Tuyên truyền"},
            {"id": "III.6", "heading": "Đơn vị"},
        ],
        "legal_bases": [
            {"number": "04/2015/NĐ-CP", "title": "Dân chủ", "in_force_until": "2023-06-30"}
        ],
        "tasks": TASKS,
        "targets": [TARGET],
        "templates": [{"id": "mau", "title": "Mẫu"}],
        "duties": [DUTY],
        "recipients": [
            {"name": "Sở Nội vụ"},
            {"name": "Các đơn vị", "units": [{"each": "affiliated-unit"}, "van-phong"]},
        ],
    }
    return PlanDocument.model_validate(whole | changes)


def terms(**changes: Any) -> TaskTerms:
    """A task of the museum, due on Monday 10 April 2023, escalated after five working days."""
    whole = {
        "id": "kh-2023.chuyen-de.bao-tang",
        "plan": "kh-2023",
        "task": "chuyen-de",
        "clause": "II.1",
        "unit": "bao-tang",
        "title": "Sinh hoạt chuyên đề",
        "kind": "measure",
        "due": "2023-04-10",
        "escalation_grace": 5,
    }
    return TaskTerms.model_validate(whole | changes)


def days(first: str, count: int) -> list[date]:
    """Days in a row."""
    start = date.fromisoformat(first)
    return [start + timedelta(days=n) for n in range(count)]
