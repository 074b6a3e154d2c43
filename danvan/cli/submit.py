"""`danvan submit`: publishes submissions as a unit and prints the receipts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from danvan.cli.options import NATS_URL, DataOption, JsonOption, unit_id
from danvan.cli.speech import (
    Failed,
    both,
    in_words,
    of,
    progress,
    say,
    show_json,
    show_table,
    told,
)
from danvan.contracts import subjects
from danvan.contracts.base import Refused, Resend, Text
from danvan.contracts.calendar import TIME_ZONE, local_day
from danvan.contracts.client import UnitClient
from danvan.contracts.client.spool import Outgoing, Spool
from danvan.contracts.envelope import data_schema, unit_source
from danvan.contracts.ids import uuid7
from danvan.contracts.intake import Receipt
from danvan.contracts.reading import read_submission, sender_of
from danvan.contracts.strict_json import read_object
from danvan.deploy.local.layout import DEFAULT_DATA, DataFolder

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", exists=True, dir_okay=False, help=both("Các tệp JSON.", "JSON files.")
    ),
]
Unit = Annotated[
    str,
    typer.Option(
        metavar="UNIT", callback=unit_id, help=both("Đơn vị gửi.", "The unit that sends.")
    ),
]
Wait = Annotated[
    float, typer.Option(min=0, help=both("Chờ biên nhận, giây.", "Wait for receipts, seconds."))
]
Seed = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        envvar="DANVAN_NATS_NKEY_SEED_FILE",
        help=both("Tệp khóa NKey của đơn vị.", "The unit's NKey seed file."),
    ),
]
Nats = Annotated[
    str,
    typer.Option("--nats", envvar="DANVAN_NATS_URL", help=both("Địa chỉ NATS.", "NATS address.")),
]
SpoolFolder = Annotated[
    Path | None,
    typer.Option(
        "--spool",
        metavar="DIR",
        file_okay=False,
        help=both(
            "Thư mục giữ hồ sơ của đơn vị này đến khi NATS đã nhận.",
            "Folder that keeps this unit's submissions until NATS has them.",
        ),
    ),
]
Check = Annotated[
    bool,
    typer.Option("--check/--no-check", help=both("Kiểm tra trước khi gửi.", "Check beforehand.")),
]
RESEND = {
    Resend.AS_IS: Text(vi="gửi lại như cũ, với mã mới", en="send it again as it is, with a new id"),
    Resend.CORRECTED: Text(vi="sửa rồi gửi lại với mã mới", en="correct it, send with a new id"),
    Resend.NEVER: Text(vi="đừng gửi lại", en="do not send it again"),
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        **told(
            "Gửi hồ sơ thay một đơn vị rồi in biên nhận. Mỗi tệp là một CloudEvent, hoặc chỉ"
            " gồm “type” và “data”, phần còn lại được điền.",
            "Send submissions as a unit, and print the receipts. Each file is a CloudEvent,"
            " or only `type` and `data`; the rest is filled in.",
            "danvan submit report.json --unit thu-vien --seed thu-vien.seed --spool waiting/",
        )
    )(submit)


def submit(
    files: Files,
    unit: Unit,
    wait: Wait = 10.0,
    seed: Seed = None,
    nats: Nats = NATS_URL,
    spool: SpoolFolder = None,
    check: Check = True,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Nothing is sent unless all files can be."""
    outgoing = _read(files, unit, check=check)
    kept = Spool(spool) if spool else None
    client = UnitClient(nats, unit, seed or _local_seed(data, unit), spool=kept)
    receipts = asyncio.run(_send(client, outgoing, wait))
    waiting = {one.outgoing.id for one in kept.pending()} if kept else set()
    answers = [
        _Answer(file, one.id, receipt, in_spool=one.id in waiting)
        for file, one, receipt in zip(files, outgoing, receipts, strict=True)
    ]
    if as_json:
        show_json([answer.plain() for answer in answers])
    else:
        _show(answers)
    if waiting:
        say(
            f"{len(waiting)} hồ sơ còn trong {spool}; lần `danvan submit` sau sẽ gửi tiếp.",
            f"{len(waiting)} submission(s) wait in {spool}; the next `danvan submit` sends them.",
        )
    good = {"accepted"} if wait else {"accepted", "sent"}
    raise typer.Exit(0 if all(answer.status in good for answer in answers) else 1)


@dataclass(frozen=True)
class _Answer:
    """What became of one file."""

    file: Path
    id: str
    receipt: Receipt | None
    in_spool: bool

    @property
    def status(self) -> str:
        if self.receipt is not None:
            return self.receipt.status
        return "waiting" if self.in_spool else "sent"

    def plain(self) -> dict[str, Any]:
        receipt = self.receipt.model_dump(mode="json", exclude_none=True) if self.receipt else None
        return {
            "file": str(self.file),
            "id": self.id,
            "status": self.status,
            "receipt": receipt,
        }


async def _send(
    client: UnitClient, outgoing: Sequence[Outgoing], wait: float
) -> list[Receipt | None]:
    receipts: list[Receipt | None] = []
    with progress("Gửi", "Sending", total=len(outgoing)) as bar:
        async with client:
            async for receipt in client.submit_all(outgoing, wait):
                receipts.append(receipt)
                bar.advance(bar.task_ids[0])
    return receipts


def _read(files: Sequence[Path], unit: str, *, check: bool) -> list[Outgoing]:
    """What the files hold, as it goes out; every problem of every file at once."""
    outgoing: list[Outgoing] = []
    problems: list[Text] = []
    for file in files:
        try:
            outgoing.append(_outgoing(file.read_bytes(), unit, check=check))
        except Refused as refused:
            problems += _located(file, refused)
    if problems:
        raise Failed(
            "\n".join([*(p.vi for p in problems), "Chưa gửi gì."]),
            "\n".join([*(p.en for p in problems), "Nothing was sent."]),
        )
    return outgoing


def _outgoing(raw: bytes, unit: str, *, check: bool) -> Outgoing:
    document = read_object(raw)
    if "specversion" not in document:
        raw = json.dumps(_completed(document, unit), ensure_ascii=False).encode()
    type_name = document.get("type")
    subject = subjects.inbox_subject(unit, type_name if isinstance(type_name, str) else "")
    if check:
        read_submission(raw, subject=subject, today=local_day(datetime.now(UTC)))
    return Outgoing(sender_of(raw, {}, str(uuid7())), subject, raw)


def _completed(document: dict[str, Any], unit: str) -> dict[str, Any]:
    """The envelope around `type` and `data`; what the file says itself stays."""
    envelope = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "source": unit_source(unit),
        "type": None,
        "subject": f"unit/{unit}",
        "time": datetime.now(ZoneInfo(TIME_ZONE)).isoformat(),
        "datacontenttype": "application/json",
        "dataschema": data_schema(str(document.get("type"))),
    }
    return envelope | document


def _located(file: Path, refused: Refused) -> Iterator[Text]:
    for problem in refused.problems:
        where = f"{file}{f' {problem.pointer}' if problem.pointer else ''}"
        yield Text(vi=f"{where}: {problem.reason.vi}", en=f"{where}: {problem.reason.en}")


def _local_seed(data: Path, unit: str) -> Path | None:
    """On one machine the demo's units keep their keys in the data folder."""
    path = DataFolder(data).unit_seed(unit)
    return path if path.exists() else None


def _show(answers: Sequence[_Answer]) -> None:
    words = {
        "accepted": in_words("được nhận", "accepted"),
        "refused": in_words("bị từ chối", "refused"),
        "sent": in_words("đã gửi, chưa có biên nhận", "sent, no receipt yet"),
        "waiting": in_words("đang chờ gửi", "waits in the spool"),
    }
    columns = (
        in_words("Tệp", "File"),
        in_words("Mã", "Id"),
        in_words("Kết quả", "Result"),
        in_words("Nội dung", "What"),
    )
    show_table(columns, [(a.file, a.id, words[a.status], _what(a.receipt)) for a in answers])


def _what(receipt: Receipt | None) -> str:
    """What was recorded, or why nothing was and what to do."""
    if receipt is None:
        return ""
    if receipt.reason is None:
        return "\n".join(f"{fact.type} {fact.stream}" for fact in receipt.facts)
    problems = receipt.problems if len(receipt.problems) > 1 else ()
    return "\n".join(
        [
            f"{receipt.rule}: {of(receipt.reason)}",
            *(f"{problem.pointer or ''} {of(problem.reason)}" for problem in problems),
            *([f"→ {of(RESEND[receipt.resend])}"] if receipt.resend else []),
        ]
    )
