"""Use cases of a task."""

from __future__ import annotations

from danvan.services.chassis.work import Work
from danvan.services.planning.application.aggregates import TASK
from danvan.services.planning.domain.task import Judgement, UnitSays


def hear_unit(work: Work, command: UnitSays) -> None:
    """A unit accepts its task, reports on it, or says that it is done."""
    work.do(TASK, command.id, command)


def judge_task(work: Work, command: Judgement) -> None:
    """Somebody who looked verifies or returns what was reported done."""
    work.do(TASK, command.id, command)
