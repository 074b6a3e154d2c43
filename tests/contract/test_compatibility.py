"""Every kind of change to a contract, and which promises it keeps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import ConfigDict, Field, StringConstraints, create_model

from danvan.contracts.base import Offered, Payload, Problem
from danvan.contracts.compatibility import breaks, same_meaning
from danvan.contracts.entry import Entry, Kind, Mode
from danvan.contracts.samples import sample_of
from danvan.contracts.schema_export import schema_of

B, F = Mode.BACKWARD, Mode.FORWARD
Fields = dict[str, Any]


class Two(StrEnum):
    A = "a"
    B = "b"


class Three(StrEnum):
    A = "a"
    B = "b"
    C = "c"


class Plain(Payload):
    x: int


class Richer(Payload):
    x: int
    y: int


class Texts(Payload):
    x: str


class Closed(Payload):
    model_config = ConfigDict(extra="forbid")
    x: int


class Chain(Payload):
    x: int
    next: Chain | None = None


class ChainOfTexts(Payload):
    x: str
    next: ChainOfTexts | None = None


def text(**constraints: Any) -> Any:
    return Annotated[str, StringConstraints(**constraints)]


def entry(fields: Fields, mode: Mode, base: type[Payload] = Payload) -> Entry:
    model = create_model("Noted", __base__=base, **fields)
    return Entry("danvan.notes.noted.v1", model, Kind.FACT, mode=mode)


def changed(old: Fields, new: Fields, mode: Mode, base: type[Payload] = Payload) -> list[Problem]:
    today = entry(new, mode, base)
    return breaks(today, schema_of(entry(old, mode, base)), schema_of(today))


#: Old fields, new fields, the modes that the change breaks, and where.
CHANGES: dict[str, tuple[Fields, Fields, set[Mode], str]] = {
    "nothing": ({"x": (int, ...)}, {"x": (int, ...)}, set(), ""),
    "optional field added": ({}, {"x": (int | None, None)}, set(), ""),
    "required field added": ({}, {"x": (int, ...)}, {B}, "/data/x"),
    "optional field removed": ({"x": (int | None, None)}, {}, {B}, "/data/x"),
    "required field removed": ({"x": (int, ...)}, {}, {B, F}, "/data/x"),
    "field made required": ({"x": (int, 0)}, {"x": (int, ...)}, {B}, "/data/x"),
    "field made optional": ({"x": (int, ...)}, {"x": (int, 0)}, {F}, "/data/x"),
    "default changed": ({"x": (int, 0)}, {"x": (int, 1)}, {B, F}, "/data/x"),
    "default given": ({"x": (int | None, None)}, {"x": (int | None, 1)}, {B, F}, "/data/x"),
    "type changed": ({"x": (int, ...)}, {"x": (str, ...)}, {B, F}, "/data/x"),
    "type widened": ({"x": (int, ...)}, {"x": (int | str, ...)}, {F}, "/data/x"),
    "type narrowed": ({"x": (int | str, ...)}, {"x": (str, ...)}, {B}, "/data/x"),
    "whole number widened": ({"x": (int, ...)}, {"x": (float, ...)}, {F}, "/data/x"),
    "number narrowed": ({"x": (float, ...)}, {"x": (int, ...)}, {B}, "/data/x"),
    "whole number to figure": ({"x": (int, ...)}, {"x": (Decimal, ...)}, {F}, "/data/x"),
    "null allowed": ({"x": (int, ...)}, {"x": (int | None, ...)}, {F}, "/data/x"),
    "null forbidden": ({"x": (int | None, ...)}, {"x": (int, ...)}, {B}, "/data/x"),
    "anything allowed": ({"x": (int, ...)}, {"x": (Any, ...)}, {F}, "/data/x"),
    "day to moment": ({"x": (date, ...)}, {"x": (datetime, ...)}, {B, F}, "/data/x"),
    "day to text": ({"x": (date, ...)}, {"x": (str, ...)}, {F}, "/data/x"),
    "value added": ({"x": (Two, ...)}, {"x": (Three, ...)}, {F}, "/data/x"),
    "value removed": ({"x": (Three, ...)}, {"x": (Two, ...)}, {B}, "/data/x"),
    "list of values to text": ({"x": (Two, ...)}, {"x": (str, ...)}, {F}, "/data/x"),
    "text to list of values": ({"x": (str, ...)}, {"x": (Two, ...)}, {B}, "/data/x"),
    "constant changed": (
        {"x": (Literal["a"], ...)},
        {"x": (Literal["b"], ...)},
        {B, F},
        "/data/x",
    ),
    "constant to list of values": (
        {"x": (Literal["a"], ...)},
        {"x": (Literal["a", "b"], ...)},
        {F},
        "/data/x",
    ),
    "maximum length set": ({"x": (str, ...)}, {"x": (text(max_length=9), ...)}, {B}, "/data/x"),
    "maximum length raised": (
        {"x": (text(max_length=9), ...)},
        {"x": (text(max_length=10), ...)},
        {F},
        "/data/x",
    ),
    "minimum length raised": (
        {"x": (text(min_length=1), ...)},
        {"x": (text(min_length=2), ...)},
        {B},
        "/data/x",
    ),
    "pattern set": ({"x": (str, ...)}, {"x": (text(pattern="^k"), ...)}, {B}, "/data/x"),
    "pattern lifted": ({"x": (text(pattern="^k"), ...)}, {"x": (str, ...)}, {F}, "/data/x"),
    "pattern changed": (
        {"x": (text(pattern="^k"), ...)},
        {"x": (text(pattern="^b"), ...)},
        {B, F},
        "/data/x",
    ),
    "minimum raised": (
        {"x": (Annotated[int, Field(ge=0)], ...)},
        {"x": (Annotated[int, Field(ge=1)], ...)},
        {B},
        "/data/x",
    ),
    "maximum lowered": (
        {"x": (Annotated[int, Field(le=9)], ...)},
        {"x": (Annotated[int, Field(le=8)], ...)},
        {B},
        "/data/x",
    ),
    "bound lifted": (
        {"x": (Annotated[int, Field(gt=0, lt=9)], ...)},
        {"x": (int, ...)},
        {F},
        "/data/x",
    ),
    "keyword this module does not know": (
        {"x": (int, ...)},
        {"x": (Annotated[int, Field(multiple_of=2)], ...)},
        {B},
        "/data/x",
    ),
    "list may be empty": (
        {"x": (Annotated[list[int], Field(min_length=1)], ...)},
        {"x": (list[int], ...)},
        {F},
        "/data/x",
    ),
    "items changed": ({"x": (list[int], ...)}, {"x": (list[str], ...)}, {B, F}, "/data/x/*"),
    "one to list": ({"x": (int, ...)}, {"x": (list[int], ...)}, {B, F}, "/data/x"),
    "map values changed": (
        {"x": (dict[str, int], ...)},
        {"x": (dict[str, str], ...)},
        {B, F},
        "/data/x/*",
    ),
    "map opened": ({"x": (dict[str, int], ...)}, {"x": (dict[str, Any], ...)}, {F}, "/data/x/*"),
    "inner field added": ({"x": (Plain, ...)}, {"x": (Richer, ...)}, {B}, "/data/x/y"),
    "inner field removed": ({"x": (Richer, ...)}, {"x": (Plain, ...)}, {B, F}, "/data/x/y"),
    "inner type changed": (
        {"x": (list[Plain], ...)},
        {"x": (list[Texts], ...)},
        {B, F},
        "/data/x/*/x",
    ),
    "inner model closed": ({"x": (Plain, ...)}, {"x": (Closed, ...)}, {B}, "/data/x"),
    "inner model opened": ({"x": (Closed, ...)}, {"x": (Plain, ...)}, {F}, "/data/x"),
    "branch added": ({"x": (Plain, ...)}, {"x": (Plain | Texts, ...)}, {F}, "/data/x/x"),
    "branch removed": ({"x": (Plain | Texts, ...)}, {"x": (Plain, ...)}, {B}, "/data/x/x"),
    "branches put in another order": (
        {"x": (Plain | Texts, ...)},
        {"x": (Texts | Plain, ...)},
        set(),
        "",
    ),
    "model that holds itself": ({"x": (Chain, ...)}, {"x": (Chain, ...)}, set(), ""),
    "inside a model that holds itself": (
        {"x": (Chain, ...)},
        {"x": (ChainOfTexts, ...)},
        {B, F},
        "/data/x/x",
    ),
    "description changed": (
        {"x": (Annotated[int, Field(description="a")], ...)},
        {"x": (Annotated[int, Field(description="b", examples=[1])], ...)},
        set(),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_keeps_or_breaks_the_promise(change: str, mode: Mode) -> None:
    old, new, broken, where = CHANGES[change]
    problems = changed(old, new, mode)
    expected = bool(broken) if mode is Mode.FULL else mode in broken
    assert bool(problems) == expected
    if problems:
        assert where in {problem.pointer for problem in problems}
        assert all("danvan.notes.noted.v2" in problem.reason.en for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ({}, {"x": (int | None, None)}, {F}),
        ({"x": (int | None, None)}, {}, {B}),
        ({"x": (int, ...)}, {"x": (int, ...)}, set()),
    ],
)
def test_readers_that_refuse_unknown_fields_break_sooner(
    old: Fields, new: Fields, broken: set[Mode]
) -> None:
    assert {mode for mode in (B, F) if changed(old, new, mode, Offered)} == broken


def test_closing_and_opening_the_whole_data() -> None:
    open_, closed = (schema_of(entry({"x": (int, 0)}, B, base)) for base in (Payload, Offered))
    backward = entry({}, B)
    forward = entry({}, F)
    assert [p.rule for p in breaks(backward, open_, closed)] == ["closed"]
    assert [p.rule for p in breaks(forward, closed, open_)] == ["closed"]
    assert breaks(backward, closed, open_) == breaks(forward, open_, closed) == []


def test_the_sentence_says_what_to_do() -> None:
    [problem] = changed({}, {"x": (int, ...)}, B)
    assert problem.reason.en == (
        "danvan.notes.noted.v1 /data/x: today's readers require the field, but old messages may"
        " lack it. Either make it optional with a default, or make danvan.notes.noted.v2 with an"
        " upcaster."
    )
    assert "thông điệp cũ có thể thiếu" in problem.reason.vi


def test_submissions_are_closed_all_the_way_down() -> None:
    offered = create_model("Offered", __base__=Offered, x=(list[Plain], ...))
    schema = schema_of(Entry("danvan.notes.offered.v1", offered, Kind.SUBMISSION))
    assert schema["additionalProperties"] is False
    assert all(node["additionalProperties"] is False for node in schema["$defs"].values())


def test_only_words_for_people_leave_the_meaning() -> None:
    old, new, _, _ = CHANGES["description changed"]
    assert same_meaning(schema_of(entry(old, B)), schema_of(entry(new, B)))
    assert not same_meaning(schema_of(entry({}, B)), schema_of(entry({"title": (str, "")}, B)))


@pytest.mark.parametrize("change", CHANGES)
def test_another_validator_agrees_with_what_is_kept(change: str) -> None:
    old, new, broken, _ = CHANGES[change]
    if B not in broken and "itself" not in change:
        Draft202012Validator(schema_of(entry(new, B))).validate(sample_of(entry(old, B)))
    if F not in broken and "itself" not in change:
        Draft202012Validator(schema_of(entry(old, F))).validate(sample_of(entry(new, F)))
