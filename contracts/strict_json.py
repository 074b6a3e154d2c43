"""Bytes from outside become a JSON object, or a refusal that says where and why.

Refused is also what is JSON but read differently by different programs: a key given twice, half a
surrogate pair, numbers that a double doesn't hold (RFC 7493, I-JSON, section 2).
"""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any

from danvan.contracts.base import Refused
from danvan.contracts.problems import pointer

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_KEY = 128
#: Every whole number of so many digits is exact in a double, and fits a column of a database.
MAX_DIGITS = 15
#: So much of an overlong key or number is shown.
_SHOWN = 20

_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: How NUL and half a surrogate pair are written; so are, harmlessly, the halves of a whole pair.
_UNSAFE_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNSAFE_CHARACTER = re.compile("[\0\ud800-\udfff]")


class _Suspicious(Exception):
    """The quick reading found something; the thorough one says what and where."""


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """The members of an object as they were written."""


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are.

    Raises:
        Refused: if they are none, or one that programs could read differently.
    """
    text = _text(raw)
    try:
        document = _parse(text, _QUICK)
    except _Suspicious:
        _inspect(_parse(text, _THOROUGH))
        raise
    if text.count("{") + text.count("[") > MAX_DEPTH or _UNSAFE_ESCAPE.search(text):
        _inspect(_parse(text, _THOROUGH))
    if not isinstance(document, dict):
        raise Refused(
            "not-an-object",
            vi="Thông điệp phải là một đối tượng JSON: { … }.",
            en="A message must be a JSON object: { … }.",
        )
    return document


def _text(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise Refused(
            "message-too-large",
            vi=f"Thông điệp dài {len(raw)} byte, quá mức {MAX_BYTES}; hãy rút ngắn,"
            " tệp đính kèm chỉ gửi mã băm.",
            en=f"The message has {len(raw)} bytes, more than {MAX_BYTES}; shorten it,"
            " and send attachments by their hash.",
        )
    if not raw.strip():
        raise Refused(
            "message-empty",
            vi="Thông điệp trống; hãy gửi một CloudEvent dạng JSON.",
            en="The message is empty; send a CloudEvent as JSON.",
        )
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise Refused(
            "byte-order-mark",
            vi="Thông điệp bắt đầu bằng dấu thứ tự byte (BOM); hãy gửi UTF-8 không có BOM.",
            en="The message begins with a byte order mark; send UTF-8 without one.",
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            "not-utf-8",
            vi=f"Byte {error.start} không phải là UTF-8; hãy gửi văn bản mã hóa UTF-8.",
            en=f"Byte {error.start} is not UTF-8; send text encoded as UTF-8.",
        ) from error
    _inspect_text(text)
    return text


def _parse(text: str, hooks: dict[str, Any]) -> Any:
    try:
        return json.loads(text, **hooks)
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        raise Refused(
            "not-json",
            vi=f"Sai cú pháp JSON ở dòng {line}, cột {column}; hãy xem dấu phẩy, dấu nháy, ngoặc.",
            en=f"This is not JSON at line {line}, column {column}: {error.msg}.",
        ) from error
    except RecursionError as error:
        raise _too_deep() from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs) or any(len(key) > MAX_KEY for key in members):
        raise _Suspicious
    return members


def _whole(literal: str) -> int:
    if _too_long(literal):
        raise _Suspicious
    return int(literal)


def _fraction(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise _Suspicious
    return number


_QUICK = {
    "object_pairs_hook": _members,
    "parse_int": _whole,
    "parse_float": _fraction,
    "parse_constant": _fraction,
}
_THOROUGH = {
    "object_pairs_hook": _Pairs,
    "parse_int": _Number,
    "parse_float": _Number,
    "parse_constant": _Number,
}


def _inspect(value: Any, *path: str | int) -> None:
    """Refuse the first thing that programs would read differently."""
    if isinstance(value, _Number):
        _inspect_number(value, path)
    elif isinstance(value, str):
        _inspect_text(value, path)
    elif isinstance(value, list):
        if len(path) >= MAX_DEPTH:
            raise _too_deep(path)
        if isinstance(value, _Pairs):
            _inspect_keys([key for key, _ in value], path)
        for key, item in value if isinstance(value, _Pairs) else enumerate(value):
            _inspect(item, *path, key)


def _inspect_keys(keys: list[str], path: tuple[str | int, ...]) -> None:
    seen: set[str] = set()
    for key in keys:
        _inspect_text(key, path)
        if len(key) > MAX_KEY:
            raise Refused(
                "key-too-long",
                vi=f"Khóa “{key[:_SHOWN]}…” dài quá {MAX_KEY} ký tự; hãy rút ngắn.",
                en=f"The key '{key[:_SHOWN]}…' is longer than {MAX_KEY} characters; shorten it.",
                pointer=pointer(*path),
            )
        if key in seen:
            raise Refused(
                "duplicate-key",
                vi=f"Khóa “{key}” xuất hiện hai lần trong cùng một đối tượng; hãy bỏ bớt một.",
                en=f"The key '{key}' stands twice in the same object; leave one of them out.",
                pointer=pointer(*path, key),
            )
        seen.add(key)


def _inspect_text(text: str, path: tuple[str | int, ...] | None = None) -> None:
    found = _UNSAFE_CHARACTER.search(text)
    if found is None:
        return
    where = None if path is None else pointer(*path)
    if found[0] == "\0":
        raise Refused(
            "nul-character",
            vi="Có ký tự NUL (U+0000); hãy bỏ đi, và gửi văn bản UTF-8 chứ không phải UTF-16.",
            en="There is a NUL character (U+0000); take it out, and send UTF-8 rather than UTF-16.",
            pointer=where,
        )
    raise Refused(
        "lone-surrogate",
        vi=f"\\u{ord(found[0]):04x} chỉ là nửa ký tự; hãy viết đủ cặp, hoặc viết thẳng bằng UTF-8.",
        en=f"\\u{ord(found[0]):04x} is half a character; write the whole pair, or plain UTF-8.",
        pointer=where,
    )


def _inspect_number(literal: str, path: tuple[str | int, ...]) -> None:
    shown = literal if len(literal) <= _SHOWN else f"{literal[:_SHOWN]}…"
    if literal in {"NaN", "Infinity", "-Infinity"}:
        raise Refused(
            "number-not-finite",
            vi=f"{shown} không phải là số trong JSON; hãy ghi một con số, hoặc bỏ trống.",
            en=f"{shown} is no number in JSON; write a number, or leave it out.",
            pointer=pointer(*path),
        )
    whole = literal.lstrip("-").isdigit()
    if _too_long(literal) if whole else not math.isfinite(float(literal)):
        raise Refused(
            "number-too-large",
            vi=f"Số {shown} quá lớn; số nguyên được tối đa {MAX_DIGITS} chữ số.",
            en=f"The number {shown} is too large; a whole number has at most {MAX_DIGITS} digits.",
            pointer=pointer(*path),
        )


def _too_long(whole: str) -> bool:
    return len(whole.lstrip("-")) > MAX_DIGITS


def _too_deep(path: tuple[str | int, ...] | None = None) -> Refused:
    return Refused(
        "nested-too-deep",
        vi=f"Dữ liệu lồng nhau quá {MAX_DEPTH} tầng; hãy gửi cấu trúc phẳng hơn.",
        en=f"The message is nested more than {MAX_DEPTH} levels deep; send a flatter one.",
        pointer=None if path is None else pointer(*path),
    )
