"""`danvan audit export`: facts as a file, fetched from inspection, which records the reading."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from danvan.cli.audit import audit_app
from danvan.cli.options import ONE_MACHINE, DataOption, JsonOption, TokenOption, day, unit_id
from danvan.cli.reach import door
from danvan.cli.speech import both, in_words, progress, say, show_json, told
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA


class ExportFormat(StrEnum):
    """What inspection can write."""

    PACK = "pack"
    OCEL_JSON = "ocel-json"
    OCEL_SQLITE = "ocel-sqlite"
    XES = "xes"
    LINES = "jsonl"


Out = Annotated[
    Path,
    typer.Argument(metavar="OUT", dir_okay=False, help=both("Tệp sẽ ghi.", "The file to write.")),
]
Form = Annotated[
    ExportFormat, typer.Option("--format", help=both("Dạng tệp.", "The form of the file."))
]
Unit = Annotated[
    str | None,
    typer.Option(callback=unit_id, help=both("Chỉ của đơn vị này.", "Of this unit only.")),
]
Since = Annotated[
    datetime | None,
    day("Từ ngày, theo lúc việc xảy ra.", "From this day, when it happened.", "--from"),
]
Until = Annotated[datetime | None, day("Đến hết ngày này.", "Until this day, which is included.")]
Case = Annotated[
    str | None,
    typer.Option(metavar="CORRELATION_ID", help=both("Chỉ của vụ việc này.", "Of this case only.")),
]
Redacted = Annotated[
    bool,
    typer.Option(
        "--redacted",
        help=both("Giữ lại dữ liệu nội bộ và cá nhân.", "Without what is internal or personal."),
    ),
]
Reason = Annotated[
    str | None,
    typer.Option(
        help=both(
            "Vì sao cần đọc; được ghi lại cùng tên người đọc.",
            "Why they are read; it is recorded, with who reads.",
        )
    ),
]
Inspection = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="DANVAN_INSPECTION_URL",
        help=both("Địa chỉ của dịch vụ inspection.", "Address of inspection."),
    ),
]


@audit_app.command(
    **told(
        "Kết xuất sự kiện thành tệp: hồ sơ chứng cứ, OCEL 2.0, XES hoặc JSON Lines.",
        "Take facts along as a file: evidence pack, OCEL 2.0, XES or JSON Lines.",
        "danvan audit export case.zip --format pack --case petition/bao-tang.kn-1",
        "danvan audit export 2023.xes --format xes --unit bao-tang --from 2023-01-01",
    )
)
def export(
    out: Out,
    form: Form,
    unit: Unit = None,
    since: Since = None,
    until: Until = None,
    case: Case = None,
    redacted: Redacted = False,
    reason: Reason = None,
    url: Inspection = None,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Fetch the file."""
    criteria = {
        "case": case,
        "unit": unit,
        "since": since and since.date().isoformat(),
        "until": until and until.date().isoformat(),
    }
    wanted = {
        "format": form.value,
        "redacted": redacted,
        "reason": reason or in_words("Kết xuất bằng dòng lệnh", "Exported on the command line"),
        **{name: value for name, value in criteria.items() if value},
    }
    inspection = door(url or ONE_MACHINE.url("inspection"), token, data, Role.INSPECTOR)
    with progress("Kết xuất", "Exporting"):
        size = inspection.download("/exports", wanted, out)
    if as_json:
        show_json({"file": str(out), "bytes": size, **wanted})
    else:
        say(f"Đã ghi {out}, {size} byte.", f"Wrote {out}, {size} bytes.")
