"""All that inspection decides with, by which its history replays."""

from __future__ import annotations

from typing import Any

from danvan.services.chassis.work import Aggregate
from danvan.services.inspection.domain import inspection, inspection_plan, log_alarm, observation

PLAN, INSPECTION = Aggregate.of(inspection_plan), Aggregate.of(inspection)
OBSERVATION, LOG_ALARM = Aggregate.of(observation), Aggregate.of(log_alarm)
AGGREGATES: tuple[Aggregate[Any, Any], ...] = (PLAN, INSPECTION, OBSERVATION, LOG_ALARM)
