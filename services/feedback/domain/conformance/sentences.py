"""Deviations in words, Vietnamese and English, for whoever has to answer for the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from danvan.contracts.base import Slug, Text
from danvan.contracts.policy import PolicyUnit
from danvan.contracts.procedure import Step
from danvan.services.feedback.domain.conformance.words import Limit, Row

_UNITS = {
    PolicyUnit.WORKING_DAY: ("ngày làm việc", "working day(s)"),
    PolicyUnit.CALENDAR_DAY: ("ngày", "day(s)"),
    PolicyUnit.MONTH: ("ngày", "day(s)"),
}


def late(limit: Limit, days_in: PolicyUnit) -> Text:
    """A limit ended, and what it waits for came later, or has not come."""
    vi, en = _UNITS[days_in]
    assert limit.due is not None, "only an ended limit is late"
    came_vi = f"thực hiện {limit.met_on:%d/%m/%Y}" if limit.met_on else "chưa thực hiện"
    came_en = f"done on {limit.met_on}" if limit.met_on else "not done yet"
    return Text(
        vi=f"“{limit.title.vi}”: hạn {limit.due:%d/%m/%Y}, {came_vi}, quá {limit.over} {vi}.",
        en=f"'{limit.title.en}': due {limit.due}, {came_en}, {limit.over} {en} over.",
    )


def early(limit: Limit) -> Text:
    """Something came before the time that has to pass had passed."""
    assert limit.due is not None and limit.met_on is not None
    return Text(
        vi=f"“{limit.title.vi}” hết ngày {limit.due:%d/%m/%Y} mới xong, nhưng bước tiếp theo đã"
        f" thực hiện ngày {limit.met_on:%d/%m/%Y}.",
        en=f"'{limit.title.en}' lasts through {limit.due}, but the next step was taken on"
        f" {limit.met_on}.",
    )


def skipped(step: Step, state: Text, by: Sequence[Step]) -> Text:
    """A step needed a state that the case had not been in."""
    vi = "” hoặc “".join(each.title.vi for each in by)
    en = "' or '".join(each.title.en for each in by)
    return Text(
        vi=f"“{step.title.vi}” được thực hiện khi chưa qua “{state.vi}”; thiếu bước “{vi}”.",
        en=f"'{step.title.en}' was taken without the state '{state.en}'; missing: '{en}'.",
    )


def out_of_order(step: Step, state: Text) -> Text:
    """A step was taken where the procedure has no place for it."""
    return Text(
        vi=f"“{step.title.vi}” được thực hiện không đúng thứ tự: vụ việc đang ở “{state.vi}”.",
        en=f"'{step.title.en}' was taken out of order: the case was in '{state.en}'.",
    )


def unknown_step(step: Slug, version: date) -> Text:
    """The procedure in force has no such step."""
    return Text(
        vi=f"Quy trình có hiệu lực từ {version:%d/%m/%Y} không có bước “{step}”.",
        en=f"The procedure in force from {version} has no step '{step}'.",
    )


def wrong_role(step: Step, role: str, who: Text) -> Text:
    """Somebody took a step that others have to take."""
    return Text(
        vi=f"“{step.title.vi}” do “{role or 'không rõ'}” thực hiện; thẩm quyền thuộc về: {who.vi}.",
        en=f"'{step.title.en}' was taken by '{role or 'nobody named'}'; it belongs to: {who.en}.",
    )


def missing(step: Step, what: str) -> Text:
    """A step did not carry what it has to."""
    return Text(
        vi=f"“{step.title.vi}” thiếu thông tin bắt buộc “{what}”.",
        en=f"'{step.title.en}' lacks '{what}', which it has to carry.",
    )


def too_long(step: Step, row: Row) -> Text:
    """No clock could be lengthened any more."""
    return Text(
        vi=f"“{step.title.vi}” vượt số lần được phép ({row.value}) hoặc không đủ tiêu chí.",
        en=f"'{step.title.en}': more often than allowed ({row.value}), or too few criteria.",
    )


def after_the_end(step: Step, due: date, day: date) -> Text:
    """A limit was lengthened or suspended that had ended already."""
    return Text(
        vi=f"“{step.title.vi}” ngày {day:%d/%m/%Y}, sau khi đã hết hạn {due:%d/%m/%Y}.",
        en=f"'{step.title.en}' on {day}, when the limit had ended on {due}.",
    )


def before_meeting(step: Step, announced: date) -> Text:
    """A meeting was held before its day."""
    return Text(
        vi=f"“{step.title.vi}” trước ngày đã thông báo ({announced:%d/%m/%Y}).",
        en=f"'{step.title.en}' before the day that was announced ({announced}).",
    )


def backdated(said: date, recorded: date, row: Row) -> Text:
    """It was recorded long after the day it is said to have happened on."""
    vi, en = _UNITS[row.unit]
    return Text(
        vi=f"Xảy ra {said:%d/%m/%Y} nhưng đến {recorded:%d/%m/%Y} mới ghi nhận (cho phép"
        f" {row.value} {vi}).",
        en=f"Happened on {said}, but was recorded on {recorded} (allowed: {row.value} {en}).",
    )


def changed(before: Limit | None, after: Limit | None) -> Text:
    """What another law makes of a limit, and by which rows."""
    vi_was, en_was = _stands(before)
    vi_is, en_is = _stands(after)
    title = (after or before or _none()).title
    return Text(
        vi=f"“{title.vi}”: {vi_was}; theo quy định được chọn: {vi_is}.",
        en=f"'{title.en}': {en_was}; by the law chosen: {en_is}.",
    )


def _stands(limit: Limit | None) -> tuple[str, str]:
    if limit is None:
        return "không có thời hạn này", "no such limit"
    due_vi = f"hạn {limit.due:%d/%m/%Y}" if limit.due else "đang tạm dừng"
    due_en = f"due {limit.due}" if limit.due else "suspended"
    row = f" [{limit.row.id}]" if limit.row else ""
    late_vi, late_en = ("không đúng hạn", "not kept") if limit.broken else ("đúng hạn", "kept")
    return f"{due_vi}, {late_vi}{row}", f"{due_en}, {late_en}{row}"


def _none() -> Limit:
    raise AssertionError("a change has two sides, one of which is there")
