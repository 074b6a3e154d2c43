"""Why a submission did not reach the broker, in sentences that say what to do."""

from __future__ import annotations

from danvan.contracts.base import Text


class NotDelivered(Exception):
    """A submission did not reach the broker. `reason` says why and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi=vi, en=en)


class BrokerAway(NotDelivered):
    """The broker can't be reached or does not answer: send again later, under the same id."""

    def __init__(self, url: str, why: object) -> None:
        super().__init__(
            vi=f"Trạm trung chuyển {url} không trả lời ({why});"
            " hãy xem địa chỉ và mạng, rồi gửi lại đúng nội dung và mã đó.",
            en=f"The broker at {url} does not answer ({why});"
            " look at the address and the network, then send the same again under the same id.",
        )


class NotAllowed(NotDelivered):
    """The broker does not let this key in, or not do this."""


class NotTaken(NotDelivered):
    """The broker will never take this message as it is."""

    def __init__(self, id_: str, why: object) -> None:
        super().__init__(
            vi=f"Trạm trung chuyển không nhận {id_} ({why}); hãy sửa rồi gửi lại với mã mới.",
            en=f"The broker does not take {id_} ({why}); correct it and send it with a new id.",
        )


def not_a_seed(where: object) -> NotAllowed:
    """What was given as the unit's key is none."""
    return NotAllowed(
        vi=f"{where} không phải là khóa NKey (SU…); hãy tạo bằng `danvan unit credentials`.",
        en=f"{where} is no NKey seed (SU…); make one with `danvan unit credentials`.",
    )


def not_let_in(unit: str) -> NotAllowed:
    """The broker does not know the key."""
    return NotAllowed(
        vi=f"Trạm trung chuyển không biết khóa này của {unit} hoặc khóa đã bị thu hồi;"
        " hãy đăng ký bằng `danvan unit credentials`.",
        en=f"The broker does not know this key of {unit}, or it was revoked;"
        " register one with `danvan unit credentials`.",
    )


def denied(unit: str, what: str) -> NotAllowed:
    """The broker knows the key and denied it something."""
    return NotAllowed(
        vi=f"Khóa này không được làm việc đó thay {unit} ({what}); hãy dùng khóa của {unit}.",
        en=f"This key may not do that for {unit} ({what}); use the key of {unit}.",
    )
