"""The refusals of an inspection, each a rule with a name and a sentence that says what to do."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused, Resend, Slug


def unknown() -> Refused:
    """Nobody decided it."""
    return Refused(
        "unknown-inspection",
        vi="Không có cuộc kiểm tra này; hãy xem danh sách các cuộc kiểm tra.",
        en="There is no such inspection; see the list of inspections.",
        pointer="/inspection",
    )


def id_taken(id_: Slug) -> Refused:
    """Another inspection bears the id."""
    return Refused(
        "inspection-id-taken",
        vi=f"Mã “{id_}” đã dùng cho một cuộc kiểm tra khác; hãy chọn mã mới.",
        en=f"The id '{id_}' belongs to another inspection; choose a new one.",
        pointer="/inspection",
    )


def period_ahead(last: date) -> Refused:
    """The period inspected must have begun to be looked at."""
    return Refused(
        "period-in-the-future",
        vi=f"Thời kỳ kiểm tra kết thúc ngày {last:%d/%m/%Y}, chưa tới; hãy chọn thời kỳ đã qua.",
        en=f"The period ends on {last}, which lies ahead; choose one that is over.",
        pointer="/last",
    )


def wrong_step(wanted_vi: str, wanted_en: str) -> Refused:
    """The inspection is not where it has to be for this."""
    return Refused(
        "step-out-of-order",
        vi=f"Chưa làm được bước này: {wanted_vi}.",
        en=f"This step cannot be taken now: {wanted_en}.",
    )


def over() -> Refused:
    """Closed or cancelled."""
    return Refused(
        "inspection-over",
        vi="Cuộc kiểm tra đã kết thúc hoặc đã hủy; hãy quyết định một cuộc mới nếu cần.",
        en="The inspection is closed or cancelled; decide a new one if one is needed.",
        resend=Resend.NEVER,
    )


def suspended() -> Refused:
    """It stands still."""
    return Refused(
        "inspection-suspended",
        vi="Cuộc kiểm tra đang tạm dừng; người ra quyết định phải cho tiếp tục trước.",
        en="The inspection is suspended; the head has to let it go on first.",
        resend=Resend.AS_IS,
    )


def already_extended() -> Refused:
    """Once is all that the law gives."""
    return Refused(
        "already-extended",
        vi="Thời hạn đã được gia hạn một lần; luật không cho gia hạn nữa.",
        en="The time was extended once; the law gives no second extension.",
        resend=Resend.NEVER,
    )


def too_late_to_extend(due: date) -> Refused:
    """What has passed cannot be extended."""
    return Refused(
        "too-late-to-extend",
        vi=f"Thời hạn đã hết ngày {due:%d/%m/%Y}; hãy kết thúc kiểm tra tại đơn vị.",
        en=f"The time ended on {due}; end the fieldwork.",
        resend=Resend.NEVER,
    )


def stated_otherwise(id_: Slug) -> Refused:
    """The same id with another content."""
    return Refused(
        "finding-id-taken",
        vi=f"Phát hiện “{id_}” đã ghi nội dung khác; hãy ghi phát hiện mới với mã mới.",
        en=f"The finding '{id_}' says something else already; make a new one with a new id.",
        pointer="/finding",
    )


def unknown_finding(id_: Slug, pointer: str = "/finding") -> Refused:
    """No such finding was made."""
    return Refused(
        "unknown-finding",
        vi=f"Cuộc kiểm tra không có phát hiện “{id_}”; hãy xem danh sách phát hiện.",
        en=f"The inspection has no finding '{id_}'; see its findings.",
        pointer=pointer,
    )


def another_unit(unit: Slug) -> Refused:
    """Only the unit itself speaks."""
    return Refused(
        "inspection-of-another-unit",
        vi=f"Cuộc kiểm tra này về “{unit}”; chỉ đơn vị đó được trả lời.",
        en=f"This inspection is about '{unit}'; only that unit may speak to it.",
        resend=Resend.NEVER,
    )


def conclusion_signed() -> Refused:
    """What was signed is not changed any more."""
    return Refused(
        "conclusion-signed",
        vi="Kết luận đã ký, không sửa nữa; hãy kiến nghị người đứng đầu xem lại.",
        en="The conclusion is signed and no longer changes; ask the head to look at it again.",
        resend=Resend.NEVER,
    )


def double_recommendation(index: int) -> Refused:
    """Two recommendations under one id."""
    return Refused(
        "recommendation-twice",
        vi="Hai kiến nghị có cùng một mã; hãy đặt cho mỗi kiến nghị một mã.",
        en="Two recommendations bear one id; give each its own.",
        pointer=f"/recommendations/{index}/recommendation",
    )


def due_passed(index: int, due: date) -> Refused:
    """Nobody can do it by then."""
    return Refused(
        "recommendation-due-passed",
        vi=f"Hạn thực hiện {due:%d/%m/%Y} không nằm sau ngày ký; hãy đặt hạn muộn hơn.",
        en=f"The due day {due} does not lie after today; set a later one.",
        pointer=f"/recommendations/{index}/due_on",
    )


def unknown_recommendation(id_: Slug) -> Refused:
    """The conclusion has none under this id."""
    return Refused(
        "unknown-recommendation",
        vi=f"Kết luận không có kiến nghị “{id_}”; hãy xem danh sách kiến nghị.",
        en=f"The conclusion has no recommendation '{id_}'; see its recommendations.",
        pointer="/recommendation",
    )


def not_reported_done(id_: Slug) -> Refused:
    """There is nothing to look at."""
    return Refused(
        "recommendation-not-done",
        vi=f"Đơn vị chưa báo đã thực hiện kiến nghị “{id_}”; hãy chờ báo cáo của đơn vị.",
        en=f"The unit has not said that '{id_}' is done; wait until it does.",
        pointer="/recommendation",
    )


def follow_up_open(ids: tuple[Slug, ...]) -> Refused:
    """Something is left to do."""
    names = ", ".join(ids)
    return Refused(
        "follow-up-open",
        vi=f"Còn kiến nghị chưa được xác nhận: {names}; hãy theo dõi đến khi xong.",
        en=f"Not confirmed yet: {names}; follow them up first.",
    )


def not_published() -> Refused:
    """Nobody could read it."""
    return Refused(
        "conclusion-not-published",
        vi="Kết luận chưa được công khai; hãy công khai trước khi kết thúc.",
        en="The conclusion was not published; publish it before you close the inspection.",
    )
