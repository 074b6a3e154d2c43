"""The aggregates of planning, as a piece of work knows them."""

from __future__ import annotations

from danvan.services.chassis.work import Aggregate
from danvan.services.planning.domain import (
    corrective_action,
    counts,
    credential,
    plan,
    target,
    task,
    unit,
)

UNIT = Aggregate.of(unit)
CREDENTIAL = Aggregate.of(credential)
PLAN = Aggregate.of(plan)
TASK = Aggregate.of(task)
TARGET = Aggregate.of(target)
ACTION = Aggregate.of(corrective_action)
COUNTS = Aggregate.of(counts)

#: All of them, by which history replays.
AGGREGATES = (UNIT, CREDENTIAL, PLAN, TASK, TARGET, ACTION, COUNTS)
