"""The year as planning sees it: units registered, the plan issued, tasks done or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from danvan.contracts.organisation import Organisation
from danvan.contracts.plan import Clause, PlanDocument, UnitKind
from danvan.contracts.planning import (
    AcknowledgementOffered,
    Activity,
    ActivityForm,
    ActivityOffered,
    ChildPlanOffered,
    Evidence,
    TaskAcceptanceOffered,
    TaskCompletionOffered,
    TaskProgressOffered,
)
from danvan.contracts.roles import Role
from danvan.deploy.demo.cast import Actor
from danvan.deploy.demo.diary import Act, Diary, Offer, at
from danvan.deploy.demo.stage import Stage
from danvan.deploy.local.nats import new_nkey

DRAFTED, ASKED, HEARD = date(2023, 2, 20), date(2023, 2, 21), date(2023, 2, 27)
ISSUED, CLOSED = date(2023, 3, 7), date(2023, 12, 31)
NUMBER = "878/KH-SVHTT"
#: Kinds of task at which people come together.
GATHERINGS = ("activity", "meeting")
#: The share of tasks done late, and of reports of completion that the standing adviser returns.
LATE_SHARE, RETURNED_SHARE = 0.06, 0.04
#: Units above this make a plan of their own.
DILIGENT = 0.9
FORMS = (ActivityForm.THEMATIC_SESSION, ActivityForm.CONFERENCE, ActivityForm.STAFF_MEETING)


class PlanningActs:
    """Writes planning's part of the year into the diary."""

    def __init__(
        self,
        stage: Stage,
        diary: Diary,
        organisation: Organisation,
        plan: PlanDocument,
        actors: Sequence[Actor],
        rng: random.Random,
        scale: float,
    ) -> None:
        self._stage = stage
        self._diary = diary
        self._organisation = organisation
        self._plan = plan
        self._actors = {actor.unit: actor for actor in actors}
        self._rng = rng
        self._scale = min(scale, 1.0)
        self._seen: set[str] = set()
        self._affiliated = {u.id for u in organisation.units if u.kind is UnitKind.AFFILIATED}

    def write(self) -> None:
        """Everything that is known beforehand."""
        diary = self._diary
        diary.on(date(2023, 1, 1), self._register)
        diary.on(DRAFTED, self._draft)
        diary.on(ASKED, self._ask)
        diary.on(HEARD, self._hear)
        diary.on(ISSUED, self._issue)
        diary.on(CLOSED + timedelta(days=1), self._close)
        monday = ISSUED + timedelta(days=6)
        while monday <= CLOSED:
            diary.on(monday, self._look_at_tasks)
            monday += timedelta(days=7)

    async def _register(self, day: date) -> None:
        for entry in self._organisation.units:
            body = {
                "opening": {
                    "unit": entry.id,
                    "kind": entry.kind,
                    "name": entry.name.model_dump(),
                    "parent": entry.parent,
                },
                "effective": entry.opened.isoformat(),
            }
            await self._standing("/units", body, day, 8)
        for unit in self._actors:
            seed, public = new_nkey()
            path = self._stage.keep_seed(unit, seed)
            body = {"public_key": public, "name": "Phần mềm của đơn vị"}
            await self._standing(f"/units/{unit}/credentials", body, day, 9)
            await self._stage.admit(unit, path)
        await self._stage.settle()  # the register can be read
        self._stage.let_in()

    async def _draft(self, day: date) -> None:
        document = self._plan.model_dump(mode="json", by_alias=True, exclude_none=True)
        await self._standing("/plans", {"document": document}, day, 9)

    async def _ask(self, day: date) -> None:
        body = {"units": self._advisers(), "until": HEARD.isoformat()}
        await self._standing(f"/plans/{self._plan.plan}/opinions/ask", body, day, 9)

    async def _hear(self, day: date) -> None:
        for unit in self._advisers():
            await self._stage.post(
                "planning",
                f"/plans/{self._plan.plan}/opinions",
                {"text": "Thống nhất với dự thảo."},
                role=Role.UNIT_HEAD,
                unit=unit,
                at=at(day, 10),
            )

    async def _issue(self, day: date) -> None:
        path = f"/plans/{self._plan.plan}"
        body = {"number": NUMBER, "issued_on": day.isoformat()}
        await self._standing(f"{path}/issue", body, day, 9)
        await self._standing(f"{path}/distribute", {}, day, 10)
        for actor in self._actors.values():
            later = day + timedelta(days=self._rng.randint(1, 12))
            self._diary.offer(self._acknowledgement(actor.unit, later))
            if actor.unit in self._affiliated and actor.diligence > DILIGENT:
                later = day + timedelta(days=self._rng.randint(14, 40))
                self._diary.offer(self._child_plan(actor.unit, later))

    async def _look_at_tasks(self, day: date) -> None:
        """Every unit looks once a week at what is new, and plans when to do it."""
        wanted = {"plan": self._plan.plan, "status": "assigned"}
        rows = await self._stage.items("planning", "/tasks", **wanted)
        for row in rows:
            actor = self._actors.get(row["unit"])
            if row["id"] in self._seen or actor is None:
                continue
            self._seen.add(row["id"])
            if self._rng.random() < actor.diligence * self._scale:
                self._plan_task(row, day)

    def _plan_task(self, row: dict[str, Any], day: date) -> None:
        due = date.fromisoformat(row["due"])
        span = max((due - day).days, 1)
        start = day + timedelta(days=self._rng.randint(1, min(span, 20)))
        if self._rng.random() < LATE_SHARE:
            done = due + timedelta(days=self._rng.randint(1, 9))
        else:
            done = start + timedelta(days=self._rng.randint(0, max((due - start).days, 0)))
        middle = start + (done - start) / 2
        task, unit = row["id"], row["unit"]
        steps: list[tuple[date, Any]] = [
            (start, TaskAcceptanceOffered(task=task)),
            (middle, TaskProgressOffered(task=task, note="Đang thực hiện theo tiến độ.")),
        ]
        if row["kind"] in GATHERINGS:
            steps.append((middle, ActivityOffered(task=task, activity=self._activity(middle))))
        evidence = (self._evidence(),) if row["evidence_required"] else ()
        steps.append(
            (done, TaskCompletionOffered(task=task, note="Đã hoàn thành.", evidence=evidence))
        )
        for number, (when, payload) in enumerate(steps):
            if when < CLOSED:
                self._diary.offer(Offer(unit, at(when, 9 + number), f"task/{task}", payload))
        if done + timedelta(days=3) < CLOSED:
            self._diary.on(done + timedelta(days=3), self._judging(task))

    def _judging(self, task: str) -> Act:
        """The standing adviser looks at what was reported done."""
        returned = self._rng.random() < RETURNED_SHARE

        async def judge(day: date) -> None:
            if returned:
                body = {"reason": "Cần bổ sung minh chứng."}
                await self._standing(f"/tasks/{task}/return", body, day, 15)
            else:
                await self._standing(f"/tasks/{task}/verify", {}, day, 15)

        return judge

    async def _close(self, day: date) -> None:
        body = {"review": "Tổng kết công tác dân vận của chính quyền năm 2023."}
        await self._standing(f"/plans/{self._plan.plan}/close", body, day, 16)

    async def _standing(self, path: str, body: dict[str, Any], day: date, hour: float) -> None:
        """The standing adviser does something."""
        await self._stage.post("planning", path, body, role=Role.STANDING, at=at(day, hour))

    def _advisers(self) -> list[str]:
        kinds = (UnitKind.OFFICE, UnitKind.DEPARTMENT, UnitKind.INSPECTORATE)
        return [unit.id for unit in self._organisation.units if unit.kind in kinds]

    def _acknowledgement(self, unit: str, day: date) -> Offer:
        payload = AcknowledgementOffered(plan=self._plan.plan)
        return Offer(unit, at(day, 8.5), f"plan/{self._plan.plan}", payload)

    def _child_plan(self, unit: str, day: date) -> Offer:
        name = next(entry.name for entry in self._organisation.units if entry.id == unit)
        document = PlanDocument(
            plan=f"ke-hoach-2023-{unit}"[:64].rstrip("-"),
            number="Dự thảo",
            title=f"Kế hoạch công tác dân vận chính quyền năm 2023 của {name.vi}",
            title_en=f"Public-engagement plan 2023 of {name.en}",
            agency=unit,
            year=2023,
            signatory="Thủ trưởng đơn vị",
            signatory_title="Thủ trưởng",
            standing=unit,
            parent=self._plan.plan,
            answers="III.6",
            clauses=(Clause(id="I", heading="Triển khai Kế hoạch 878/KH-SVHTT tại đơn vị"),),
        )
        payload = ChildPlanOffered(document=document)
        return Offer(unit, at(day, 14), f"plan/{document.plan}", payload)

    def _activity(self, day: date) -> Activity:
        return Activity(
            form=self._rng.choice(FORMS),
            topic="Công tác dân vận của chính quyền",
            audience="Công chức, viên chức, người lao động",
            attendance=self._rng.randint(12, 180),
            held_on=day,
            evidence=(self._evidence(),),
        )

    def _evidence(self) -> Evidence:
        return Evidence(name="bien-ban.pdf", sha256=self._rng.randbytes(32).hex())
