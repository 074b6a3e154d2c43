"""The committed schemas, golden samples and AsyncAPI document: written, and checked.

Stored format: `schemas/<type>.json` is today's schema and `schemas/history/<type>/<n>.json` those
before it, from 1; `samples/<type>.json` is written once. None of them is edited or deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from danvan.contracts import subjects
from danvan.contracts.asyncapi import asyncapi_of
from danvan.contracts.base import Problem, Refused, Text
from danvan.contracts.catalogue import CATALOGUE, read_payload
from danvan.contracts.compatibility import breaks, same_meaning
from danvan.contracts.entry import Entry, Kind
from danvan.contracts.envelope import Document
from danvan.contracts.messages import message_model
from danvan.contracts.problems import pointer
from danvan.contracts.reading import read_submission
from danvan.contracts.samples import sample_of
from danvan.contracts.schema_export import document_bytes, schema_of

ASYNCAPI = "asyncapi.json"
#: Where the committed files stand: in this package.
HOME = Path(__file__).parent


def export(folder: Path, catalogue: Mapping[str, Entry] = CATALOGUE) -> list[Problem]:
    """Write schemas, AsyncAPI document, and the samples that are not there yet.

    Returns:
        What breaks a promise of compatibility; nothing is written then.

    Raises:
        LookupError: if a model must be given an example first; nothing is written then.
    """
    broken = [problem for entry in catalogue.values() for problem in _breaks(folder, entry)]
    if broken:
        return broken
    samples = {name: _sample(folder, entry) for name, entry in catalogue.items()}
    for name, entry in catalogue.items():
        _write_schema(folder, entry)
        if not _sample_path(folder, name).exists():
            _write(_sample_path(folder, name), document_bytes(samples[name]))
    _write(folder / ASYNCAPI, document_bytes(asyncapi_of(catalogue.values(), samples)))
    return []


def check(folder: Path, catalogue: Mapping[str, Entry] = CATALOGUE) -> list[Problem]:
    """Everything that is wrong with the committed files."""
    problems = [problem for entry in catalogue.values() for problem in _breaks(folder, entry)]
    problems += _strays(folder, catalogue)
    for entry in catalogue.values():
        problems += _stale(_schema_path(folder, entry.type), document_bytes(schema_of(entry)))
        problems += _sample_problems(folder, entry, catalogue)
    samples = {
        name: _read(path) for name in catalogue if (path := _sample_path(folder, name)).exists()
    }
    if len(samples) == len(catalogue):
        problems += _stale(
            folder / ASYNCAPI, document_bytes(asyncapi_of(catalogue.values(), samples))
        )
    return problems


def _breaks(folder: Path, entry: Entry) -> list[Problem]:
    """How today's schema breaks the promise made by the committed one and by those before it."""
    new = schema_of(entry)
    committed = _schema_path(folder, entry.type)
    earlier = [*_history(folder, entry.type), *([committed] if committed.exists() else [])]
    found = [problem for path in earlier for problem in breaks(entry, _read(path), new)]
    return list({(p.rule, p.pointer, p.reason.en): p for p in found}.values())


def _strays(folder: Path, catalogue: Mapping[str, Entry]) -> Iterator[Problem]:
    for kind in ("schemas", "samples"):
        for path in sorted((folder / kind).glob("*.json")):
            if path.stem not in catalogue:
                yield _problem(
                    "type-vanished",
                    f"{kind}/{path.name}: loại này không còn trong danh mục; tên loại dùng mãi mãi,"
                    " hãy đưa trở lại contracts/catalogue.py.",
                    f"{kind}/{path.name}: the catalogue no longer has this type; a type name is"
                    " for ever, so bring it back to contracts/catalogue.py.",
                )


def _stale(path: Path, today: bytes) -> Iterator[Problem]:
    if not path.exists() or path.read_bytes() != today:
        name = f"{path.parent.name}/{path.name}"
        yield _problem(
            "file-not-current",
            f"{name} không còn đúng; hãy chạy `make contracts` và xem thay đổi.",
            f"{name} is not current; run `make contracts` and read the difference.",
        )


def _sample_problems(
    folder: Path, entry: Entry, catalogue: Mapping[str, Entry]
) -> Iterator[Problem]:
    path = _sample_path(folder, entry.type)
    if not path.exists():
        yield from _stale(path, b"")
        return
    try:
        _read_sample(path.read_bytes(), entry, catalogue)
    except (Refused, ValidationError) as error:
        yield _problem(
            "sample-not-readable",
            f"samples/{path.name} không còn đọc được ({_told(error)}). Mẫu không bao giờ sửa:"
            " hãy sửa mô hình, hoặc lập phiên bản mới.",
            f"samples/{path.name} can no longer be read ({_told(error)}). A sample is never"
            " edited: mend the model, or make a new version.",
        )


def _read_sample(raw: bytes, entry: Entry, catalogue: Mapping[str, Entry]) -> None:
    """Read a sample as its readers do, and lift it to the newest version."""
    document = json.loads(raw)
    if entry.kind is Kind.SUBMISSION:
        unit = document["source"].rpartition("/")[2]
        subject = subjects.inbox_subject(unit, entry.type)
        read_submission(raw, subject=subject, today=date.min, catalogue=catalogue)
    else:
        message_model(entry).model_validate_json(raw)
        read_payload(entry.type, document["data"], catalogue)


def _told(error: Refused | ValidationError) -> str:
    if isinstance(error, Refused):
        return "; ".join(f"{p.pointer or '/'}: {p.reason.en}" for p in error.problems)
    return "; ".join(f"{pointer(*e['loc'])}: {e['msg']}" for e in error.errors())


def _sample(folder: Path, entry: Entry) -> Document:
    """The committed sample of a type, or the first one."""
    path = _sample_path(folder, entry.type)
    return _read(path) if path.exists() else sample_of(entry)


def _write_schema(folder: Path, entry: Entry) -> None:
    path = _schema_path(folder, entry.type)
    new = schema_of(entry)
    if path.exists() and not same_meaning(_read(path), new):
        earlier = _history(folder, entry.type)
        _write(_history_folder(folder, entry.type) / f"{len(earlier) + 1}.json", path.read_bytes())
    _write(path, document_bytes(new))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _read(path: Path) -> Document:
    document: Document = json.loads(path.read_bytes())
    return document


def _schema_path(folder: Path, type_name: str) -> Path:
    return folder / "schemas" / f"{type_name}.json"


def _sample_path(folder: Path, type_name: str) -> Path:
    return folder / "samples" / f"{type_name}.json"


def _history_folder(folder: Path, type_name: str) -> Path:
    return folder / "schemas" / "history" / type_name


def _history(folder: Path, type_name: str) -> list[Path]:
    return sorted(_history_folder(folder, type_name).glob("*.json"), key=lambda p: int(p.stem))


def _problem(rule: str, vi: str, en: str) -> Problem:
    return Problem(rule=rule, reason=Text(vi=vi, en=en))
