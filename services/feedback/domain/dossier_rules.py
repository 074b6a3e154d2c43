"""The rules of a dossier that can say no, in words for whoever meets them."""

from __future__ import annotations

from datetime import date, datetime

from danvan.contracts.base import Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback import DossierCode, DossierReceived, DossierSupplementAsked
from danvan.services.feedback.domain.days import check_happened


def unknown(dossier: DossierCode) -> Refused:
    """It has to be received first."""
    return Refused(
        "unknown-dossier",
        vi=f"Chưa tiếp nhận hồ sơ “{dossier}” của đơn vị; hãy gửi việc tiếp nhận trước.",
        en=f"The unit has received no dossier '{dossier}'; send its receipt first.",
        pointer="/dossier",
        resend=Resend.AS_IS,
    )


def of_another_unit(dossier: DossierCode, unit: Slug) -> Refused:
    """A unit speaks for its own dossiers, and for those of one whose place it has taken."""
    return Refused(
        "dossier-of-another-unit",
        vi=f"Hồ sơ “{dossier}” do “{unit}” tiếp nhận; chỉ đơn vị đó hoặc đơn vị kế thừa được ghi.",
        en=f"'{unit}' received the dossier '{dossier}'; only it, or its successor, may speak for"
        " it.",
        pointer="/received_by",
        resend=Resend.NEVER,
    )


def received_otherwise(known: DossierReceived) -> Refused:
    """One code, two contents."""
    return Refused(
        "dossier-already-received",
        vi=f"Hồ sơ “{known.dossier}” đã được tiếp nhận ngày {known.received_on:%d/%m/%Y} với nội"
        " dung khác; hãy dùng mã khác cho hồ sơ khác.",
        en=f"The dossier '{known.dossier}' was received on {known.received_on} with other content;"
        " use another code for another dossier.",
        pointer="/dossier",
    )


def closed(dossier: DossierCode) -> Refused:
    """It is resolved or was withdrawn."""
    return Refused(
        "dossier-closed",
        vi=f"Hồ sơ “{dossier}” đã có kết quả hoặc đã rút; không ghi thêm được bước này.",
        en=f"The dossier '{dossier}' has a result or was withdrawn; this step can't follow.",
        pointer="/dossier",
        resend=Resend.NEVER,
    )


def awaits_supplement(dossier: DossierCode) -> Refused:
    """The applicant is to bring something first."""
    return Refused(
        "dossier-awaits-supplement",
        vi=f"Hồ sơ “{dossier}” đang chờ bổ sung; hãy ghi hồ sơ đã đủ trước.",
        en=f"The dossier '{dossier}' waits for a supplement; say first that it is complete.",
        pointer="/dossier",
    )


def asked_already(asked: DossierSupplementAsked) -> Refused:
    """61/2018/NĐ-CP, Article 19(4): once, for everything."""
    return Refused(
        "supplement-already-asked",
        vi=f"Hồ sơ “{asked.dossier}” đã được yêu cầu bổ sung ngày {asked.asked_on:%d/%m/%Y}; chỉ"
        " được yêu cầu một lần, đủ mọi giấy tờ.",
        en=f"A supplement to '{asked.dossier}' was asked for on {asked.asked_on}; it may be asked"
        " for only once, for all papers.",
        pointer="/papers",
        resend=Resend.NEVER,
    )


def nothing_asked(dossier: DossierCode) -> Refused:
    """Only what was asked for can be brought."""
    return Refused(
        "supplement-not-asked",
        vi=f"Hồ sơ “{dossier}” không chờ bổ sung; hãy bỏ thông tin này.",
        en=f"The dossier '{dossier}' waits for no supplement; leave this out.",
        pointer="/dossier",
        resend=Resend.NEVER,
    )


def check_day(day: date, earliest: date | None, at: datetime, field: str) -> None:
    """A step lies between the one before and today.

    Raises:
        Refused: if it does not.
    """
    check_happened(day, local_day(at), f"/{field}")
    if earliest is not None and day < earliest:
        raise Refused(
            "day-before-last-step",
            vi=f"Ngày {day:%d/%m/%Y} trước bước đã ghi ngày {earliest:%d/%m/%Y}; hãy xem lại ngày.",
            en=f"{day} lies before the last step on {earliest}; correct the day.",
            pointer=f"/{field}",
        )


def check_appointment(appointment: date, start: date) -> None:
    """An appointment does not lie before the clock's start.

    Raises:
        Refused: if it does.
    """
    if appointment < start:
        raise Refused(
            "appointment-before-receipt",
            vi=f"Ngày hẹn {appointment:%d/%m/%Y} trước ngày nhận {start:%d/%m/%Y}; hãy xem lại.",
            en=f"The appointment on {appointment} lies before {start}; correct one of the days.",
            pointer="/appointment",
        )


def check_new_appointment(new: date, promised: date, today: date) -> None:
    """Who apologises names a later day that has not passed.

    Raises:
        Refused: if it is not later.
    """
    if new <= promised or new < today:
        later = max(promised, today)
        raise Refused(
            "new-appointment-not-later",
            vi=f"Ngày hẹn mới {new:%d/%m/%Y} phải sau ngày đã hẹn và chưa qua; hãy chọn ngày sau"
            f" {later:%d/%m/%Y}.",
            en=f"The new appointment on {new} must lie after the promised day and not be past;"
            f" choose a day after {later}.",
            pointer="/new_appointment",
        )
