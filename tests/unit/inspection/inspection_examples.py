"""One inspection of a museum, step by step, as its rules are told in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from danvan.contracts.base import Payload
from danvan.contracts.inspection import (
    Evidence,
    FactRef,
    InspectionKind,
    InspectionTerms,
    Paper,
    PlanItem,
    Recommendation,
)
from danvan.services.chassis.workdays import vietnam_calendar
from danvan.services.inspection.domain import inspection as page
from danvan.services.inspection.domain import inspection_commands as wanted
from danvan.services.inspection.domain.inspection_clocks import InspectionClocks
from danvan.services.inspection.law import read_law
from tests.support.scenario import play

INSPECTION, MUSEUM, LIBRARY = "kt-2023-02", "bao-tang-thanh-pho", "thu-vien"
CLOCKS = InspectionClocks(rows=read_law(), calendar=vietnam_calendar(2023, 2026))
PAPER = Paper(name="Dự thảo kết luận", sha256="ab" * 32)
SHOWN = Evidence(facts=(FactRef(service="feedback", fact="fact-1", leaf=7),))
TERMS = InspectionTerms(
    unit=MUSEUM,
    kind=InspectionKind.PROGRAMME_CHECK,
    subject="Giải quyết hồ sơ",
    first=date(2023, 1, 1),
    last=date(2023, 6, 30),
    number="31/QĐ-SVHTT",
    leader="doan-truong",
    planned=PlanItem(plan="kh-kiem-tra-2023", item="ho-so"),
)
APOLOGISE = Recommendation(
    recommendation="xin-loi", what="Gửi thư xin lỗi ba người.", due_on=date(2023, 10, 31)
)


def at(day: date, hour: int = 3) -> datetime:
    """That hour of the day, in UTC; by day in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def decide(day: date = date(2023, 7, 3), **other: Any) -> wanted.DecideInspection:
    """The head decides."""
    terms = TERMS.model_copy(update=other)
    return wanted.DecideInspection(at=at(day), inspection=INSPECTION, terms=terms)


def open_(day: date = date(2023, 7, 10)) -> wanted.OpenInspection:
    """The team arrives."""
    return wanted.OpenInspection(at=at(day), clocks=CLOCKS)


def find(day: date = date(2023, 7, 12), **other: Any) -> wanted.MakeFinding:
    """Letters are missing."""
    said: dict[str, Any] = {
        "finding": "khong-xin-loi",
        "what": "Ba hồ sơ trễ không có thư xin lỗi.",
        "breaks": "61/2018/NĐ-CP, Điều 19 khoản 9",
        "evidence": SHOWN,
    }
    return wanted.MakeFinding(at=at(day), **said | other)


def explain(day: date = date(2023, 7, 14), **other: Any) -> wanted.ExplainFinding:
    """The unit speaks to it."""
    said = {"finding": "khong-xin-loi", "by": MUSEUM, "of": MUSEUM, "explanation": "Thiếu người."}
    return wanted.ExplainFinding(at=at(day), **said | other)


def end(day: date = date(2023, 8, 4)) -> wanted.EndFieldwork:
    """The team leaves."""
    return wanted.EndFieldwork(at=at(day), clocks=CLOCKS)


def draft(day: date = date(2023, 8, 15)) -> wanted.DraftConclusion:
    """The team reports."""
    return wanted.DraftConclusion(at=at(day), draft=PAPER, clocks=CLOCKS)


def conclude(day: date = date(2023, 8, 25), **other: Any) -> wanted.ConcludeInspection:
    """The head signs."""
    said: dict[str, Any] = {
        "number": "45/KL-SVHTT",
        "summary": "Còn thiếu thư xin lỗi.",
        "conclusion": PAPER,
        "findings": ("khong-xin-loi",),
        "recommendations": (APOLOGISE,),
    }
    return wanted.ConcludeInspection(at=at(day), clocks=CLOCKS, **said | other)


def publish(day: date = date(2023, 8, 30)) -> wanted.PublishConclusion:
    """It can be read."""
    return wanted.PublishConclusion(at=at(day), where="Trang của Sở", clocks=CLOCKS)


def do(day: date = date(2023, 10, 20), **other: Any) -> wanted.DoRecommendation:
    """The unit has apologised."""
    said: dict[str, Any] = {"recommendation": "xin-loi", "by": MUSEUM, "of": MUSEUM}
    return wanted.DoRecommendation(at=at(day), evidence=SHOWN, **said | other)


def send_back(day: date = date(2023, 10, 25), **other: Any) -> wanted.ReturnRecommendation:
    """One letter is missing."""
    said = {"recommendation": "xin-loi", "reason": "Còn thiếu một thư."}
    return wanted.ReturnRecommendation(at=at(day), **said | other)


def confirm(day: date = date(2023, 11, 6)) -> wanted.ConfirmRecommendation:
    """All letters were sent."""
    return wanted.ConfirmRecommendation(at=at(day), recommendation="xin-loi")


def close(day: date = date(2023, 11, 7)) -> wanted.CloseInspection:
    """Nothing is left."""
    return wanted.CloseInspection(at=at(day))


def suspend(day: date) -> wanted.SuspendInspection:
    """It stands still."""
    return wanted.SuspendInspection(at=at(day), reason="Chờ giám định")


def resume(day: date) -> wanted.ResumeInspection:
    """It goes on."""
    return wanted.ResumeInspection(at=at(day), clocks=CLOCKS)


def cancel(day: date) -> wanted.CancelInspection:
    """It is given up."""
    return wanted.CancelInspection(at=at(day), reason="Trùng nội dung")


def begins(day: date) -> wanted.CheckInspection:
    """A day begins."""
    return wanted.CheckInspection(at=at(day - timedelta(days=1), 17), day=day)


#: The good course, in order.
STEPS = (
    decide(),
    open_(),
    find(),
    explain(),
    end(),
    draft(),
    conclude(),
    publish(),
    do(),
    confirm(),
    close(),
)


def until(last: type[Any]) -> list[Payload]:
    """What has happened when a step of the good course has been taken."""
    names = [type(step) for step in STEPS]
    return play(page, STEPS[: names.index(last) + 1])


def types(payloads: list[Payload]) -> list[type[Payload]]:
    """What kinds of facts these are."""
    return [type(each) for each in payloads]
