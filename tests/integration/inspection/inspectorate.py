"""Inspection on a real store, and those who have to do with it: what they call and get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from danvan.contracts.base import Payload, Text
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.plan import UnitKind
from danvan.contracts.planning import NamedUnit, UnitMerged, UnitOpened
from danvan.contracts.roles import Role
from danvan.services.inspection.__main__ import SERVICE
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

AGENCY, MUSEUM, LIBRARY = "so-van-hoa-the-thao", "bao-tang-thanh-pho", "thu-vien"
UNION, BOARD = "cong-doan-so", "ban-thanh-tra-nhan-dan"
PLAN, INSPECTION = "kh-kiem-tra-2023", "kt-2023-02"
PAPER = {"name": "Biên bản", "sha256": "ab" * 32}
DECISION: dict[str, Any] = {
    "inspection": INSPECTION,
    "unit": MUSEUM,
    "kind": "programme-check",
    "subject": "Giải quyết hồ sơ",
    "first": "2023-01-01",
    "last": "2023-06-30",
    "number": "31/QĐ-SVHTT",
    "leader": "doan-truong",
    "planned": {"plan": PLAN, "item": "ho-so"},
}
FINDING = {
    "finding": "khong-xin-loi",
    "what": "Ba hồ sơ trễ không có thư xin lỗi.",
    "breaks": "61/2018/NĐ-CP, Điều 19 khoản 9",
    "evidence": {"papers": [PAPER]},
}
CONCLUSION = {
    "number": "45/KL-SVHTT",
    "summary": "Còn thiếu thư xin lỗi.",
    "conclusion": PAPER,
    "findings": ["khong-xin-loi"],
    "recommendations": [
        {"recommendation": "xin-loi", "what": "Gửi thư xin lỗi.", "due_on": "2023-10-31"}
    ],
}
#: Which unit people of a role are of, if nothing else is said.
HOME = {Role.SUPERVISOR: UNION, Role.UNIT_HEAD: MUSEUM, Role.UNIT_OFFICER: MUSEUM}


def at(day: date) -> datetime:
    """Ten in the morning, local time."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


@dataclass
class Inspectorate:
    """Inspection, at a certain day."""

    bench: Bench
    today: date = date(2023, 7, 3)

    def opens(self, *units: str) -> None:
        """The register opens units."""
        for unit in units:
            opened = UnitOpened(
                unit=unit,
                effective=date(2020, 1, 1),
                name=Text(vi=unit, en=unit),
                kind=UnitKind.AFFILIATED,
            )
            self.bench.hear("planning", f"unit/{unit}", opened, at(self.today))

    def merges(self, unit: str, into: str) -> None:
        """The register ends a unit in favour of another one, today."""
        heir = NamedUnit(unit=into, name=Text(vi=into, en=into), kind=UnitKind.AFFILIATED)
        merged = UnitMerged(unit=unit, effective=self.today, into=heir)
        self.bench.hear("planning", f"unit/{unit}", merged, at(self.today))

    def does(
        self,
        role: Role,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        of: str | None = None,
        status: int = 201,
    ) -> dict[str, Any]:
        """Somebody writes; the answer."""
        unit = of or HOME.get(role, AGENCY)
        answer = self.bench.call("POST", path, role, unit, at=at(self.today), json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def reads(self, role: Role, path: str, *, of: str | None = None, status: int = 200) -> Any:
        """Somebody reads what has been recorded so far; the answer."""
        self.bench.ground.views.catch_up()
        unit = of or HOME.get(role, AGENCY)
        answer = self.bench.call("GET", path, role, unit, at=at(self.today))
        assert answer.status_code == status, answer.text
        return answer.json()

    def lists(self, role: Role, path: str, *, of: str | None = None) -> list[dict[str, Any]]:
        """Somebody reads a list; its items."""
        return list(self.reads(role, path, of=of)["items"])

    def says(self, payload: Payload, unit: str = MUSEUM) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software sends it; what became of it."""
        return self.bench.offer(unit, payload, at(self.today))

    def plans(self) -> None:
        """The plan for the year is issued."""
        item = {
            "item": "ho-so",
            "kind": "programme-check",
            "units": [MUSEUM],
            "subject": "Giải quyết hồ sơ",
            "quarter": 3,
        }
        draft = {"plan": PLAN, "year": 2023, "title": "Kế hoạch kiểm tra", "items": [item]}
        self.does(Role.INSPECTOR, "/inspection-plans", draft)
        self.does(Role.LEADER, f"/inspection-plans/{PLAN}/issue", {"number": "12/KH"})

    def finds(self) -> None:
        """The inspection is decided and opened, and something is found."""
        self.plans()
        self.does(Role.LEADER, "/inspections", DECISION)
        self.step(Role.INSPECTOR, "open", day=date(2023, 7, 10))
        self.step(Role.INSPECTOR, "findings", FINDING)

    def concludes(self) -> None:
        """And the conclusion is signed and published."""
        self.finds()
        self.step(Role.INSPECTOR, "end", day=date(2023, 8, 4))
        self.step(Role.INSPECTOR, "draft", {"draft": PAPER}, day=date(2023, 8, 15))
        self.step(Role.LEADER, "conclude", CONCLUSION, day=date(2023, 8, 25))
        self.step(Role.INSPECTOR, "publish", {"where": "Trang của Sở"})

    def step(
        self, role: Role, step: str, body: dict[str, Any] | None = None, *, day: date | None = None
    ) -> None:
        """Somebody takes a step of the inspection, on a day."""
        self.today = day or self.today
        self.does(role, f"/inspections/{INSPECTION}/{step}", body)

    def begins(self, day: date) -> None:
        """A day begins."""
        self.today = day
        self.bench.begin(day)


@contextmanager
def inspectorate(database: Database) -> Iterator[Inspectorate]:
    """Inspection, to which the register has named some units. Its views equal a rebuild at the
    end."""
    with bench(SERVICE, database) as made:
        it = Inspectorate(made)
        it.opens(MUSEUM, LIBRARY)
        yield it
        made.ground.views.catch_up()
        assert made.ground.views.compare() is None
