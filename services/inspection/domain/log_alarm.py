"""An alarm about a watched log: raised once for one thing in one place; an inspector answers."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Slug, Text
from danvan.contracts.inspection import LogAlarmAnswered, LogAlarmRaised, Statement

KIND = "log-alarm"
#: Rules about how far a log reaches: they go on being broken in ever other places.
OF_THE_WHOLE = ("log-shrank", "log-forked")


class Silent(Model):
    """Nothing is wrong there."""


class Raised(Model):
    """Something is wrong. `answer`: the last word of an inspector."""

    alarm: LogAlarmRaised
    answer: str | None = None


Alarm: TypeAlias = Silent | Raised
INITIAL: Alarm = Silent()


def evolve(alarm: Alarm, fact: Payload) -> Alarm:
    """What an alarm is after a fact."""
    match alarm, fact:
        case Silent(), LogAlarmRaised():
            return Raised(alarm=fact)
        case Raised(), LogAlarmAnswered(answer=answer):
            return alarm.model_copy(update={"answer": answer})
        case _:
            return alarm


class RaiseAlarm(Command):
    """The witness of `log` has seen this. `kept` and `offered` are notes in base64."""

    log: Slug
    origin: str
    rule: Slug
    leaf: int | None
    size: int
    reason: Text
    kept: str | None
    offered: str | None

    @property
    def alarm(self) -> str:
        """The id of the alarm: the same for the same thing in the same place."""
        whole = self.leaf is None or self.rule in OF_THE_WHOLE
        return f"{self.log}-{self.rule}-{self.size if whole else self.leaf}"


class AnswerAlarm(Command):
    """An inspector says what came of it."""

    alarm: str
    answer: Statement


AlarmCommand: TypeAlias = RaiseAlarm | AnswerAlarm


def decide(command: AlarmCommand, alarm: Alarm) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case RaiseAlarm():
            if isinstance(alarm, Raised):
                return []
            said = command.model_dump(exclude={"at", "basis"})
            return [LogAlarmRaised(alarm=command.alarm, **said)]
        case AnswerAlarm(answer=answer):
            if isinstance(alarm, Silent):
                raise _unknown(command.alarm)
            if alarm.answer == answer:
                return []
            return [LogAlarmAnswered(alarm=command.alarm, log=alarm.alarm.log, answer=answer)]
        case _:
            assert_never(command)


def _unknown(alarm: str) -> Refused:
    return Refused(
        "unknown-alarm",
        vi=f"Không có cảnh báo “{alarm}”; hãy xem lại mã ở GET /alarms.",
        en=f"There is no alarm '{alarm}'; look at its id in GET /alarms.",
        resend=Resend.NEVER,
    )
