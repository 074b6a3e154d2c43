"""Cases written by hand as bare facts, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from danvan.contracts import feedback as facts
from danvan.contracts.base import Payload
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Fact, service_source
from danvan.contracts.feedback import Channel, Competence, PetitionClass, StepDetails
from danvan.services.feedback import law as files
from danvan.services.feedback.domain.conformance.judge import judge
from danvan.services.feedback.domain.conformance.words import Deviation, Verdict
from danvan.services.feedback.domain.petition_law import Law
from tests.unit.feedback.clock_examples import CALENDAR

PETITION, UNIT = "bao-tang.42", "bao-tang"
DOCUMENT = {"number": "12/QĐ-BT", "day": "2023-03-06"}
DECISION = {"outcome": "partly", "document": DOCUMENT}
FINDING = {"complexity": ["several-places"], "document": DOCUMENT}
SENT = {"delivered_on": "2023-03-06"}
LAW = Law(procedures=files.read_law().procedures, rows=files.read_law().rows, calendar=CALENDAR)

#: A payload, the day it happened on, the day it was recorded on, and the role that spoke.
Told = tuple[Payload, date, date, str]


def moment(day: date) -> datetime:
    """Nine in the morning."""
    return datetime.combine(day, time(9), ZoneInfo(TIME_ZONE))


def fact(told: Told, version: int, stream: str = f"petition/{PETITION}") -> Fact:
    """What a service has stored, by whatever rules."""
    payload, happened, recorded, role = told
    entry = type_of("feedback", payload)
    return Fact(
        id=f"fact-{version}",
        source=service_source("feedback"),
        type=entry.type,
        subject=stream,
        time=moment(happened),
        recordedtime=moment(recorded),
        version=version,
        actorrole=role,
        data=payload,
    )


def stream(told: Iterable[Told], name: str = f"petition/{PETITION}") -> list[Fact]:
    """The facts in the order in which they were recorded."""
    return [fact(each, version, name) for version, each in enumerate(told, 1)]


def happened(
    payload: Payload, day: str, role: str = "unit-head", recorded: str | None = None
) -> Told:
    """A payload told on its day, unless it was typed in later."""
    return payload, date.fromisoformat(day), date.fromisoformat(recorded or day), role


def received(day: str, **who: Any) -> Told:
    """A letter came in."""
    payload = facts.PetitionReceived(
        petition=PETITION, unit=UNIT, channel=Channel.POST, received=date.fromisoformat(day)
    )
    return happened(payload, day, **who)


def classified(class_: str, day: str, role: str = "unit-head", **changes: Any) -> Told:
    """It was said what it is in law."""
    whole: dict[str, Any] = {
        "petition": PETITION,
        "unit": UNIT,
        "petition_class": PetitionClass(class_),
        "eligible": True,
        "competence": Competence.OWN,
        "procedure": "as-said-then",
        "procedure_from": date(2000, 1, 1),
        "day": date.fromisoformat(day),
    }
    return happened(facts.PetitionClassified(**whole | changes), day, role)


def step(id_: str, day: str, details: dict[str, Any] | None = None, **who: Any) -> Told:
    """A step, with states and a procedure that nobody should believe."""
    payload = facts.PetitionStepTaken(
        petition=PETITION,
        unit=UNIT,
        step=id_,
        from_state="as-said-then",
        to_state="as-said-then",
        procedure="as-said-then",
        procedure_from=date(2000, 1, 1),
        day=date.fromisoformat(day),
        details=StepDetails.model_validate(details or {}),
    )
    return happened(payload, day, **who)


def judged(
    told: Sequence[Told], as_of: str, policy: str | None = None, kind: str = "petition"
) -> Verdict:
    """The judgement of hand-written facts."""
    verdict = judge(kind, stream(told), LAW, date.fromisoformat(as_of), policy)
    assert verdict is not None
    return verdict


def rules(verdict: Verdict) -> list[str]:
    """The names of the deviations."""
    for each in verdict.deviations:
        assert each.sentence.vi and each.sentence.en and each.article and each.facts
    return [each.rule for each in verdict.deviations]


def only(verdict: Verdict, rule: str) -> Deviation:
    """The one deviation."""
    assert rules(verdict) == [rule], verdict.deviations
    return verdict.deviations[0]


def complaint(**changed: Told | None) -> list[Told]:
    """A complaint that was handled as the law of 2023 asks, but for what is changed (None: it did
    not happen)."""
    whole: dict[str, Told | None] = {
        "receive": received("2023-03-06"),
        "classify": classified("complaint", "2023-03-07"),
        "accept": step("accept", "2023-03-08"),
        "verify": step("verify", "2023-03-09"),
        "call_dialogue": step("call-dialogue", "2023-03-13", {"meeting_day": "2023-03-20"}),
        "hold_dialogue": step("hold-dialogue", "2023-03-20", {"document": DOCUMENT}),
        "extend": None,
        "decide": step("decide", "2023-03-31", DECISION),
        "notify": step("notify", "2023-04-03", SENT),
    }
    assert changed.keys() <= whole.keys()
    told = [each for each in (whole | changed).values() if each is not None]
    return sorted(told, key=lambda each: each[2])


def tet_complaint(*later: Told) -> list[Told]:
    """Received two working days before Tết 2023, which was off from 20 to 26 January."""
    return [received("2023-01-17"), classified("complaint", "2023-01-18"), *later]
