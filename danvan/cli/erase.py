"""`danvan erase` and `danvan keys`: a person is forgotten; the keys of all are wrapped anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from danvan.cli.options import DataOption, TokenOption
from danvan.cli.reach import door
from danvan.cli.services import ServiceArgument, find_service, load
from danvan.cli.speech import Failed, both, progress, say, told
from danvan.contracts.audit.erasure import read_erasure
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA, DataFolder, Ports

if TYPE_CHECKING:
    from danvan.services.chassis.ground import Ground, Service
    from danvan.services.chassis.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add the command and the group."""
    app.command(
        **told(
            "Hủy khóa của một người: dữ liệu cá nhân của họ không ai đọc được nữa.",
            "Destroy a person's key: nobody can read their personal data any more.",
            "danvan erase petitioner/thu-vien.kn-7 --order 112/QĐ-SVHTT",
        )
    )(erase)
    group = typer.Typer(no_args_is_help=True)
    group.command(
        **told(
            "Bọc lại mọi khóa bằng khóa chính mới nhất; sự kiện không đổi.",
            "Wrap all keys by the newest master key; facts stay as they are.",
            "danvan keys rotate feedback",
        )
    )(rotate)
    group.command(
        **told(
            "Sau khi khôi phục bản sao lưu: hủy lại các khóa mà tệp sự kiện nói là đã hủy.",
            "After restoring a backup: destroy again the keys that these facts say are erased.",
            "danvan keys forget feedback facts.jsonl",
        )
    )(forget)
    app.add_typer(
        group,
        name="keys",
        **told(
            "Khóa của dữ liệu cá nhân.", "Keys of personal data.", "danvan keys rotate feedback"
        ),
    )


def erase(
    person: Annotated[
        str,
        typer.Argument(
            metavar="PERSON",
            help=both("Luồng kể về người đó.", "The stream that tells of the person."),
        ),
    ],
    order: Annotated[
        str, typer.Option(help=both("Văn bản yêu cầu xóa.", "The order that demands it."))
    ],
    service: Annotated[
        str, typer.Option(help=both("Dịch vụ giữ dữ liệu.", "The service that keeps the data."))
    ] = "feedback",
    url: Annotated[
        str | None,
        typer.Option("--url", help=both("Địa chỉ của dịch vụ.", "Address of the service.")),
    ] = None,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Asked twice, nothing more happens."""
    find_service(service)
    reached = door(url or Ports().url(service), token, data, Role.LEADER)
    recorded = reached.post(f"/persons/{quote(person)}/erase", {"order": order})
    if recorded["facts"]:
        say(f"{person}: đã xóa theo {order}.", f"{person}: erased under {order}.")
    else:
        say(f"{person}: đã xóa từ trước.", f"{person}: was erased before.")


def rotate(service: ServiceArgument, data: DataOption = DEFAULT_DATA) -> None:
    """The newest of `DANVAN_MASTER_KEY` wraps; the old one may then be taken out."""
    found = find_service(service)
    with (
        progress(f"Bọc lại khóa của {service}", f"Rewrapping {service}"),
        _ground(found, data) as g,
    ):
        count = g.persons.rewrap()
    say(f"{service}: đã bọc lại {count} khóa.", f"{service}: {count} keys wrapped anew.")


def forget(
    service: ServiceArgument,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=both("Sự kiện, mỗi dòng một sự kiện.", "Facts, one a line."),
        ),
    ],
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Facts of other kinds, and keys that are not this service's, are passed over."""
    facts = map(read_erasure, file.read_bytes().splitlines())
    keys = [erased.key for erased in facts if erased is not None]
    with _ground(find_service(service), data) as ground:
        count = ground.persons.destroy(keys)
    say(f"{service}: đã hủy lại {count} khóa.", f"{service}: {count} keys destroyed again.")


@contextmanager
def _ground(service: Service, data: Path) -> Iterator[Ground]:
    from danvan.services.chassis.faults import DATABASE_AWAY
    from danvan.services.chassis.master_keys import OtherKey
    from danvan.services.chassis.persons import NoMasterKey
    from danvan.services.chassis.process import make_ground

    settings = load(lambda: _settings(service, data))
    try:
        ground = make_ground(service, settings)
        try:
            yield ground
        finally:
            ground.database.close()
            ground.journal.close()
    except DATABASE_AWAY as error:
        why = " ".join(str(error).split())
        raise Failed(
            f"Cơ sở dữ liệu không trả lời ({why}); hãy xem DANVAN_DATABASE_URL hoặc --data.",
            f"The database does not answer ({why}); look at DANVAN_DATABASE_URL or --data.",
        ) from error
    except (NoMasterKey, OtherKey) as error:
        raise Failed(
            f"Khóa chính trong DANVAN_MASTER_KEY chưa đủ: {error}.",
            f"DANVAN_MASTER_KEY is not enough: {error}.",
        ) from error


def _settings(service: Service, data: Path) -> Settings:
    """The environment's; on one machine the database and the key are those of the data folder."""
    from danvan.deploy.local.postgres import Postgres
    from danvan.services.chassis.migrate import service_role

    folder = DataFolder(data)
    if "DANVAN_DATABASE_URL" in os.environ or not folder.postgres.exists():
        return service.settings.load()
    given: dict[str, Any] = {
        "database_url": Postgres(folder.postgres).dsn(service.name, service_role(service.name))
    }
    if not {"DANVAN_MASTER_KEY", "DANVAN_MASTER_KEY_FILE"} & os.environ.keys():
        given["master_key"] = folder.master_key.read_text(encoding="utf-8").strip()
    return service.settings.load(**given)
