"""Alarms about sealed logs: what the witness found that can't be, and what came of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from danvan.contracts.base import Line, Payload, Slug, Text
from danvan.contracts.inspection.words import Statement

#: `<log>-<rule>-<leaf or size>`: what is wrong in one place is one alarm.
AlarmId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=160),
    Field(examples=["planning-entry-changed-512"]),
]
#: A note as it was received, in base64: evidence has to stay byte for byte.
NoteBytes = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]*$", max_length=100_000)]


class LogAlarmRaised(Payload):
    """The log of a service breaks `rule`, first at `leaf` where one can be named.

    `size`: as far as the witness had seen it whole. `kept` is the checkpoint it cosigned then,
    `offered` the one that does not go with it.
    """

    alarm: AlarmId
    log: Annotated[Slug, Field(examples=["planning"])]
    origin: Annotated[Line, Field(examples=["danvan.local/planning"])]
    rule: Annotated[Slug, Field(examples=["entry-changed"])]
    leaf: Annotated[int, Field(ge=0)] | None = None
    size: Annotated[int, Field(ge=0)]
    reason: Text
    kept: NoteBytes | None = None
    offered: NoteBytes | None = None


class LogAlarmAnswered(Payload):
    """An inspector has looked into it, and says what came of it."""

    alarm: AlarmId
    log: Annotated[Slug, Field(examples=["planning"])]
    answer: Statement


LOG_FACTS = (LogAlarmRaised, LogAlarmAnswered)
