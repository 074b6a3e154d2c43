"""The department on a real store: plan 878 issued, its units reporting over NATS and HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx

from danvan.contracts.base import Payload
from danvan.contracts.feedback import UnitDayCounted
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.plan import ReportTemplate
from danvan.contracts.planning import Activity, ActivityForm, ActivityHeld, PlanContent
from danvan.contracts.reporting import ReportCorrectionOffered, ReportOffered
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from tests.support.grounds import Bench
from tests.unit.reporting.plan_878 import document, issued

PLAN = "kh-878-2023"
HALF_YEAR = f"{PLAN}.public-engagement.h1"
YEAR = f"{PLAN}.public-engagement.year"
MUSEUM, THEATRE = "bao-tang-thanh-pho", "nha-hat-kich"
STANDING = "phong-to-chuc-phap-che"


def at(day: str, clock: str = "09:00") -> datetime:
    """A moment in Ho Chi Minh City."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL)


def days(first: str, last: str) -> list[date]:
    """All days from one to the other."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def stated(template: ReportTemplate | None = None, **figures: int) -> dict[str, Any]:
    """A whole report as a unit states it: nothing happened, but for the figures given. What facts
    fill in is left out."""
    template = template or document().templates[0]
    values = {code.replace("_", "-"): value for code, value in figures.items()}
    return {
        "indicators": [
            {"code": indicator.code, "value": values.get(indicator.code, 0)}
            for indicator in template.indicators
            if indicator.source is None or indicator.code in values
        ],
        "sections": [
            {"id": section.id, "text": f"{section.title}: đã thực hiện."}
            for section in template.sections
            if section.required
        ],
    }


@dataclass
class Department:
    """Reporting under test, and how people and units speak to it."""

    reporting: Bench

    def hears(self, payload: Payload, when: datetime) -> str:
        """Planning has recorded a fact; the answer is its id."""
        stream = f"plan/{PLAN}" if isinstance(payload, PlanContent) else "task/1"
        return self.reporting.hear("planning", stream, payload, when).id

    def issues(self) -> None:
        """Plan 878 comes into force."""
        self.hears(issued(), at("2023-03-07"))

    def holds(self, unit: str, day: str, attendance: int) -> str:
        """A unit has held a thematic session; the answer is the fact's id."""
        activity = Activity(
            form=ActivityForm.THEMATIC_SESSION,
            topic="Dân vận khéo",
            audience="Viên chức",
            attendance=attendance,
            held_on=date.fromisoformat(day),
        )
        task = "sinh-hoat-chuyen-de"
        held = ActivityHeld(
            id=f"{PLAN}.{task}.{unit}",
            plan=PLAN,
            task=task,
            clause="II.1",
            unit=unit,
            activity=activity,
        )
        return self.hears(held, at(day, "17:00"))

    def counts(self, unit: str, day: str, **amounts: int) -> str:
        """Feedback has counted for a unit; `dossiers_received=3` is the code dossiers-received."""
        counted_on = date.fromisoformat(day) + timedelta(days=1)
        counts = [{"code": c.replace("_", "-"), "amount": n} for c, n in amounts.items()]
        whole = {"unit": unit, "day": day, "counted_on": counted_on, "counts": counts}
        fact = UnitDayCounted.model_validate(whole)
        stream, when = f"day/{unit}.{day}", at(counted_on.isoformat(), "00:00")
        return self.reporting.hear("feedback", stream, fact, when).id

    def sends(
        self, unit: str, when: datetime, duty: str = HALF_YEAR, **content: Any
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software offers a report."""
        offered = ReportOffered.model_validate({"duty": duty, **(content or stated())})
        return self.reporting.offer(unit, offered, when)

    def corrects(
        self, unit: str, when: datetime, why: str, **figures: int
    ) -> SubmissionAccepted | SubmissionRefused:
        """A unit's software offers a correction of its half-year report."""
        offered = ReportCorrectionOffered.model_validate(
            {"duty": HALF_YEAR, "why": why, **stated(**figures)}
        )
        return self.reporting.offer(unit, offered, when)

    def get(
        self, path: str, role: Role = Role.STANDING, unit: str | None = STANDING, /, **query: Any
    ) -> Any:
        """Somebody reads; they get an answer."""
        response = self.asks(path, role, unit, **query)
        assert response.status_code == 200, response.text
        return response.json()

    def asks(
        self, path: str, role: Role = Role.STANDING, unit: str | None = STANDING, /, **query: Any
    ) -> httpx.Response:
        """Somebody reads what has been recorded so far."""
        query["after"] = self.reporting.ground.journal.head()
        return self.reporting.call("GET", path, role, unit, params=query)

    def post(
        self,
        path: str,
        when: datetime,
        body: Any = None,
        role: Role = Role.STANDING,
        unit: str | None = STANDING,
    ) -> httpx.Response:
        """Somebody writes."""
        return self.reporting.call("POST", path, role, unit, at=when, json=body)

    def accepts(self, unit: str, when: datetime, attempt: int = 1, duty: str = HALF_YEAR) -> None:
        """The standing division has read a report, and it stands."""
        response = self.post(f"/reports/{duty}.{unit}/accept", when, {"attempt": attempt})
        assert response.status_code == 201, response.text

    def standing(self, unit: str, duty: str = HALF_YEAR) -> str:
        """How a report stands in the compliance matrix."""
        answer = self.get(f"/reports/{duty}.{unit}")["standing"]
        assert isinstance(answer, str)
        return answer
