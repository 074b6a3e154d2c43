"""What a unit may send is read; everything else is refused with its rule and its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.base import Refused, Resend
from danvan.contracts.envelope import Submission
from danvan.contracts.reading import MAX_PROBLEMS, read_submission, sender_of
from danvan.contracts.strict_json import MAX_BYTES
from danvan.contracts.subjects import MSG_ID_HEADER, fact_subject, inbox_subject
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

GOOD = json.dumps(message()).encode()


def with_value(literal: str) -> bytes:
    """A message whose `data.line` is this piece of JSON."""
    return GOOD.replace(json.dumps("Đã họp").encode(), literal.encode())


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


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


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "message-empty"),
        (b" \r\n", "message-empty"),
        (b"x", "not-json"),
        (b"\x80", "not-utf-8"),
        (b'{"id": "\xff"}', "not-utf-8"),
        (GOOD[:-1], "not-json"),
        (GOOD + b"{}", "not-json"),
        (GOOD.replace(b"}", b",}"), "not-json"),
        (with_value('"\x01"'), "not-json"),
        (b" " * (MAX_BYTES + 1), "message-too-large"),
        (b"x" * 5_000_000, "message-too-large"),
        (b"\xef\xbb\xbf" + GOOD, "byte-order-mark"),
        (GOOD.decode().encode("utf-16"), "byte-order-mark"),
        (GOOD.decode().encode("utf-16-le"), "nul-character"),
        (GOOD + b"\0", "nul-character"),
        (b"[]", "not-an-object"),
        (b"null", "not-an-object"),
        (nested(10_000), "nested-too-deep"),
        (nested(500_000), "nested-too-deep"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else value,
)
def test_bytes_that_are_no_object_are_refused(raw: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(raw)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("literal", "rule"),
    [
        ("NaN", "number-not-finite"),
        ("Infinity", "number-not-finite"),
        ("-Infinity", "number-not-finite"),
        ("1e400", "number-too-large"),
        ("-1e400", "number-too-large"),
        ("9007199254740993", "number-too-large"),
        ("-" + "1" * 5000, "number-too-large"),
        ('"\\ud800"', "lone-surrogate"),
        ('"\\udc00\\ud800"', "lone-surrogate"),
        ('"\\u0000"', "nul-character"),
        ("[" * 62 + "[1]" + "]" * 62, "nested-too-deep"),
    ],
)
def test_what_programs_read_differently_is_refused_with_its_place(literal: str, rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(with_value(literal))
    assert refusal.value.rule == rule
    assert (refusal.value.pointer or "").startswith("/data/line")


@pytest.mark.parametrize(
    ("twice", "pointer"),
    [
        (GOOD.replace(b'"id"', b'"id": "a", "id"'), "/id"),
        (GOOD.replace(b'"code"', b'"code": "a", "c\\u006fde"'), "/data/figures/0/code"),
    ],
)
def test_a_key_given_twice_is_refused_with_its_place(twice: bytes, pointer: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(twice)
    assert (refusal.value.rule, refusal.value.pointer) == ("duplicate-key", pointer)


def test_a_key_too_long_to_be_named_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read(message(**{"k" * 100_000: 1}))
    assert refusal.value.rule == "key-too-long"
    assert len(refusal.value.reason.en) < 200


@pytest.mark.parametrize("literal", ['"\\ud83d\\ude00"', '"\\\\ud800 \\\\u0000"', '"NaN 1e400"'])
def test_what_only_looks_dangerous_is_read(literal: str) -> None:
    assert isinstance(read(with_value(literal)).data, NoteOfferedV2)


def test_where_json_ends_to_be_json_is_told() -> None:
    with pytest.raises(Refused, match="line 2, column 3"):
        read(b'{\n  id: "a"}')


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


@pytest.mark.parametrize(
    ("raw", "headers", "id_"),
    [
        (b'{"id": "a-1"}', {MSG_ID_HEADER: "b-2"}, "a-1"),
        (b'{"id": "a.1"}', {MSG_ID_HEADER: "b-2"}, "b-2"),
        (b'{"id": 7}', {MSG_ID_HEADER: "b-2\n"}, "inbox-3"),
        (b"\xff", {MSG_ID_HEADER: "b-2"}, "b-2"),
        (b"[]", {}, "inbox-3"),
        (nested(10_000), {MSG_ID_HEADER: "b.2"}, "inbox-3"),
    ],
)
def test_an_unreadable_message_gets_a_usable_id(
    raw: bytes, headers: dict[str, str], id_: str
) -> None:
    assert sender_of(raw, headers, "inbox-3") == id_


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
MESSAGES = (
    st.binary()
    | st.builds(lambda text: text.encode(), st.text())
    | st.builds(lambda value: json.dumps(value).encode(), JSON)
    | st.builds(
        lambda name, value: json.dumps(message(**{name: value})).encode(),
        st.sampled_from([*message(), "version", "actor", "dataschema"]),
        JSON,
    )
    | st.builds(
        lambda name, value: json.dumps(data(**{name: value})).encode(),
        st.sampled_from([*message()["data"], "colour", "x"]),
        JSON,
    )
    | st.builds(lambda at, what: GOOD[:at] + what + GOOD[at:], st.integers(0, 300), st.binary())
)


@given(MESSAGES)
def test_any_bytes_are_read_or_refused_and_the_refusal_can_be_stored(raw: bytes) -> None:
    try:
        assert isinstance(read(raw), Submission)
    except Refused as refused:
        for problem in refused.problems:
            told = problem.reason.vi + problem.reason.en + (problem.pointer or "")
            assert b"\0" not in told.encode()


@given(st.binary() | st.builds(lambda value: json.dumps(value).encode(), JSON), st.text())
def test_any_message_gets_an_id_that_can_name_its_receipt(raw: bytes, header: str) -> None:
    id_ = sender_of(raw, {MSG_ID_HEADER: header}, "inbox-3")
    assert read(message(id=id_)).id == id_
