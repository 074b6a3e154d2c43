"""The options of `danvan audit verify`: what to verify, and with whose keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from danvan.cli.speech import both


def _file(vi: str, en: str) -> Any:
    return typer.Option(exists=True, dir_okay=False, help=both(vi, en))


ServicesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        metavar="NAME[=URL]",
        help=both(
            "Dịch vụ trên máy này; mặc định là tất cả.",
            "A service on this machine; by default all of them.",
        ),
    ),
]
AddressOption = Annotated[
    str | None, typer.Option(help=both("Địa chỉ một dịch vụ.", "Address of a service."))
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        metavar="DSN",
        help=both(
            "Cơ sở dữ liệu của một dịch vụ, hay bản sao của nó.",
            "The database of a service, or a copy of it.",
        ),
    ),
]
PackOption = Annotated[Path | None, _file("Một bộ chứng cứ.", "An evidence pack.")]
KeysOption = Annotated[
    list[str] | None,
    typer.Option(
        "--vkey",
        help=both(
            "Khóa kiểm chứng của nhật ký; trên một máy lấy từ thư mục dữ liệu.",
            "Verifier key of the log; on one machine read from the data folder.",
        ),
    ),
]
WitnessesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--witness",
        help=both(
            "Khóa của bên chứng kiến phải có chữ ký.",
            "Verifier key of a witness that must have cosigned.",
        ),
    ),
]
CheckpointOption = Annotated[
    Path | None,
    _file(
        "Đối chiếu với điểm niêm phong này, như bên chứng kiến giữ.",
        "Verify against this checkpoint, as a witness keeps it.",
    ),
]
FactsOption = Annotated[
    bool,
    typer.Option(
        "--facts",
        help=both(
            "Xem cả nội dung: phiên bản, mã, thời điểm ghi.",
            "Look also at what facts say: versions, ids, times.",
        ),
    ),
]
TokenFileOption = Annotated[
    Path | None, _file("Tệp có mã của thanh tra.", "File with an inspector's token.")
]
