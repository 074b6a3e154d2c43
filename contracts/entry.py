"""One row of the catalogue of message types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from danvan.contracts.base import Payload

#: Said outside `Entry`, in which `type` is a name of its own.
PayloadClass = type[Payload]


class Kind(StrEnum):
    """A submission is what a unit offers; a fact is what a service has recorded."""

    SUBMISSION = "submission"
    FACT = "fact"
    RECEIPT = "receipt"


class Audience(StrEnum):
    """Who may rely on a type. `internal`: only its own service and inspection read it."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Mode(StrEnum):
    """The compatibility that is promised within one version, over all its history.

    BACKWARD: today's readers read all old messages. FORWARD: old readers read today's messages.
    FULL: both.
    """

    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"
    FULL = "FULL"


@dataclass(frozen=True)
class Entry:
    """A message type. `upcast` turns the `data` document of this version into that of the next
    version; `retires` is the day from which a superseded submission type is refused."""

    type: str
    model: PayloadClass
    kind: Kind
    audience: Audience = Audience.PUBLIC
    mode: Mode = Mode.FULL
    upcast: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    retires: date | None = None

    @property
    def service(self) -> str:
        """The service that takes in or records this type."""
        return self.type.split(".")[1]

    @property
    def version(self) -> int:
        """The N of `.vN`."""
        return int(self.type.rpartition(".v")[2])

    @property
    def next_type(self) -> str:
        """The type that `upcast` leads to."""
        return f"{self.type.rpartition('.v')[0]}.v{self.version + 1}"


def submissions(service: str, *models: type[Payload]) -> tuple[Entry, ...]:
    """Submission types of a service, version 1, named after their classes."""
    return tuple(Entry(_name(service, m), m, Kind.SUBMISSION, mode=Mode.BACKWARD) for m in models)


def facts(
    service: str, *models: type[Payload], audience: Audience = Audience.PUBLIC
) -> tuple[Entry, ...]:
    """Fact types of a service, version 1, named after their classes."""
    return tuple(Entry(_name(service, m), m, Kind.FACT, audience) for m in models)


def _name(service: str, model: type[Payload]) -> str:
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in model.__name__).lstrip("-")
    return f"danvan.{service}.{words}.v1"
