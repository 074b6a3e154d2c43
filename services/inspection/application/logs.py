"""Use cases of alarms about watched logs."""

from __future__ import annotations

from danvan.services.chassis.work import Work
from danvan.services.inspection.application.aggregates import LOG_ALARM
from danvan.services.inspection.domain.log_alarm import AnswerAlarm, RaiseAlarm


def raise_alarm(work: Work, command: RaiseAlarm) -> None:
    """Record that something is wrong; once, however often it is seen."""
    work.do(LOG_ALARM, command.alarm, command)


def answer_alarm(work: Work, alarm: str, answer: str) -> None:
    """Record what an inspector says to an alarm.

    Raises:
        Refused: if there is no such alarm.
    """
    work.do(LOG_ALARM, alarm, AnswerAlarm(at=work.at, alarm=alarm, answer=answer))
