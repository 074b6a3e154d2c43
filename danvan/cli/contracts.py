"""`danvan contracts`: the message types, their published files, and a file held against them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from danvan.cli.options import JsonOption
from danvan.cli.speech import Failed, both, in_words, say, show_json, show_table, told
from danvan.contracts.base import Problem, Refused
from danvan.contracts.calendar import local_day
from danvan.contracts.catalogue import CATALOGUE, ENTRIES
from danvan.contracts.envelope import Submission
from danvan.contracts.publication import HOME, check, export
from danvan.contracts.reading import read_submission
from danvan.contracts.strict_json import read_object
from danvan.contracts.subjects import inbox_subject


def add_to(app: typer.Typer) -> None:
    """Add the group to the command line."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        "list",
        **told(
            "Các loại thông điệp: ai gửi, ai đọc.",
            "The message types: who sends them, who may read them.",
            "danvan contracts list --json",
        ),
    )(list_types)
    group.command(
        "export",
        **told(
            "Ghi lược đồ JSON, mẫu và tài liệu AsyncAPI.",
            "Write JSON Schemas, samples and the AsyncAPI document.",
            "danvan contracts export contracts",
        ),
    )(export_files)
    group.command(
        "check",
        **told(
            "Kiểm tra: các tệp còn đúng, mẫu cũ còn đọc được, không thay đổi nào phá vỡ cam kết.",
            "Check that the files are current, old samples still read, and no promise is broken.",
            "danvan contracts check",
        ),
    )(check_files)
    group.command(
        "validate",
        **told(
            "Đọc một tệp như dịch vụ sẽ đọc khi đơn vị gửi đến, và nêu mọi chỗ sai.",
            "Read a file as a service would when a unit sends it, and tell everything wrong.",
            "danvan contracts validate report.json --unit bao-tang-thanh-pho",
        ),
    )(validate)
    app.add_typer(
        group,
        name="contracts",
        help=both("Thông điệp giữa đơn vị và hệ thống.", "Messages between units and platform."),
    )


def list_types(as_json: JsonOption = False) -> None:
    """All message types of this release."""
    if as_json:
        show_json(
            [
                {
                    "type": entry.type,
                    "kind": entry.kind,
                    "audience": entry.audience,
                    "mode": entry.mode,
                    "retires": entry.retires,
                }
                for entry in ENTRIES
            ]
        )
        return
    columns = [
        in_words("Loại thông điệp", "Type"),
        in_words("Là gì", "Kind"),
        in_words("Ai đọc", "Audience"),
        in_words("Tương thích", "Compatibility"),
        in_words("Ngừng nhận", "Retires"),
    ]
    show_table(columns, ((e.type, e.kind, e.audience, e.mode, e.retires) for e in ENTRIES))


def export_files(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False)],
    as_json: JsonOption = False,
) -> None:
    """Write the published files into a folder."""
    try:
        problems = export(folder)
    except LookupError as error:
        raise Failed(vi=f"Chưa đoán được mẫu. {error}", en=str(error)) from error
    _tell(problems, as_json)
    say(
        vi=f"Đã ghi {len(ENTRIES)} loại thông điệp vào {folder}.",
        en=f"{len(ENTRIES)} message types are written to {folder}.",
    )


def check_files(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", file_okay=False)] = HOME,
    as_json: JsonOption = False,
) -> None:
    """Check the published files in a folder."""
    _tell(check(folder), as_json)
    say(
        vi=f"{len(ENTRIES)} loại thông điệp đều đúng.",
        en=f"All {len(ENTRIES)} message types are in order.",
    )


def validate(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    unit: Annotated[
        str | None,
        typer.Option(
            help=both(
                "Đơn vị gửi; mặc định lấy từ “source”.", "Who sends it; by default from `source`."
            )
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a submission file strictly."""
    try:
        sent = _read(file.read_bytes(), unit)
    except Refused as refused:
        _tell(refused.problems, as_json)
        return
    _tell((), as_json)
    say(
        vi=f"{file}: {sent.type}, mã {sent.id}, gửi từ {sent.source}: hợp lệ.",
        en=f"{file}: {sent.type}, id {sent.id}, from {sent.source}: in order.",
    )


def _read(raw: bytes, unit: str | None) -> Submission:
    """Read a submission as if this unit, or the one in its `source`, had published it."""
    document = read_object(raw)
    sender = unit or str(document.get("source")).rpartition("/")[2]
    named = str(document.get("type"))
    subject = inbox_subject(sender, named) if named in CATALOGUE else ""
    return read_submission(raw, subject=subject, today=local_day(datetime.now(UTC)))


def _tell(problems: Sequence[Problem], as_json: bool) -> None:
    """Tell every problem; with one or more, the answer of the command is no."""
    if as_json:
        show_json([problem.model_dump(mode="json", exclude_none=True) for problem in problems])
    else:
        for problem in problems:
            where = f"{problem.pointer}: " if problem.pointer else ""
            say(vi=where + problem.reason.vi, en=where + problem.reason.en)
    if problems:
        raise typer.Exit(1)
