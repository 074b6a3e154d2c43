"""`danvan serve` and `danvan migrate`: what a pod runs, configured by the environment."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from danvan.cli.speech import Failed, Misused, both, in_words, progress, say, show_table, told
from danvan.contracts.subjects import SERVICES

if TYPE_CHECKING:
    from danvan.services.chassis.ground import Service
    from danvan.services.chassis.settings import Settings

ServiceArgument = Annotated[
    str, typer.Argument(metavar="SERVICE", help=both("Tên dịch vụ.", "Name of the service."))
]
#: The name under which `migrate` signs in at the broker.
PROVISIONER = "provisioner"


class RoleOfProcess(StrEnum):
    """What a process does: answer HTTP, do the work, or both."""

    API = "api"
    WORKER = "worker"
    ALL = "all"


class _WithSettings(TyperCommand):
    """Its help ends with the settings a service reads from the environment."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, formatter)
        from danvan.services.chassis.settings import PREFIX, Settings

        rows = [
            (
                f"{PREFIX}{name.upper()}",
                field.description,
                in_words("bắt buộc", "required") if field.is_required() else field.default,
            )
            for name, field in Settings.model_fields.items()
        ]
        columns = (
            in_words("Biến môi trường", "Environment variable"),
            in_words("Ý nghĩa", "Meaning"),
            in_words("Mặc định", "Default"),
        )
        show_table(columns, rows)


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command(
        cls=_WithSettings,
        **told(
            "Chạy một dịch vụ, cấu hình bằng biến môi trường (cũng nhận …_FILE).",
            "Run one service, configured by the environment (…_FILE works too).",
            "danvan serve planning --role worker",
        ),
    )(serve)
    app.command(
        **told(
            "Tạo hoặc nâng cấp cơ sở dữ liệu, luồng và bên nhận của một dịch vụ; chạy lại vô hại.",
            "Create or upgrade a service's database, streams and consumers; harmless to repeat.",
            "danvan migrate planning",
        )
    )(migrate)


def serve(
    service: ServiceArgument,
    role: Annotated[
        RoleOfProcess,
        typer.Option(help=both("Phần việc của tiến trình này.", "What this process does.")),
    ] = RoleOfProcess.ALL,
) -> None:
    """Run until SIGTERM; the exit code is the service's."""
    found = find_service(service)
    from danvan.services.chassis.process import serve as run

    raise typer.Exit(run(found, role.value))


def migrate(service: ServiceArgument) -> None:
    """Migrate the database as its owner, then the broker as the provisioner."""
    found = find_service(service)
    from danvan.services.chassis.settings import Settings

    # A service's own address is not needed here, and may not be known yet.
    settings = load(lambda: Settings.load(database_url=""))
    if settings.owner_database_url is None:
        raise Misused(
            "Hãy đặt DANVAN_OWNER_DATABASE_URL: cơ sở dữ liệu của dịch vụ, với tư cách chủ sở hữu.",
            "Set DANVAN_OWNER_DATABASE_URL: the service's database, as its owner.",
        )
    with progress(f"Nâng cấp {service}", f"Migrating {service}"):
        _migrate_database(settings.owner_database_url, found)
        _migrate_broker(settings, service)
    say(f"{service}: đã sẵn sàng.", f"{service}: ready.")


def find_service(name: str) -> Service:
    """The rooms of a service, joined.

    Raises:
        Misused: if there is no such service.
        Failed: if this release does not have it yet.
    """
    if name not in SERVICES:
        names = ", ".join(SERVICES)
        raise Misused(
            f"Không có dịch vụ “{name}”; các dịch vụ là: {names}.",
            f"There is no service '{name}'; the services are: {names}.",
        )
    module = f"danvan.services.{name}"
    if not importlib.util.find_spec(module) or not importlib.util.find_spec(f"{module}.__main__"):
        raise Failed(
            f"Bản này chưa có dịch vụ {name}; hãy nâng cấp danvan.",
            f"This release does not have the service {name} yet; upgrade danvan.",
        )
    service: Service = importlib.import_module(f"{module}.__main__").SERVICE
    return service


def load(read: Callable[[], Settings]) -> Settings:
    """Settings, or the sentence that says which one is missing or wrong.

    Raises:
        Misused: naming the first one.
    """
    from pydantic import ValidationError

    try:
        return read()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"DANVAN_{str(first['loc'][0]).upper()}"
        raise Misused(
            f"Hãy đặt {name} ({first['msg']}).", f"Set {name} ({first['msg']})."
        ) from error


def _migrate_database(owner_dsn: str, service: Service) -> None:
    import psycopg

    from danvan.services.chassis.migrate import migrate_database

    try:
        migrate_database(owner_dsn, service.name, service.tables)
    except psycopg.Error as error:
        why = " ".join(str(error).split())
        raise Failed(
            f"Cơ sở dữ liệu không nâng cấp được ({why});"
            " hãy xem DANVAN_OWNER_DATABASE_URL và quyền của chủ sở hữu.",
            f"The database can't be migrated ({why});"
            " look at DANVAN_OWNER_DATABASE_URL and at the owner's rights.",
        ) from error


def _migrate_broker(settings: Settings, service: str) -> None:
    import nats.errors

    from danvan.services.chassis.broker import connect
    from danvan.services.chassis.migrate import Drift, migrate_broker

    async def provision() -> None:
        client = await connect(settings, PROVISIONER)
        try:
            await migrate_broker(client, service, settings.stream_replicas)
        finally:
            await client.close()

    try:
        asyncio.run(provision())
    except Drift as error:
        raise Failed(
            f"Trạm trung chuyển khác với thiết kế, chưa thay đổi gì: {error}.",
            f"The broker is not as provisioned, and nothing was changed: {error}.",
        ) from error
    except (nats.errors.Error, OSError) as error:
        raise Failed(
            f"Không chuẩn bị được trạm trung chuyển ({error});"
            " hãy xem DANVAN_NATS_URL và DANVAN_NATS_NKEY_SEED.",
            f"The broker can't be provisioned ({error});"
            " look at DANVAN_NATS_URL and DANVAN_NATS_NKEY_SEED.",
        ) from error
