"""What keeps the contract is read; everything else is refused with its rule and its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from danvan.contracts.base import Refused, Resend, Text
from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Entry, Kind
from danvan.contracts.reading import MAX_PROBLEMS, read_submission
from danvan.contracts.subjects import fact_subject, inbox_subject
from tests.contract.small import (
    CATALOGUE,
    OFFERED,
    OFFERED_V2,
    RECORDED,
    UNIT,
    Colour,
    Figure,
    NoteOfferedV2,
    message,
    read,
)


def data(**changes: Any) -> dict[str, Any]:
    return message(data=message()["data"] | changes)


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in message().items() if name not in names}


def test_a_good_submission_is_read() -> None:
    sent = read(message(actor="Phòng Hành chính", correlationid="plan/kh-878-2023"))
    assert sent.type == OFFERED_V2.type
    assert sent.data == NoteOfferedV2(
        line="Đã họp",
        day=date(2023, 5, 9),
        colour=Colour.RED,
        figures=(Figure(code="a", value=Decimal("1.5")),),
    )


def test_an_older_version_is_read_and_lifted_to_the_newest() -> None:
    old = message(type=OFFERED.type, data={"line": "x", "day": "2023-05-09", "count": 3})
    sent = read(old)
    assert sent.type == OFFERED.type
    assert isinstance(sent.data, NoteOfferedV2)
    assert sent.data.figures == (Figure(code="count", value=Decimal(3)),)


def test_an_older_version_that_the_newest_cannot_hold_is_refused() -> None:
    old = message(type=OFFERED.type, data={"line": "x", "day": "2023-05-09", "count": 10**13})
    with pytest.raises(Refused, match=OFFERED_V2.type) as refusal:
        read(old)
    assert refusal.value.rule == "content-not-in-newer-version"


@pytest.mark.parametrize(
    ("document", "rule", "pointer"),
    [
        (without("type"), "type-missing", "/type"),
        (message(type=7), "type-missing", "/type"),
        (message(type="danvan.notes.note-offered.v3"), "version-unknown", "/type"),
        (message(type="danvan.notes.note-burnt.v1"), "type-unknown", "/type"),
        (message(type="*"), "type-unknown", "/type"),
        (message(type=RECORDED.type), "type-not-for-units", "/type"),
        (message(source="/units/phong-khac"), "source-of-another-unit", "/source"),
        (message(source="/services/notes"), "source-of-another-unit", "/source"),
        (without("source"), "missing-key", "/source"),
        (without("specversion"), "missing-key", "/specversion"),
        (without("id"), "missing-key", "/id"),
        (without("subject"), "missing-key", "/subject"),
        (without("time"), "missing-key", "/time"),
        (without("data"), "missing-key", "/data"),
        (message(specversion="0.3"), "value-not-in-list", "/specversion"),
        (message(datacontenttype="text/xml"), "value-not-in-list", "/datacontenttype"),
        (message(dataschema="urn:x"), "value-not-in-list", "/dataschema"),
        (message(id="a.b"), "malformed-value", "/id"),
        (message(id="a" * 65), "malformed-value", "/id"),
        (message(subject="note"), "malformed-value", "/subject"),
        (message(traceparent="00-1-2-3"), "malformed-value", "/traceparent"),
        (message(signature="abc"), "malformed-value", "/signature"),
        (message(time="2023-02-30T10:00:00+07:00"), "impossible-time", "/time"),
        (message(time="0001-01-01T00:00:00+14:00"), "impossible-time", "/time"),
        (message(time="9999-12-31T23:59:59-12:00"), "impossible-time", "/time"),
        (message(time="2023-05-09T16:55:00"), "impossible-time", "/time"),
        (message(version=1), "attribute-of-services", "/version"),
        (message(recordedtime=message()["time"]), "attribute-of-services", "/recordedtime"),
        (message(data_base64="e30="), "unknown-key", "/data_base64"),
        (message(data="x"), "wrong-type", "/data"),
        (data(day="2023-02-30"), "impossible-date", "/data/day"),
        (data(line=7), "wrong-type", "/data/line"),
        (data(line=" "), "malformed-value", "/data/line"),
        (data(colour="blue"), "value-not-in-list", "/data/colour"),
        (data(note="x"), "unknown-key", "/data/note"),
        (data(figures=[{"code": "a", "value": "x"}]), "wrong-type", "/data/figures/0/value"),
        (data(figures=[{"code": "a", "value": 1, "x": 1}]), "unknown-key", "/data/figures/0/x"),
        (data(figures=[{"code": "a", "value": "1" * 13}]), "value-out-of-range", None),
    ],
)
def test_what_breaks_the_contract_is_refused(
    document: dict[str, Any], rule: str, pointer: str | None
) -> None:
    with pytest.raises(Refused) as refusal:
        read(document)
    [problem] = refusal.value.problems
    assert (refusal.value.rule, problem.rule) == (rule, rule)
    assert pointer in {None, refusal.value.pointer}


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read(data(day="2023-02-30", line="", extra=1) | {"id": "a b", "version": 3})
    assert refusal.value.rule == "message-malformed"
    assert {problem.pointer for problem in refusal.value.problems} == {
        "/id",
        "/version",
        "/data/day",
        "/data/line",
        "/data/extra",
    }


def test_a_flood_of_problems_is_counted_and_told_in_part() -> None:
    with pytest.raises(Refused, match="has 5000 faults") as refusal:
        read(data(figures=[1] * 5000))
    assert len(refusal.value.problems) == MAX_PROBLEMS


def test_an_unknown_version_names_the_known_ones() -> None:
    with pytest.raises(Refused) as refusal:
        read(message(type="danvan.notes.note-offered.v9"))
    assert OFFERED.type in refusal.value.reason.vi
    assert OFFERED_V2.type in refusal.value.reason.vi


@pytest.mark.parametrize("today", [date(2024, 1, 1), date(2030, 1, 1)])
def test_a_retired_type_is_refused_from_its_day_on(today: date) -> None:
    old = json.dumps(message(type=OFFERED.type, data={"line": "x", "day": "2023-05-09"})).encode()
    subject = inbox_subject(UNIT, OFFERED.type)
    read_submission(old, subject=subject, today=date(2023, 12, 31), catalogue=CATALOGUE)
    with pytest.raises(Refused) as refusal:
        read_submission(old, subject=subject, today=today, catalogue=CATALOGUE)
    assert refusal.value.rule == "type-retired"
    assert OFFERED_V2.type in refusal.value.reason.vi


@pytest.mark.parametrize(
    "subject",
    [
        inbox_subject(UNIT, OFFERED.type),
        inbox_subject(UNIT, "danvan.other.note-offered.v2"),
    ],
)
def test_a_type_on_the_subject_of_another_is_refused(subject: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(message(), subject=subject)
    assert refusal.value.rule == "type-on-wrong-subject"


def test_a_fact_of_a_service_is_never_taken_from_a_unit() -> None:
    with pytest.raises(Refused) as refusal:
        read(message(type=RECORDED.type), subject=fact_subject(RECORDED.type, public=True))
    assert refusal.value.resend is Resend.NEVER


_LIMIT = re.compile("(pattern|max_length|max_digits)=[^N]")


def unbounded(annotation: Any, metadata: Iterable[Any] = (), where: str = "") -> Iterator[str]:
    """The texts and figures of a model that may be as long as a message. Sentences (`Text`) may,
    for nobody looks anything up by them."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from unbounded(arguments[0], [*metadata, *arguments[1:]], where)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items() if annotation is not Text else ():
            yield from unbounded(info.annotation, info.metadata, f"{where}/{name}")
    elif arguments and get_origin(annotation) is not Literal:
        for argument in arguments:
            yield from unbounded(argument, metadata, where)
    elif annotation in {str, Decimal, float} and not _LIMIT.search(repr(metadata)):
        yield where


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if e.kind is Kind.SUBMISSION], ids=lambda entry: entry.type
)
def test_no_unit_can_send_what_no_column_holds(entry: Entry) -> None:
    assert list(unbounded(entry.model)) == []
