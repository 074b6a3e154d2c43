"""The rules of a task that can say no, in words for whoever meets them."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Refused, Resend, Slug
from danvan.contracts.plan import TaskKind
from danvan.contracts.planning import Activity, TaskId, TaskTerms

#: The kinds of task of which activities are recorded.
HELD = (TaskKind.ACTIVITY, TaskKind.MEETING)

_CLOSED = {
    "Done": ("task-already-done", "đã được báo hoàn thành", "was reported done already"),
    "Verified": ("task-already-verified", "đã được xác nhận hoàn thành", "was verified already"),
    "Withdrawn": ("task-withdrawn", "đã được rút, không cần làm nữa", "is no longer asked for"),
}


def unknown(task: TaskId) -> Refused:
    """Nobody was asked this."""
    return Refused(
        "unknown-task",
        vi=f"Không có nhiệm vụ “{task}”; hãy xem danh sách nhiệm vụ của đơn vị.",
        en=f"There is no task '{task}'; see the list of the unit's tasks.",
        pointer="/task",
    )


def of_another_unit(task: TaskId, accountable: Slug) -> Refused:
    """A unit speaks for its own tasks only."""
    return Refused(
        "task-of-another-unit",
        vi=f"Nhiệm vụ “{task}” do “{accountable}” chịu trách nhiệm; chỉ đơn vị đó được báo cáo.",
        en=f"'{accountable}' is accountable for the task '{task}'; only it may speak for it.",
        pointer="/task",
        resend=Resend.NEVER,
    )


def not_open(terms: TaskTerms, state: str) -> Refused:
    """The task takes nothing more in."""
    rule, vi, en = _CLOSED[state]
    return Refused(
        rule,
        vi=f"Nhiệm vụ “{terms.title}” {vi}.",
        en=f"The task '{terms.title}' {en}.",
        pointer="/task",
        resend=Resend.NEVER,
    )


def not_done(task: TaskId) -> Refused:
    """Only what was reported done can be judged."""
    return Refused(
        "task-not-done",
        vi=f"Nhiệm vụ “{task}” chưa được báo hoàn thành; hãy chờ đơn vị báo cáo.",
        en=f"The task '{task}' has not been reported done; wait for the unit.",
        pointer="/task",
    )


def check_activity(terms: TaskTerms, activity: Activity, today: date) -> None:
    """Activities belong to tasks that ask for one, and have already taken place.

    Raises:
        Refused: if not.
    """
    if terms.kind not in HELD:
        raise Refused(
            "task-is-no-activity",
            vi=f"Nhiệm vụ “{terms.title}” không phải là hoạt động; hãy báo cáo tiến độ.",
            en=f"The task '{terms.title}' does not ask for an activity; report progress instead.",
            pointer="/activity",
        )
    if activity.held_on > today:
        raise Refused(
            "activity-in-the-future",
            vi=f"Ngày {activity.held_on:%d/%m/%Y} chưa đến; hãy báo cáo sau khi đã tổ chức.",
            en=f"{activity.held_on} has not come yet; report the activity after it was held.",
            pointer="/activity/held_on",
        )


def check_completion(terms: TaskTerms, *, held: bool, shown: bool) -> None:
    """An activity was held before it is done; evidence is there where the plan asks for it.

    Raises:
        Refused: if not.
    """
    if terms.kind is TaskKind.ACTIVITY and not held:
        raise Refused(
            "activity-not-held",
            vi=f"Chưa có hoạt động nào của “{terms.title}”; hãy báo cáo hoạt động trước.",
            en=f"No activity of '{terms.title}' was reported; report what was held first.",
            pointer="/task",
        )
    if terms.evidence_required and not shown:
        raise Refused(
            "evidence-missing",
            vi=f"Nhiệm vụ “{terms.title}” cần minh chứng; hãy gửi kèm tên và mã SHA-256 của tệp.",
            en=f"The task '{terms.title}' needs evidence; send a file's name and SHA-256.",
            pointer="/evidence",
        )
