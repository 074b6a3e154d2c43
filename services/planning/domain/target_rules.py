"""The rules for figures that people bring to a target."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused, Slug
from danvan.contracts.planning import TargetTerms
from danvan.contracts.subjects import SERVICES


def unknown(target: Slug) -> Refused:
    """Nothing of the kind is promised."""
    return Refused(
        "unknown-target",
        vi=f"Không có chỉ tiêu “{target}”; hãy xem danh sách chỉ tiêu.",
        en=f"There is no target '{target}'; see the list of targets.",
        pointer="/target",
    )


def check_by_hand(terms: TargetTerms, by: Slug | None) -> None:
    """The accountable unit brings the figure, or those who run the whole programme; and nobody,
    where a service counts.

    Raises:
        Refused: if a rule says no.
    """
    if by is not None and by != terms.accountable:
        raise Refused(
            "target-of-another-unit",
            vi=f"Chỉ tiêu này do “{terms.accountable}” chịu trách nhiệm; chỉ đơn vị đó được ghi.",
            en=f"'{terms.accountable}' is accountable for this target; only it may speak for it.",
            pointer="/target",
        )
    if terms.source in SERVICES:
        raise Refused(
            "figures-come-from-a-service",
            vi=f"Số liệu của chỉ tiêu “{terms.title}” lấy từ “{terms.source}”, không nhập tay.",
            en=f"The figures of '{terms.title}' come from '{terms.source}', not by hand.",
            pointer="/target",
        )


def check_day(terms: TargetTerms, day: date, today: date) -> None:
    """A figure is of a day in the window that has come.

    Raises:
        Refused: if it is not.
    """
    window = terms.window
    if not window.from_ <= day <= window.until:
        raise Refused(
            "day-outside-window",
            vi=f"Ngày phải từ {window.from_:%d/%m/%Y} đến {window.until:%d/%m/%Y}.",
            en=f"The day must lie between {window.from_} and {window.until}.",
            pointer="/day",
        )
    if day > today:
        raise Refused(
            "day-in-the-future",
            vi=f"Ngày {day:%d/%m/%Y} chưa đến; hãy ghi số liệu khi đã có.",
            en=f"{day} has not come yet; record the figure when it is there.",
            pointer="/day",
        )
