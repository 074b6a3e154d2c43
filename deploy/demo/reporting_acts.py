"""The year as reporting sees it: each unit reports in its own way, the standing adviser reads."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from danvan.contracts.base import Comparison
from danvan.contracts.plan import (
    DutyPeriod,
    DutySeries,
    IndicatorKind,
    PlanDocument,
    ReportTemplate,
)
from danvan.contracts.reporting import (
    Attachment,
    ReportCorrectionOffered,
    ReportOffered,
    SectionText,
    StatedFigure,
)
from danvan.contracts.roles import Role
from danvan.contracts.workdays import WorkCalendar
from danvan.deploy.demo.cast import Actor, Temper
from danvan.deploy.demo.diary import Act, Diary, Offer, at
from danvan.deploy.demo.planning_acts import CLOSED
from danvan.deploy.demo.stage import Stage

#: Days after the due day on which the standing adviser reads what has come in.
READING_DAYS = (2, 7, 14)
CONSOLIDATED_AFTER = 16
#: Figures that are small in a real unit; the others lie below 40.
RARE = {"conduct-breaches": 1}
#: Some units count otherwise than the facts do, and say why.
OVERRULED, OVERRULED_SHARE = "thank-you-letters-sent", 0.12
OVERRULED_WHY = "Tính cả thư gửi qua đường bưu điện chưa nhập vào phần mềm."
MENDED_AFTER = timedelta(days=3)


class ReportingActs:
    """Writes reporting's part of the year into the diary."""

    def __init__(
        self,
        stage: Stage,
        diary: Diary,
        plan: PlanDocument,
        actors: Sequence[Actor],
        calendar: WorkCalendar,
        rng: random.Random,
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._plan = plan
        self._actors = actors
        self._calendar = calendar
        self._rng = rng
        self._templates = {template.id: template for template in plan.templates}

    def write(self) -> None:
        """Everybody's reports, in the order of their due days."""
        for series in self._plan.duties:
            for period in series.periods:
                self._write_period(series, period)

    def _write_period(self, series: DutySeries, period: DutyPeriod) -> None:
        due = period.due.last_day(self._calendar).day
        duty = f"{self._plan.plan}.{series.id}.{period.id}"
        template = self._templates[series.template]
        for actor in self._actors:
            self._diary.offer(*self._reports(actor, duty, template, due))
        for days in READING_DAYS:
            if due + timedelta(days=days) < CLOSED:
                self._diary.on(due + timedelta(days=days), self._reading(series, period))
        consolidated = min(due + timedelta(days=CONSOLIDATED_AFTER), CLOSED - timedelta(days=1))
        self._diary.on(consolidated, self._consolidating(duty))
        if period.id == "h1":
            punctual = next(a for a in self._actors if a.temper is Temper.PUNCTUAL)
            later = consolidated + timedelta(days=10)
            self._diary.offer(self._correction(punctual, duty, template, later))
        silent = next(a for a in self._actors if a.temper is Temper.SILENT)
        if period.id == "q1":
            self._diary.on(due - timedelta(days=2), self._waiving(f"{duty}.{silent.unit}"))

    def _reports(self, actor: Actor, duty: str, template: ReportTemplate, due: date) -> list[Offer]:
        """What this unit sends for this duty, wrong ones included."""
        if actor.temper is Temper.SILENT:
            return []
        late = actor.temper is Temper.LATE
        days = self._rng.randint(1, 6)
        when = due + timedelta(days=days) if late else due - timedelta(days=days % 4)
        content = self._content(template)
        payload = ReportOffered(duty=duty, **content)
        report = Offer(actor.unit, at(when, self._rng.uniform(9, 16.5)), f"duty/{duty}", payload)
        if actor.temper is Temper.CARELESS:
            return [*self._mistakes(report, duty, content), report]
        return [report]

    def _mistakes(self, report: Offer, duty: str, content: dict[str, Any]) -> list[Offer]:
        """Wrong on purpose, an hour before the right one: each is refused, and nothing is lost."""
        before = replace(report, at=report.at - timedelta(hours=1))
        nobody_owes = ReportOffered(duty=f"{self._plan.plan}.public-engagement.q9", **content)
        negative = [StatedFigure(code=one.code, value=Decimal(-1)) for one in content["indicators"]]
        impossible = ReportOffered(duty=duty, **content | {"indicators": negative})
        return [
            replace(before, raw=b'{"specversion": "1.0", "data": {'),
            replace(before, payload=nobody_owes),
            replace(before, payload=impossible),
        ]

    def _content(self, template: ReportTemplate) -> dict[str, Any]:
        """Figures that keep the template's rules, and a sentence for each section."""
        values = {
            one.code: Decimal(self._rng.randint(0, RARE.get(one.code, 40)))
            if one.kind is IndicatorKind.COUNT
            else Decimal(self._rng.randint(820, 995)) / 10
            for one in template.indicators
            if one.source is None  # what facts record stands as it is
        }
        for rule in template.rules:
            left, right = rule.left, rule.right
            if rule.comparison is Comparison.AT_MOST and values.keys() >= {*left, *right}:
                room = sum((values[code] for code in right), Decimal(0))
                for code in left:
                    values[code] = min(values[code], room)
                    room -= values[code]
        stated = [StatedFigure(code=code, value=value) for code, value in values.items()]
        known = {one.code for one in template.indicators}
        if OVERRULED in known and self._rng.random() < OVERRULED_SHARE:
            value = Decimal(self._rng.randint(20, 30))
            stated.append(StatedFigure(code=OVERRULED, value=value, reason=OVERRULED_WHY))
        return {
            "indicators": tuple(stated),
            "sections": tuple(
                SectionText(id=section.id, text=f"{section.title}: đã thực hiện theo kế hoạch.")
                for section in template.sections
                if section.required
            ),
            "attachments": (
                Attachment(name="phu-luc.xlsx", sha256=self._rng.randbytes(32).hex(), bytes=20480),
            ),
        }

    def _reading(self, series: DutySeries, period: DutyPeriod) -> Act:
        async def read(day: date) -> None:
            """Accept what has come in; a hasty unit's first attempt goes back."""
            rows = await self._stage.items(
                "reporting", "/reports", plan=self._plan.plan, series=series.id, period=period.id
            )
            hasty = {a.unit for a in self._actors if a.temper is Temper.HASTY}
            for row in rows:
                if row["status"] != "under-review":
                    continue
                path, attempt = f"/reports/{row['report']}", row["attempt"]
                if row["unit"] in hasty and attempt == 1:
                    reason = {"text": "Số liệu chưa khớp với phụ lục; đề nghị rà soát."}
                    body = {"attempt": attempt, "reasons": [reason]}
                    await self._standing(f"{path}/return", body, day)
                    self._mend(row, series, day)
                else:
                    await self._standing(f"{path}/accept", {"attempt": attempt}, day)

        return read

    def _mend(self, row: dict[str, Any], series: DutySeries, day: date) -> None:
        content = self._content(self._templates[series.template])
        when = at(day + MENDED_AFTER, 10)
        payload = ReportOffered(duty=row["duty"], **content)
        self._diary.offer(Offer(row["unit"], when, f"duty/{row['duty']}", payload))

    def _consolidating(self, duty: str) -> Act:
        async def consolidate(day: date) -> None:
            await self._standing(f"/consolidations/{duty}", {}, day)

        return consolidate

    def _waiving(self, report: str) -> Act:
        async def waive(day: date) -> None:
            body = {"reason": "Đơn vị đang sửa chữa trụ sở.", "order": "112/SVHTT-TCPC"}
            await self._standing(f"/reports/{report}/waive", body, day)

        return waive

    def _correction(self, actor: Actor, duty: str, template: ReportTemplate, day: date) -> Offer:
        content = self._content(template)
        payload = ReportCorrectionOffered(duty=duty, why="Cộng sót một biểu.", **content)
        return Offer(actor.unit, at(day, 9), f"duty/{duty}", payload)

    async def _standing(self, path: str, body: dict[str, Any], day: date) -> None:
        await self._stage.post("reporting", path, body, role=Role.STANDING, at=at(day, 16))
