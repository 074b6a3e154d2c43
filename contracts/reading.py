"""Strict reading of what units send: a `Submission`, or `Refused` with every problem that is found.

Who sent it is what the broker vouches for, the unit in the subject; the message must agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import from_json

from danvan.contracts import subjects
from danvan.contracts.base import Problem, Refused, Resend, Token
from danvan.contracts.catalogue import CATALOGUE, read_payload
from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import Submission, unit_source
from danvan.contracts.messages import message_model
from danvan.contracts.problems import problems_of
from danvan.contracts.strict_json import read_object

#: More are counted, but not told: a refusal must stay smaller than what it refuses.
MAX_PROBLEMS = 100

_TOKEN = re.compile(get_args(Token)[1].pattern)


def read_submission(
    raw: bytes, *, subject: str, today: date, catalogue: Mapping[str, Entry] = CATALOGUE
) -> Submission:
    """Read what was published on an inbox subject; `data` is lifted to its newest version.

    Args:
        today: the day the broker took it in; a type that retires on it is refused.

    Raises:
        Refused: with the rule's name, what to do, and JSON pointers to what is wrong.
    """
    document = read_object(raw)
    entry = _entry(document.get("type"), today, catalogue)
    _check_door(document, entry, subject)
    model = message_model(entry)
    try:
        sent = model.model_validate_json(raw, strict=True, extra="forbid")
    except ValidationError as error:
        problems = problems_of(error, model, limit=MAX_PROBLEMS)
        raise _malformed(error.error_count(), problems) from error
    assert isinstance(sent, Submission)
    if entry.upcast is None:
        return sent
    try:
        data = read_payload(entry.type, document["data"], catalogue)
    except ValidationError as error:
        raise Refused(
            "content-not-in-newer-version",
            vi=f"Nội dung này không chuyển được sang phiên bản mới; hãy gửi {entry.next_type}.",
            en=f"This content does not fit the newer version; send {entry.next_type}.",
            pointer="/data",
        ) from error
    return sent.model_copy(update={"data": data})


def sender_of(raw: bytes, headers: Mapping[str, str], fallback: str) -> str:
    """The id under which a message that cannot be read gets its receipt: its own if it has a
    usable one, else the one in its header, else `fallback`."""
    try:
        document = from_json(raw)
    except ValueError:
        document = None
    own = document.get("id") if isinstance(document, dict) else None
    for claimed in (own, headers.get(subjects.MSG_ID_HEADER)):
        if isinstance(claimed, str) and _TOKEN.fullmatch(claimed):
            return claimed
    return fallback


def _entry(type_name: Any, today: date, catalogue: Mapping[str, Entry]) -> Entry:
    if not isinstance(type_name, str):
        raise Refused(
            "type-missing",
            vi="Thiếu “type”, tên loại thông điệp; xem `danvan contracts list`.",
            en="`type`, the name of a message type, is missing; see `danvan contracts list`.",
            pointer="/type",
        )
    entry = catalogue.get(type_name)
    if entry is None:
        raise _unknown(type_name[:100], catalogue)
    if entry.kind is not Kind.SUBMISSION:
        raise Refused(
            "type-not-for-units",
            vi=f"{type_name} chỉ do dịch vụ ghi; đơn vị gửi các loại “submission”,"
            " xem `danvan contracts list`.",
            en=f"Only services record {type_name}; units send the types of kind 'submission',"
            " see `danvan contracts list`.",
            pointer="/type",
            resend=Resend.NEVER,
        )
    if entry.retires is not None and today >= entry.retires:
        raise Refused(
            "type-retired",
            vi=f"{type_name} đã ngừng nhận từ {entry.retires:%d/%m/%Y}; hãy gửi {entry.next_type}.",
            en=f"{type_name} is no longer taken since {entry.retires}; send {entry.next_type}.",
            pointer="/type",
        )
    return entry


def _unknown(type_name: str, catalogue: Mapping[str, Entry]) -> Refused:
    family = type_name.rpartition(".v")[0]
    known = ", ".join(sorted(name for name in catalogue if name.rpartition(".v")[0] == family))
    if known:
        return Refused(
            "version-unknown",
            vi=f"Không có phiên bản {type_name}; hãy gửi {known}.",
            en=f"There is no version {type_name}; send {known}.",
            pointer="/type",
        )
    return Refused(
        "type-unknown",
        vi=f"Không có loại thông điệp “{type_name}”; xem `danvan contracts list`.",
        en=f"There is no message type '{type_name}'; see `danvan contracts list`.",
        pointer="/type",
    )


def _check_door(document: dict[str, Any], entry: Entry, subject: str) -> None:
    """The message says it is what its subject says it is."""
    unit = subjects.unit_of_inbox(subject)
    if subject != (expected := subjects.inbox_subject(unit, entry.type)):
        raise Refused(
            "type-on-wrong-subject",
            vi=f"{entry.type} đã gửi vào {subject}; hãy gửi vào {expected}.",
            en=f"{entry.type} was published on {subject}; publish it on {expected}.",
            pointer="/type",
        )
    source = document.get("source")
    if isinstance(source, str) and source != unit_source(unit):
        raise Refused(
            "source-of-another-unit",
            vi=f"“source” là “{source[:100]}”, nhưng đơn vị gửi là {unit};"
            f" hãy ghi {unit_source(unit)}.",
            en=f"`source` is '{source[:100]}', but the sender is {unit};"
            f" write {unit_source(unit)}.",
            pointer="/source",
        )


def _malformed(count: int, problems: tuple[Problem, ...]) -> Refused:
    """One problem stands for itself; several get a name of their own."""
    if count == 1:
        [only] = problems
        return Refused(only.rule, only.reason.vi, only.reason.en, pointer=only.pointer)
    return Refused(
        "message-malformed",
        vi=f"Thông điệp có {count} chỗ sai; hãy sửa tất cả rồi gửi lại.",
        en=f"The message has {count} faults; correct them all and send it again.",
        problems=problems,
    )
