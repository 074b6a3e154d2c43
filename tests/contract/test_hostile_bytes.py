"""Whatever bytes a unit sends, they are read or refused by a rule; nothing else ever happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.contracts.base import Refused
from danvan.contracts.envelope import Submission
from danvan.contracts.reading import sender_of
from danvan.contracts.strict_json import MAX_BYTES
from danvan.contracts.subjects import MSG_ID_HEADER
from tests.contract.small import NoteOfferedV2, message, read

GOOD = json.dumps(message()).encode()


def with_value(literal: str) -> bytes:
    """A message whose `data.line` is this piece of JSON."""
    return GOOD.replace(json.dumps("Đã họp").encode(), literal.encode())


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


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
        lambda name, value: json.dumps(message(data=message()["data"] | {name: value})).encode(),
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
