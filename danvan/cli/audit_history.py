"""`danvan audit history`: one stream at any moment, and what changed between two."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import typer

from danvan.cli.audit import audit_app
from danvan.cli.options import ONE_MACHINE, DataOption, JsonOption
from danvan.cli.reach import door
from danvan.cli.speech import Misused, both, in_words, say, show_json, show_table, told
from danvan.contracts.calendar import TIME_ZONE
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA

MomentOption = Annotated[
    str | None, typer.Option(metavar="T", help=both("Như đã xảy ra đến T.", "As it was at T."))
]
KnownOption = Annotated[
    str | None, typer.Option(metavar="T", help=both("Như đã biết đến T.", "As it was known at T."))
]
DiffOption = Annotated[
    tuple[str, str] | None,
    typer.Option(
        metavar="T1 T2",
        help=both("Khác nhau giữa hai thời điểm.", "What changed between two moments."),
    ),
]


@audit_app.command(
    **told(
        "Lịch sử của một hồ sơ, ở bất kỳ thời điểm nào: ngày (2023-05-10) hoặc giờ có múi giờ.",
        "The history of one file at any moment: a day (2023-05-10), or a time with its offset.",
        "danvan audit history plan kh-878-2023",
        "danvan audit history report ID --service reporting --known-at 2023-05-10",
        "danvan audit history task ID --diff 2023-04-01 2023-05-01",
    )
)
def history(
    kind: Annotated[str, typer.Argument(help=both("Loại hồ sơ.", "Kind of file."))],
    id_: Annotated[str, typer.Argument(metavar="ID", help=both("Mã hồ sơ.", "Its id."))],
    at: MomentOption = None,
    known_at: KnownOption = None,
    diff: DiffOption = None,
    service: Annotated[
        str, typer.Option(help=both("Dịch vụ giữ hồ sơ.", "The service that keeps it."))
    ] = "planning",
    url: Annotated[
        str | None, typer.Option(help=both("Địa chỉ dịch vụ.", "Address of the service."))
    ] = None,
    token: Annotated[str | None, typer.Option(help=both("Mã đăng nhập.", "A token."))] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Ask the service, and show what it says."""
    if diff is not None and (at or known_at):
        raise Misused("Dùng --diff một mình.", "Use --diff without --at and --known-at.")
    if url is None and service not in ONE_MACHINE.services:
        names = ", ".join(ONE_MACHINE.services)
        raise Misused(f"Các dịch vụ là: {names}.", f"The services are: {names}.")
    reached = door(url or ONE_MACHINE.url(service), token, data, Role.INSPECTOR)
    path = f"/history/{quote(kind)}/{quote(id_)}"
    if diff is not None:
        found = reached.get(f"{path}/diff", **{"from": moment(diff[0]), "until": moment(diff[1])})
    else:
        bounds = {"at": at, "known_at": known_at}
        found = reached.get(path, **{key: moment(t) for key, t in bounds.items() if t})
    if as_json:
        show_json(found)
    else:
        _show(found)


def moment(said: str) -> str:
    """A moment with its offset; a day means its end.

    Raises:
        Misused: if it is neither a day nor a time with its offset.
    """
    try:
        if len(said) == len("2023-05-10"):
            return datetime.combine(
                date.fromisoformat(said), time.max, ZoneInfo(TIME_ZONE)
            ).isoformat()
        at = datetime.fromisoformat(said)
        if at.tzinfo is None:
            raise ValueError(said)
    except ValueError:
        raise Misused(
            f"“{said}” không phải ngày (2023-05-10) hay giờ có múi giờ (2023-05-10T17:00+07:00).",
            f"'{said}' is no day (2023-05-10) and no time with an offset (2023-05-10T17:00+07:00).",
        ) from None
    return at.isoformat()


def _show(found: dict[str, Any]) -> None:
    show_table(
        (
            in_words("Xảy ra", "Happened"),
            in_words("Ghi nhận", "Recorded"),
            in_words("Sự kiện", "Fact"),
            in_words("Vai trò", "Role"),
            in_words("Thay mặt", "For"),
            in_words("Căn cứ", "Basis"),
        ),
        [
            (
                fact["time"],
                fact["recordedtime"],
                fact["type"],
                *(fact.get(name, "") for name in ("actorrole", "onbehalfof", "basis")),
            )
            for fact in found["facts"]
        ],
    )
    if withheld := found.get("withheld"):
        say(f"{withheld} sự kiện nội bộ không hiển thị.", f"{withheld} internal facts not shown.")
    for change in found.get("changes", []):
        print(f"{change['pointer']}: {change['before']} → {change['after']}")
    if state := found.get("state"):
        say("Trạng thái:", "State:")
        show_json(state)
