"""The rules of a report that can say no, in words for whoever meets them."""

from __future__ import annotations

from danvan.contracts.base import Refused, Resend

_NOT_UNDER_REVIEW = {
    "Unopened": (
        "unknown-report",
        "Không có báo cáo này; hãy xem danh sách báo cáo.",
        "There is no such report; see the list of reports.",
    ),
    "Awaited": (
        "report-not-submitted",
        "Báo cáo chưa được nộp; hãy chờ đơn vị gửi.",
        "The report has not been submitted; wait for the unit.",
    ),
    "Returned": (
        "report-already-returned",
        "Báo cáo đã được trả lại; hãy chờ đơn vị gửi lại.",
        "The report was returned already; wait for the unit to send it again.",
    ),
    "Accepted": (
        "report-already-accepted",
        "Báo cáo đã được chấp nhận; nếu có sai sót, hãy đề nghị đơn vị đính chính.",
        "The report was accepted already; if it is wrong, ask the unit for a correction.",
    ),
    "Waived": (
        "report-waived",
        "Báo cáo này được miễn, không cần nộp.",
        "This report was waived and need not be submitted.",
    ),
}
_NOT_UNDER_REVIEW["Overdue"] = _NOT_UNDER_REVIEW["Awaited"]
_NOT_UNDER_REVIEW["Consolidated"] = _NOT_UNDER_REVIEW["Accepted"]


def not_under_review(state: str) -> Refused:
    """Only what waits to be read can be judged."""
    rule, vi, en = _NOT_UNDER_REVIEW[state]
    return Refused(rule, vi=vi, en=en)


def attempt_superseded(judged: int, newest: int) -> Refused:
    """The unit has sent another attempt meanwhile."""
    return Refused(
        "attempt-superseded",
        vi=f"Đơn vị đã gửi lần {newest} sau lần {judged}; hãy xem lần mới nhất.",
        en=f"The unit has sent attempt {newest} after {judged}; read the newest one.",
        pointer="/attempt",
    )


def not_owed(state: str) -> Refused:
    """A report that is not owed, or no longer, is not taken in."""
    rule, vi, en = _NOT_UNDER_REVIEW[state]
    return Refused(rule, vi=vi, en=en, resend=Resend.NEVER)


def already_accepted() -> Refused:
    """What was accepted is corrected, never replaced."""
    return Refused(
        "report-already-accepted",
        vi="Báo cáo đã được chấp nhận; nếu có sai sót, hãy gửi bản đính chính và nêu lý do.",
        en="The report was accepted already; if it is wrong, send a correction that says why.",
        resend=Resend.NEVER,
    )


def not_accepted() -> Refused:
    """Only what was accepted needs a correction."""
    return Refused(
        "report-not-accepted",
        vi="Báo cáo chưa được chấp nhận nên chưa thể đính chính; hãy nộp lại báo cáo.",
        en="The report has not been accepted, so there is nothing to correct; submit it again.",
    )


def already_submitted() -> Refused:
    """What was submitted is read, not waived."""
    return Refused(
        "report-already-submitted",
        vi="Đơn vị đã nộp báo cáo nên không thể miễn; hãy chấp nhận hoặc trả lại.",
        en="The unit has submitted the report, so it cannot be waived; accept or return it.",
    )
