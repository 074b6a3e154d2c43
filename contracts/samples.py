"""One golden sample of each message type, made from its model; the same model gives the same one.

A model whose rules no such guess can meet says itself what it looks like, in its configuration:
`json_schema_extra={"examples": [{…}]}`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import Document, data_schema, service_source, unit_source
from danvan.contracts.intake import outcome_stream
from danvan.contracts.messages import message_model
from danvan.contracts.roles import Role

UNIT = "bao-tang-thanh-pho"
_AGENCY = "so-van-hoa-the-thao"
_PLAN = "kh-878-2023"
_TASK = f"{_PLAN}.sinh-hoat-chuyen-de.{UNIT}"
_ACTION = f"{_PLAN}.muc-do-hai-long.2023-12-31"
_REPORT = f"{_PLAN}.public-engagement.h1.{UNIT}"
_SUBMISSION = "0187ffef-8137-7d56-87a2-0c1f6b9e4d38"
_SHA256 = hashlib.sha256(b"danvan").hexdigest()
_MUSEUM = {"vi": "Bảo tàng Thành phố Hồ Chí Minh", "en": "Museum of Ho Chi Minh City"}
_REASON = {"vi": "Thiếu số liệu về tiếp công dân.", "en": "Figures on reception are missing."}

#: Field name → values to try first.
_BY_NAME: dict[str, tuple[Any, ...]] = {
    "accountable": ("van-phong-so", ["van-phong-so"]),
    "after": ("2023-06-14",),
    "agency": (_AGENCY,),
    "answers": ("II.1",),
    "assumed": (False,),
    "attendance": (45,),
    "audience": ("Công chức, viên chức và người lao động",),
    "before": ("2023-11-10",),
    "cause": ("Hồ sơ dồn vào tháng 12, thiếu người trực bộ phận tiếp nhận.",),
    "child": ("kh-bao-tang-thanh-pho-2023",),
    "clause": ("II.1",),
    "code": ("activities-held",),
    "denominator": (412,),
    "due_provisional": (False,),
    "duty": (f"{_PLAN}.public-engagement.h1",),
    "en": (_MUSEUM["en"],),
    "from": ("2023-01-01",),
    "goal": ("90",),
    "heading": ("Công tác tuyên truyền, vận động",),
    "in_force_until": ("2023-12-31",),
    "indicator": ("satisfaction",),
    "kind": ("affiliated-unit",),
    "label": ("Số buổi tuyên truyền và hoạt động dân vận đã tổ chức",),
    "late": (False,),
    "left": (["activities-held"],),
    "measure": ("Cử thêm người trực, nhắc trước hẹn hai ngày.",),
    "message": (_REASON,),
    "name": ("Biên bản buổi sinh hoạt chuyên đề", _MUSEUM),
    "note": ("Đã tổ chức một buổi sinh hoạt chuyên đề cho toàn đơn vị.",),
    "number": ("878/KH-SVHTT",),
    "numerator": (371,),
    "order": ("112/QĐ-SVHTT",),
    "owed_by": ([{"each": "affiliated-unit"}],),
    "owner": ("van-phong-so",),
    "parent": (_AGENCY,),
    "period": ("h1", "2023-Q2"),
    "plan": (_PLAN,),
    "plan_number": ("878/KH-SVHTT",),
    "pointer": ("/data/note",),
    "raw": ("e30=",),
    "reason": (_REASON["vi"], _REASON),
    "replaced_by": ("Luật số 10/2022/QH15",),
    "report": (_REPORT,),
    "review": ("Các nhiệm vụ của kế hoạch đã hoàn thành.",),
    "right": (["activity-attendance"],),
    "rule": ("malformed-value", "attendance-per-activity"),
    "sender": (UNIT,),
    "series": ("public-engagement",),
    "series_title": ("Báo cáo tình hình thực hiện công tác dân vận chính quyền",),
    "service": ("planning",),
    "signatory": ("Giám đốc Sở",),
    "signatory_title": ("Giám đốc",),
    "source": ("feedback",),
    "standing": ("phong-to-chuc-phap-che",),
    "stream": (f"task/{_TASK}",),
    "submission": (_SUBMISSION,),
    "submission_type": ("danvan.planning.task-progress-offered.v1",),
    "supporting": (["cong-doan-so"],),
    "target": ("muc-do-hai-long",),
    "task": ("sinh-hoat-chuyen-de", _TASK),
    "template": ("public-engagement",),
    "text": ("Tổ chức sinh hoạt chuyên đề, hội nghị, họp chi bộ.",),
    "title": ("Kế hoạch công tác dân vận của chính quyền năm 2023",),
    "title_en": ("Plan for the government's public engagement in 2023",),
    "to": ("phong-to-chuc-phap-che",),
    "topic": ("Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",),
    "type": ("danvan.planning.task-progressed.v1",),
    "unit": (UNIT,),
    "until": ("2023-04-30",),
    "value": ("91.5",),
    "vi": (_MUSEUM["vi"],),
    "why": ("Đã cộng nhầm số liệu tháng 4.",),
    "year": (2023,),
}
#: What to try next, by type. A text comes in many forms; the first that fits is taken.
_BY_TYPE: dict[Any, tuple[Any, ...]] = {
    bool: (True,),
    int: (1, 3, 10, 100, 2023, 0),
    float: (1.5, 0.5),
    Decimal: ("12", "1", "90.5", "0.5"),
    date: ("2023-05-09",),
    datetime: ("2023-05-09T16:55:00+07:00",),
    AwareDatetime: ("2023-05-09T16:55:00+07:00",),
    str: (
        *("Theo Kế hoạch 878/KH-SVHTT", UNIT, _SHA256, _TASK, _ACTION, _REPORT),
        *(f"plan/{_PLAN}", "2023-Q2", "2023-05-09", "II.1", f"U{'A2' * 27}A"),
    ),
}


def sample_of(entry: Entry) -> Document:
    """A whole message of this type, as a JSON document.

    Raises:
        LookupError: if the model must be given an example first.
    """
    id_, data = _uuid7(entry.type), example_of(entry.model)
    recorded = entry.kind is Kind.FACT
    about = f"{entry.type.split('.')[2].rpartition('-')[0]}/{next(iter(data.values()), UNIT)}"
    message: Document = {
        "specversion": "1.0",
        "id": id_,
        "source": unit_source(UNIT),
        "type": entry.type,
        "subject": about if recorded else outcome_stream(UNIT, id_),
        "time": "2023-05-09T16:55:00+07:00",
        "datacontenttype": "application/json",
        "dataschema": data_schema(entry.type),
    }
    if entry.kind is not Kind.SUBMISSION:
        message["source"] = service_source(entry.service)
        message["causationid"] = _SUBMISSION
    if recorded:
        message |= {
            "recordedtime": "2023-05-09T16:55:01+07:00",
            "version": 1,
            "actor": f"unit:{UNIT}",
            "actorrole": Role.UNIT_SYSTEM,
            "onbehalfof": UNIT,
            "correlationid": about,
        }
    message["data"] = data
    message_model(entry).model_validate_json(json.dumps(message), strict=True)
    return message


def example_of(model: type[BaseModel]) -> Document:
    """A document that the model accepts: all of its fields, or as many as its rules allow.

    Raises:
        LookupError: if there is none to be found.
    """
    extra = model.model_config.get("json_schema_extra")
    given = extra.get("examples") if isinstance(extra, dict) else None
    candidates = given if isinstance(given, list) else _guesses(model)
    for document in candidates:
        if isinstance(document, dict) and _fits(model, document):
            return dict(document)
    raise LookupError(
        f"No sample of {model.__name__} can be guessed; give it one in its model_config:"
        ' json_schema_extra={"examples": [{…}]}.'
    )


def _guesses(model: type[BaseModel]) -> Iterator[Document]:
    """All fields; all but one optional; the required ones and one more; the required ones."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    full = {name: _field(name, info) for name, info in fields.items()}
    optional = [name for name, info in fields.items() if not info.is_required()]
    required = {name: value for name, value in full.items() if name not in optional}
    yield full
    for left_out in optional:
        yield {name: value for name, value in full.items() if name != left_out}
    for added in optional:
        yield {name: value for name, value in full.items() if name in required or name == added}
    yield required


def _field(name: str, info: FieldInfo) -> Any:
    annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    for example in info.examples or ():
        return example
    return _value(name, annotation)


def _value(name: str, annotation: Any) -> Any:
    for candidate in _candidates(name, annotation):
        if _fits(annotation, candidate):
            return candidate
    raise LookupError(f"No sample of the field {name!r} can be guessed; give it examples=[…].")


def _candidates(name: str, annotation: Any) -> Iterator[Any]:
    """Values to try for a field of this name, in JSON form."""
    yield from _BY_NAME.get(name, ())
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        for argument in arguments:
            if argument is not type(None):
                yield from _candidates(name, argument)
    elif origin is Literal:
        yield arguments[0]
    elif origin is dict:
        yield {_value("key", arguments[0]): _value(name, arguments[1])}
    elif origin is tuple and arguments[-1] is not Ellipsis:
        yield [_value(name, argument) for argument in arguments]
    elif origin in {tuple, list, frozenset}:
        item = _value(name.removesuffix("s"), arguments[0])
        yield from ([item] * size for size in (1, 2, 3))
    elif issubclass(annotation, BaseModel):
        yield example_of(annotation)
    elif issubclass(annotation, Enum):
        yield next(iter(annotation)).value
    else:
        yield from _BY_TYPE.get(annotation, ())


def _fits(annotation: Any, value: Any) -> bool:
    try:
        TypeAdapter(annotation).validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return False
    return True


def _uuid7(seed: str) -> str:
    """A UUIDv7 of 9 May 2023, 16:55 in Ho Chi Minh City, whose random part is a hash."""
    bits = hashlib.sha256(seed.encode()).hexdigest()
    return f"0187ffef-8520-7{bits[:3]}-8{bits[3:6]}-{bits[6:18]}"
