"""Leaves made by hand: a petition's way, written as a service stores it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from danvan.contracts.base import Payload
from danvan.contracts.catalogue import type_of
from danvan.contracts.envelope import Fact, service_source
from danvan.contracts.feedback import Channel, PetitionReceived, PetitionStepTaken
from danvan.services.chassis.clock import LOCAL
from danvan.services.inspection.exports.events import Leaf

FEEDBACK, UNIT = "feedback", "bao-tang"
START = datetime(2023, 3, 6, 8, tzinfo=LOCAL)
STEPS = ("accept", "verify", "propose", "decide", "notify")


def leaf(index: int, payload: Payload, stream: str, at: datetime, **more: Any) -> Leaf:
    """A leaf of feedback's log."""
    fact = Fact(
        id=f"fact-{index}",
        source=service_source(FEEDBACK),
        type=type_of(FEEDBACK, payload).type,
        subject=stream,
        time=at,
        recordedtime=at + timedelta(seconds=1),
        version=more.pop("version", 1),
        actor="person:le-thi-binh",
        actorrole="unit-head",
        onbehalfof=UNIT,
        correlationid=stream,
        data=payload,
        **more,
    )
    return Leaf(FEEDBACK, index, fact.to_bytes())


def petition(number: int, index: int) -> Iterator[Leaf]:
    """A petition is received and goes step after step, one a day."""
    id_ = f"{UNIT}.kn-{number}"
    stream, day = f"petition/{id_}", START.date()
    received = PetitionReceived(petition=id_, unit=UNIT, channel=Channel.POST, received=day)
    yield leaf(index, received, stream, START)
    for taken, step in enumerate(STEPS, 1):
        fact = PetitionStepTaken(
            petition=id_,
            unit=UNIT,
            step=step,
            from_state="received",
            to_state="accepted",
            procedure="complaint-first",
            procedure_from=datetime(2012, 7, 1).date(),
            day=day + timedelta(days=taken),
        )
        at = START + timedelta(days=taken)
        yield leaf(index + taken, fact, stream, at, version=taken + 1)


def petitions(count: int) -> Iterator[Leaf]:
    """So many petitions, one after the other."""
    for number in range(count):
        yield from petition(number, number * (len(STEPS) + 1))


def sealed_fact(index: int) -> Leaf:
    """A petition is received, in a fact that has a personal value in it."""
    [received, *_] = petition(index, index)
    value = f"danvan:sealed:v1:{'0' * 32}:{'1' * 32}:AAAA"
    return Leaf(FEEDBACK, index, received.raw.replace(b'"post"', f'"{value}"'.encode()))
