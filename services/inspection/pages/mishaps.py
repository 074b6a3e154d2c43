"""What people read when a page can't be shown: one sentence that says what to do."""

from __future__ import annotations

from fastapi import HTTPException

from danvan.contracts.base import Refused, Text
from danvan.services.chassis.auth import IssuerAway
from danvan.services.chassis.http import Forbidden


def forged() -> Refused:
    """A form that this session was not shown."""
    return Refused(
        "form-not-ours",
        vi="Biểu mẫu này đã cũ hoặc không do trang này đưa ra; hãy tải lại trang rồi gửi lại.",
        en="This form is old, or not from this page; reload the page and send it again.",
    )


def status(error: Exception) -> int:
    """The code that goes with an error."""
    match error:
        case HTTPException():
            return error.status_code
        case Forbidden():
            return 403
        case IssuerAway():
            return 503
        case _:
            return 409


def why(error: Exception) -> Text:
    """What people are told."""
    match error:
        case Refused():
            return error.reason
        case Forbidden():
            return Text(
                vi="Vai trò của bạn không xem được trang này; hãy đăng nhập bằng vai trò khác.",
                en="Your role does not see this page; sign in with another role.",
            )
        case IssuerAway():
            return Text(
                vi="Nơi cấp thẻ đăng nhập không trả lời; hãy thử lại sau ít phút.",
                en="The issuer of sign-ins does not answer; try again in a few minutes.",
            )
        case _:
            return Text(
                vi="Không có gì ở địa chỉ này; hãy tìm lại từ trang Tìm kiếm.",
                en="There is nothing at this address; look for it on the search page.",
            )
