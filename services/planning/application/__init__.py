"""What can be done in planning, one use case after the other: load, decide, append.

A use case may touch several streams; they are recorded together or not at all.
"""

from __future__ import annotations

from danvan.services.planning.application.aggregates import PLAN, TASK
from danvan.services.planning.application.day import CountedFigure, DayList, begin_day
from danvan.services.planning.application.plans import (
    amend_plan,
    change_plan,
    close_plan,
    draft_plan,
    issue_plan,
)
from danvan.services.planning.application.targets import (
    change_action,
    hear_counts,
    plan_action,
    value_target,
)
from danvan.services.planning.application.tasks import hear_unit, judge_task
from danvan.services.planning.application.units import (
    change_unit,
    merge_units,
    move_unit,
    named,
    open_unit,
    register_credential,
    revoke_credential,
    split_unit,
)

__all__ = [
    "PLAN",
    "TASK",
    "CountedFigure",
    "DayList",
    "amend_plan",
    "begin_day",
    "change_action",
    "change_plan",
    "change_unit",
    "close_plan",
    "draft_plan",
    "hear_counts",
    "hear_unit",
    "issue_plan",
    "judge_task",
    "merge_units",
    "move_unit",
    "named",
    "open_unit",
    "plan_action",
    "register_credential",
    "revoke_credential",
    "split_unit",
    "value_target",
]
