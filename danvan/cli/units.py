"""`danvan unit`: the register of units, and the keys their software signs in with at the broker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from danvan.agency_files import read_organisation
from danvan.cli.options import (
    PLANNING_URL,
    DataOption,
    JsonOption,
    TokenOption,
    UnitArgument,
    UrlOption,
    day,
    unit_id,
)
from danvan.cli.reach import door
from danvan.cli.speech import (
    Failed,
    Misused,
    both,
    in_words,
    progress,
    say,
    show_json,
    show_table,
    told,
)
from danvan.contracts.base import Text
from danvan.contracts.calendar import local_day
from danvan.contracts.organisation import UnitEntry
from danvan.contracts.plan import UnitKind
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        **told(
            "Ghi các đơn vị của một tệp tổ chức, hoặc một đơn vị.",
            "Register the units of an organisation file, or a single one.",
            "danvan unit add organisation.yaml",
            "danvan unit add --id thu-vien --kind affiliated-unit --name 'Thư viện'"
            " --name-en Library --parent so-van-hoa-the-thao",
        )
    )(add)
    group.command(
        "list",
        **told(
            "Các đơn vị vào một ngày.", "The units as of a day.", "danvan unit list --on 2023-06-30"
        ),
    )(list_units)
    group.command(
        **told(
            "Tạo khóa NKey cho phần mềm của một đơn vị và đăng ký khóa công khai.",
            "Make an NKey for a unit's software, and register its public key.",
            "danvan unit credentials thu-vien --out thu-vien.seed",
        )
    )(credentials)
    group.command(
        **told(
            "Thu hồi một khóa: từ đó khóa không vào được nữa.",
            "Revoke a key: it opens nothing any more.",
            "danvan unit revoke thu-vien UABC… --reason 'lost laptop'",
        )
    )(revoke)
    app.add_typer(group, name="unit", help=both("Các đơn vị và khóa.", "Units and their keys."))


def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            exists=True,
            dir_okay=False,
            help=both("Tệp tổ chức.", "Organisation file."),
        ),
    ] = None,
    id_: Annotated[
        str | None,
        typer.Option("--id", callback=unit_id, help=both("Mã đơn vị mới.", "Id of a new unit.")),
    ] = None,
    kind: Annotated[UnitKind | None, typer.Option(help=both("Loại.", "Kind."))] = None,
    name: Annotated[
        str | None, typer.Option(help=both("Tên tiếng Việt.", "Name in Vietnamese."))
    ] = None,
    name_en: Annotated[
        str | None, typer.Option(help=both("Tên tiếng Anh.", "Name in English."))
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option(callback=unit_id, help=both("Đơn vị cấp trên.", "The unit above.")),
    ] = None,
    opened: Annotated[
        datetime | None, day("Từ ngày; mặc định hôm nay.", "From this day on; by default today.")
    ] = None,
    url: UrlOption = PLANNING_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Units that are registered already as they are stay so."""
    given = [id_, kind, name, name_en, parent, opened]
    if file is not None and not any(given):
        units = read_organisation(file.read_text(encoding="utf-8"), str(file)).units
    elif file is None and id_ and kind and name and name_en:
        since = opened.date() if opened else local_day(datetime.now(UTC))
        text = Text(vi=name, en=name_en)
        units = (UnitEntry(id=id_, kind=kind, name=text, parent=parent, opened=since),)
    else:
        raise Misused(
            "Hãy đưa một tệp; hoặc không có tệp, nhưng đủ --id, --kind, --name và --name-en.",
            "Name a file; or no file, but all of --id, --kind, --name and --name-en.",
        )
    planning = door(url, token, data, Role.STANDING)
    with progress("Ghi đơn vị", "Registering units", total=len(units)) as bar:
        for unit in units:
            planning.post("/units", _opening(unit))
            bar.advance(bar.task_ids[0])
    say(f"Đã có {len(units)} đơn vị trong sổ.", f"{len(units)} units are in the register.")


def list_units(
    on: Annotated[
        datetime | None, day("Vào ngày; mặc định hôm nay.", "As of this day; by default today.")
    ] = None,
    url: UrlOption = PLANNING_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """All of them, on all pages."""
    as_of = on.date().isoformat() if on else None
    units = door(url, token, data, Role.STANDING).items("/units", on=as_of)
    if as_json:
        show_json(units)
        return
    columns = (
        in_words("Mã", "Id"),
        in_words("Loại", "Kind"),
        in_words("Tên", "Name"),
        in_words("Cấp trên", "Parent"),
    )
    show_table(
        columns,
        [(u["unit"], u["kind"], in_words(u["name_vi"], u["name_en"]), u["parent"]) for u in units],
    )


def credentials(
    unit: UnitArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help=both(
                "Tệp khóa bí mật; mặc định UNIT.seed.", "Where the seed goes; by default UNIT.seed."
            ),
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help=both("Phần mềm nào dùng khóa.", "Which software uses the key."))
    ] = "danvan submit",
    show: Annotated[
        bool,
        typer.Option("--print", help=both("In cả khóa bí mật.", "Print the seed as well.")),
    ] = False,
    url: UrlOption = PLANNING_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """The seed is on disk before the key is registered, and gone again if that is refused."""
    from danvan.deploy.local.nats import new_nkey

    planning = door(url, token, data, Role.OPERATOR)
    seed, public = new_nkey()
    with _new_secret(out or Path(f"{unit}.seed"), seed) as path:
        planning.post(f"/units/{unit}/credentials", {"public_key": public, "name": name})
    if show:
        print(seed)
    say(
        f"Khóa bí mật ở {path} (chỉ chủ tệp đọc được); khóa công khai {public} đã đăng ký cho"
        f" {unit}.",
        f"The seed is in {path} (readable for its owner only); the public key {public} is"
        f" registered for {unit}.",
    )


def revoke(
    unit: UnitArgument,
    public_key: Annotated[
        str, typer.Argument(metavar="KEY", help=both("Khóa công khai (U…).", "Public key (U…)."))
    ],
    reason: Annotated[str, typer.Option(help=both("Lý do.", "The reason."))],
    url: UrlOption = PLANNING_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """The broker follows the register."""
    planning = door(url, token, data, Role.OPERATOR)
    planning.post(f"/units/{unit}/credentials/{public_key}/revoke", {"reason": reason})
    say(f"Đã thu hồi {public_key} của {unit}.", f"{public_key} of {unit} is revoked.")


def _opening(unit: UnitEntry) -> dict[str, object]:
    about = unit.model_dump(mode="json", include={"kind", "name", "parent"})
    return {"opening": about | {"unit": unit.id}, "effective": unit.opened.isoformat()}


@contextmanager
def _new_secret(path: Path, text: str) -> Iterator[Path]:
    """A new file that only its owner may read; gone again if the block fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Failed(
            f"{path} đã có; hãy chọn tệp khác bằng --out.",
            f"{path} exists already; choose another file with --out.",
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
    try:
        yield path
    except BaseException:
        path.unlink()
        raise
