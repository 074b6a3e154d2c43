"""The one table of all message types, and how a message of any type is read.

Stored format: a type name is chosen as if for ever. Each name is derived from its class once, and
pinned by the committed schema and golden sample of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from danvan.contracts import (
    calendar,
    emulation,
    feedback,
    inspection,
    intake,
    personal,
    planning,
    reporting,
)
from danvan.contracts.base import Payload
from danvan.contracts.entry import Audience, Entry, Kind, facts, submissions
from danvan.contracts.envelope import Fact

OUTCOMES = (intake.SubmissionAccepted, intake.SubmissionRefused)

#: What each service's contracts hold: `SUBMISSIONS`, `FACTS` and `INTERNAL_FACTS`.
LANGUAGES: dict[str, ModuleType] = {
    "planning": planning,
    "reporting": reporting,
    "feedback": feedback,
    "emulation": emulation,
    "inspection": inspection,
}


def _spoken(service: str, language: ModuleType) -> Iterator[Entry]:
    yield from submissions(service, *language.SUBMISSIONS)
    yield from facts(service, *language.FACTS, personal.PersonalDataErased)
    yield from facts(service, *language.INTERNAL_FACTS, *OUTCOMES, audience=Audience.INTERNAL)
    yield Entry(f"danvan.{service}.receipt.v1", intake.Receipt, Kind.RECEIPT)


ENTRIES: tuple[Entry, ...] = (
    *facts("calendar", calendar.DayStarted),
    *(entry for service, language in LANGUAGES.items() for entry in _spoken(service, language)),
)

CATALOGUE: dict[str, Entry] = {entry.type: entry for entry in ENTRIES}
_CURRENT: dict[tuple[str, type[Payload]], Entry] = {
    (entry.service, entry.model): entry for entry in ENTRIES
}


class UnknownType(LookupError):
    """A message type, or a version of it, that this release does not know. A fault, not a refusal:
    a reader that is older than its data must stop rather than skip."""


def entry_of(type_name: str, catalogue: Mapping[str, Entry] = CATALOGUE) -> Entry:
    """The catalogue row of a type.

    Raises:
        UnknownType: if this release does not know the type.
    """
    try:
        return catalogue[type_name]
    except KeyError:
        known = sorted(
            t for t in catalogue if t.rpartition(".v")[0] == type_name.rpartition(".v")[0]
        )
        hint = f"known versions: {', '.join(known)}" if known else "see `danvan contracts list`"
        raise UnknownType(f"unknown message type {type_name!r} ({hint})") from None


def type_of(service: str, payload: Payload) -> Entry:
    """The catalogue row under which a service writes this payload."""
    return _CURRENT[service, type(payload)]


def read_payload(
    type_name: str, document: dict[str, Any], catalogue: Mapping[str, Entry] = CATALOGUE
) -> Payload:
    """Validate the `data` of any known version and lift it to the newest one.

    Raises:
        UnknownType: if the type is unknown.
        pydantic.ValidationError: if the document breaks the contract.
    """
    entry = entry_of(type_name, catalogue)
    while entry.upcast is not None:
        document = entry.upcast(entry.model.model_validate(document).model_dump(mode="json"))
        entry = entry_of(entry.next_type, catalogue)
    return entry.model.model_validate(document)


def read_fact(raw: bytes) -> Fact:
    """Read the stored bytes of a fact, of any known version.

    Raises:
        UnknownType: if the type is unknown.
        ValueError: if the bytes are not a fact.
    """
    try:
        document = from_json(raw)
        document["data"] = read_payload(document["type"], document["data"])
        return Fact.model_validate(document)
    except (ValidationError, KeyError, TypeError) as error:
        raise ValueError(f"not a fact: {error}") from error
