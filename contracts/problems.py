"""What is wrong with a document: every problem at once, each with its place and what to do.

Turns pydantic's errors into rules with sentences in Vietnamese and English.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from textwrap import shorten
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from danvan.contracts.base import Problem, Sha256, Slug, StreamId, Text, Token

_OUT_OF_LIST = (
    "value-not-in-list",
    "“{given}” không có trong danh sách: {expected}.",
    "'{given}' is none of: {expected}.",
)
#: Pydantic's error type → rule, Vietnamese, English. `{given}` is what stood there; the other
#: names are pydantic's own.
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "missing": ("missing-key", "Thiếu “{key}”; hãy thêm vào.", "'{key}' is missing; add it."),
    "string_pattern_mismatch": (
        "malformed-value",
        "“{given}” không đúng dạng: {form_vi}.",
        "'{given}' does not have the form: {form_en}.",
    ),
    "string_too_short": (
        "malformed-value",
        "Ở đây đang trống; hãy điền nội dung.",
        "This is empty; fill it in.",
    ),
    "string_too_long": (
        "malformed-value",
        "Dài quá {max_length} ký tự; hãy rút ngắn.",
        "This is longer than {max_length} characters; shorten it.",
    ),
    "enum": _OUT_OF_LIST,
    "literal_error": _OUT_OF_LIST,
    "too_short": (
        "list-too-short",
        "Danh sách cần ít nhất {min_length} mục.",
        "The list needs at least {min_length} item(s).",
    ),
    "too_long": (
        "list-too-long",
        "Danh sách có quá {max_length} mục; hãy bớt đi.",
        "The list has more than {max_length} item(s); take some out.",
    ),
    "greater_than": (
        "value-out-of-range",
        "“{given}” phải lớn hơn {gt}.",
        "'{given}' must be more than {gt}.",
    ),
    "greater_than_equal": (
        "value-out-of-range",
        "“{given}” phải từ {ge} trở lên.",
        "'{given}' must be at least {ge}.",
    ),
    "less_than_equal": (
        "value-out-of-range",
        "“{given}” không được quá {le}.",
        "'{given}' must be at most {le}.",
    ),
    "less_than": (
        "value-out-of-range",
        "“{given}” phải nhỏ hơn {lt}.",
        "'{given}' must be less than {lt}.",
    ),
    "decimal_max_digits": (
        "value-out-of-range",
        "“{given}” có quá {max_digits} chữ số.",
        "'{given}' has more than {max_digits} digits.",
    ),
    "decimal_max_places": (
        "value-out-of-range",
        "“{given}” có quá {decimal_places} chữ số thập phân.",
        "'{given}' has more than {decimal_places} decimal places.",
    ),
    "decimal_whole_digits": (
        "value-out-of-range",
        "“{given}” có quá {whole_digits} chữ số trước dấu thập phân.",
        "'{given}' has more than {whole_digits} digits before the point.",
    ),
}
_MOMENT = (
    "impossible-time",
    "một thời điểm có múi giờ, dạng 2023-05-09T16:55:00+07:00",
    "a moment with its offset, as 2023-05-09T16:55:00+07:00",
)
#: The first word of pydantic's error type → rule, and what was wanted there.
_WANTED: dict[str, tuple[str, str, str]] = {
    "datetime": _MOMENT,
    "timezone": _MOMENT,
    "date": ("impossible-date", "một ngày có thật, dạng 2023-05-10", "a real day, as 2023-05-10"),
    "string": ("wrong-type", "một dòng chữ", "text"),
    "int": ("wrong-type", "một số nguyên", "a whole number"),
    "decimal": ("wrong-type", "một con số", "a number"),
    "finite": ("wrong-type", "một con số", "a number"),
    "float": ("wrong-type", "một con số", "a number"),
    "bool": ("wrong-type", "true hoặc false", "true or false"),
    "list": ("wrong-type", "một danh sách", "a list"),
    "tuple": ("wrong-type", "một danh sách", "a list"),
    "model": ("wrong-type", "một nhóm “khóa: giá trị”", "a group of 'key: value'"),
    "dict": ("wrong-type", "một nhóm “khóa: giá trị”", "a group of 'key: value'"),
}
#: Patterns that have a name people understand.
_FORMS = {
    get_args(Slug)[1].pattern: (
        "chữ thường không dấu, chữ số, gạch nối",
        "lowercase letters a-z, digits, hyphens",
    ),
    get_args(Token)[1].pattern: (
        "tối đa 64 chữ cái không dấu, chữ số, gạch nối, gạch dưới; nên dùng UUID",
        "at most 64 letters a-z, digits, hyphens, underscores; best a UUID",
    ),
    get_args(StreamId)[1].pattern: (
        "<loại>/<mã>, ví dụ plan/kh-878-2023",
        "<kind>/<id>, as plan/kh-878-2023",
    ),
    get_args(Sha256)[1].pattern: (
        "mã băm SHA-256, 64 chữ số thập lục phân viết thường",
        "a SHA-256 hash, 64 lowercase hexadecimal digits",
    ),
}


def rule_broken(rule: str, vi: str, en: str) -> PydanticCustomError:
    """What a model's validator raises, so that its rule and sentences reach people unchanged."""
    return PydanticCustomError(rule, "{en}", {"vi": vi, "en": en})


def problems_of(
    error: ValidationError, model: type[BaseModel], limit: int | None = None
) -> tuple[Problem, ...]:
    """All errors of validating a document as `model`, or the first `limit` ones, with JSON
    pointers into the document. What was given is quoted, unless the model or one of its fields'
    models says `hide_input_in_errors`: it may be a secret in the wrong place."""
    details = error.errors(include_url=False)
    if _hides_input(model):
        details = [{**each, "input": "…"} for each in details]
    return tuple(_problem(each, model) for each in details[:limit])


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def parts_of(problem: Problem) -> list[str]:
    """The parts of a problem's JSON pointer; none if it is about the whole document."""
    parts = (problem.pointer or "").split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def did_you_mean(given: str, known: Iterable[str]) -> Text:
    """` Did you mean '…'?` with a leading space; empty when no known name is like it."""
    near = get_close_matches(given, list(known), n=1)
    if not near:
        return Text(vi="", en="")
    return Text(vi=f" Có phải ý bạn là “{near[0]}”?", en=f" Did you mean '{near[0]}'?")


def _hides_input(model: type[BaseModel]) -> bool:
    inner = filter(None, map(_model_in, _fields(model).values()))
    return any(each.model_config.get("hide_input_in_errors") for each in (model, *inner))


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    kind, context = details["type"], details.get("ctx", {})
    parts, keys = _place(model, details["loc"], unknown_key=kind == "extra_forbidden")
    if "vi" in context:
        rule, vi, en = kind, context["vi"], context["en"]
    elif kind == "extra_forbidden":
        rule, vi, en = _unknown_key(str(parts[-1]), keys)
    else:
        rule, vi, en = _sentence(details, str(parts[-1]) if parts else "")
    return Problem(rule=rule, reason=Text(vi=vi, en=en), pointer=pointer(*parts))


def _unknown_key(key: str, known: list[str]) -> tuple[str, str, str]:
    hint = did_you_mean(key, known)
    keys = ", ".join(known)
    return (
        "unknown-key",
        f"Khóa “{key}” không có ở đây.{hint.vi or f' Các khóa được dùng: {keys}.'}",
        f"There is no key '{key}' here.{hint.en or f' The keys are: {keys}.'}",
    )


def _sentence(details: ErrorDetails, key: str) -> tuple[str, str, str]:
    kind, context = details["type"], details.get("ctx", {})
    given = shorten(str(details["input"]), 60, placeholder=" ...")
    if kind in _SENTENCES:
        rule, vi, en = _SENTENCES[kind]
        form = context.get("pattern", "")
        form_vi, form_en = _FORMS.get(form, (form, form))
        names: dict[str, Any] = {"key": key, "given": given, "form_vi": form_vi, "form_en": form_en}
        return rule, vi.format_map(names | context), en.format_map(names | context)
    word = kind.partition("_")[0]
    if word in _WANTED:
        rule, vi, en = _WANTED[word]
        return rule, f"“{given}” không phải là {vi}.", f"'{given}' is not {en}."
    return "malformed-value", f"Giá trị không hợp lệ: {details['msg']}.", f"{details['msg']}."


def _place(
    model: type[BaseModel], loc: tuple[int | str, ...], *, unknown_key: bool
) -> tuple[list[int | str], list[str]]:
    """The place of an error without the names of union branches, which pydantic mixes in, and the
    keys that are known there. In our documents a field holds at most one kind of model."""
    parts: list[int | str] = []
    fields = _fields(model)
    for index, part in enumerate(loc):
        if isinstance(part, int) or (unknown_key and index == len(loc) - 1):
            parts.append(part)
        elif part in fields:
            parts.append(part)
            inner = _model_in(fields[part])
            fields = _fields(inner) if inner else fields
    return parts, list(fields)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
