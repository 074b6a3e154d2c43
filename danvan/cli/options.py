"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from danvan.cli.speech import Misused, both
from danvan.contracts.base import Slug
from danvan.deploy.local.layout import Ports

#: Where everything is on one machine.
ONE_MACHINE = Ports()
PLANNING_URL = ONE_MACHINE.url("planning")
NATS_URL, NATS_MONITOR_URL = ONE_MACHINE.nats_url, ONE_MACHINE.nats_monitor_url


def unit_id(unit: str | None) -> str | None:
    """An id that can be one, if there is one: it becomes a part of addresses and subjects.

    Raises:
        Misused: if it can't.
    """
    try:
        return TypeAdapter(Slug | None).validate_python(unit)
    except ValidationError as error:
        raise Misused(
            f"“{unit}” không phải là mã đơn vị: chữ thường không dấu, chữ số, gạch nối.",
            f"'{unit}' is no unit id: lowercase letters a-z, digits, hyphens.",
        ) from error


def day(vi: str, en: str, *names: str) -> Any:
    """An option that takes a day; called `names`, or like its parameter."""
    return typer.Option(*names, formats=["%Y-%m-%d"], metavar="DATE", help=both(vi, en))


UnitArgument = Annotated[
    str,
    typer.Argument(metavar="UNIT", callback=unit_id, help=both("Mã đơn vị.", "The unit's id.")),
]
DataOption = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="DANVAN_DATA",
        help=both("Thư mục dữ liệu của `danvan up`.", "Data folder of `danvan up`."),
    ),
]
UrlOption = Annotated[
    str,
    typer.Option(
        "--url",
        envvar="DANVAN_PLANNING_URL",
        help=both("Địa chỉ của dịch vụ planning.", "Address of planning."),
    ),
]
TokenOption = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="DANVAN_TOKEN",
        help=both(
            "Mã thông báo; trên một máy, mặc định lấy từ thư mục dữ liệu.",
            "Bearer token; on one machine made from the data folder by default.",
        ),
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=both("In kết quả dạng JSON.", "Print the answer as JSON."))
]
