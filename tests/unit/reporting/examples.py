"""A small template, the duty of the half-year that uses it, and what units say in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from danvan.contracts.base import Comparison, Text
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.plan import (
    DueRule,
    Indicator,
    IndicatorKind,
    IndicatorRule,
    ReportTemplate,
    Section,
    Window,
)
from danvan.contracts.reporting import (
    DutyTerms,
    ReportContent,
    SectionText,
    StatedContent,
    StatedFigure,
    UnitName,
)

PLAN = "kh-878-2023"
DUTY = f"{PLAN}.public-engagement.h1"
MUSEUM, THEATRE = "bao-tang-thanh-pho", "nha-hat-kich"
REPORT = f"{DUTY}.{MUSEUM}"
NAMES = {
    MUSEUM: Text(vi="Bảo tàng Thành phố", en="City Museum"),
    THEATRE: Text(vi="Nhà hát Kịch", en="Drama Theatre"),
    "phong-to-chuc-phap-che": Text(vi="Phòng Tổ chức - Pháp chế", en="Organisation Division"),
    "so-van-hoa-the-thao": Text(vi="Sở Văn hóa và Thể thao", en="Department of Culture and Sports"),
}
TEMPLATE = ReportTemplate(
    id="public-engagement",
    title="Báo cáo công tác dân vận",
    indicators=(
        Indicator(code="activities-held", label="Số hoạt động", source="planning"),
        Indicator(code="petitions-received", label="Số vụ việc tiếp nhận"),
        Indicator(code="petitions-handled", label="Số vụ việc đã giải quyết"),
        Indicator(
            code="satisfaction", label="Mức hài lòng", kind=IndicatorKind.PERCENT, required=False
        ),
        Indicator(code="savings", label="Tiết kiệm", kind=IndicatorKind.MONEY, required=False),
    ),
    rules=(
        IndicatorRule(
            name="handled-within-received",
            left=("petitions-handled",),
            comparison=Comparison.AT_MOST,
            right=("petitions-received",),
            message=Text(vi="Giải quyết nhiều hơn tiếp nhận.", en="More handled than received."),
        ),
    ),
    sections=(
        Section(id="leadership", title="Lãnh đạo, chỉ đạo"),
        Section(id="limits", title="Hạn chế", required=False),
    ),
)


def terms(**changes: Any) -> DutyTerms:
    """The half-year duty of two units, due on 10 May 2023."""
    return DutyTerms(
        **{
            "duty": DUTY,
            "plan": PLAN,
            "series": "public-engagement",
            "period": "h1",
            "clause": "III.6",
            "series_title": "Báo cáo công tác dân vận chính quyền",
            "title": "Báo cáo 06 tháng năm 2023",
            "template": TEMPLATE,
            "window": Window(**{"from": date(2023, 1, 1)}, until=date(2023, 4, 30)),
            "due": DueRule(on=date(2023, 5, 10)),
            "last_day_on_time": date(2023, 5, 10),
            "overdue_after": date(2023, 5, 10),
            "grace_working_days": 0,
            "remind_days_before": (10, 3),
            "calendar": "vn-2023",
            "to": named("phong-to-chuc-phap-che"),
            "units": (named(MUSEUM), named(THEATRE)),
            "agency": named("so-van-hoa-the-thao"),
            "plan_number": "878/KH-SVHTT",
            "signatory": "Giám đốc Sở",
            "signatory_title": "Giám đốc",
        }
        | changes
    )


def named(unit: str) -> UnitName:
    """A unit with its name."""
    return UnitName(unit=unit, name=NAMES[unit])


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2023 in Ho Chi Minh City."""
    return datetime(2023, month, day, hour, minute, tzinfo=ZoneInfo(TIME_ZONE))


def stated(*, leadership: str = "Đã quán triệt.", **figures: int | str) -> StatedContent:
    """What a unit states; `petitions_handled=4` is the indicator petitions-handled."""
    values = {"petitions_received": 5, "petitions_handled": 4} | figures
    return StatedContent(
        indicators=tuple(
            StatedFigure(code=code.replace("_", "-"), value=Decimal(value))
            for code, value in values.items()
        ),
        sections=(SectionText(id="leadership", text=leadership),),
    )


def content(received: int = 5, handled: int = 4, held: int = 3) -> ReportContent:
    """A whole report, with what facts record."""
    return ReportContent.model_validate(
        {
            "figures": [
                {"code": "activities-held", "value": held, "recorded": held},
                {"code": "petitions-received", "value": received},
                {"code": "petitions-handled", "value": handled},
            ],
            "sections": [{"id": "leadership", "text": "Đã quán triệt."}],
        }
    )
