"""`danvan views rebuild`: read tables made anew from the facts, while the service serves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan.cli.options import DataOption
from danvan.cli.services import ServiceArgument, find_service, load
from danvan.cli.speech import Failed, both, progress, say, told
from danvan.deploy.local.layout import DEFAULT_DATA, DataFolder

if TYPE_CHECKING:
    from danvan.services.chassis.ground import Service
    from danvan.services.chassis.settings import Settings
    from danvan.services.chassis.views import Views


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        **told(
            "Dựng lại các bảng đọc từ sự kiện, trong khi dịch vụ vẫn chạy.",
            "Rebuild the read tables from the facts, while the service runs.",
            "danvan views rebuild planning --compare",
        )
    )(rebuild)
    app.add_typer(
        group,
        name="views",
        **told("Các bảng đọc.", "Read tables.", "danvan views rebuild reporting"),
    )


def rebuild(
    service: ServiceArgument,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare",
            help=both(
                "Chỉ so bảng dựng lại với bảng đang dùng, không thay.",
                "Only compare rebuilt tables with the live ones, replace nothing.",
            ),
        ),
    ] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Rebuild, or attest that a rebuild gives the live tables."""
    found = find_service(service)
    from danvan.services.chassis.faults import DATABASE_AWAY

    settings = load(lambda: _settings(found, data))
    try:
        with (
            progress(f"Dựng lại {service}", f"Rebuilding {service}"),
            _views(found, settings) as views,
        ):
            if compare:
                difference = views.compare()
            else:
                position = views.rebuild()
    except DATABASE_AWAY as error:
        why = " ".join(str(error).split())
        raise Failed(
            f"Cơ sở dữ liệu không trả lời ({why}); hãy xem DANVAN_DATABASE_URL hoặc --data.",
            f"The database does not answer ({why}); look at DANVAN_DATABASE_URL or --data.",
        ) from error
    if not compare:
        say(f"{service}: đã dựng lại đến {position}.", f"{service}: rebuilt up to {position}.")
    elif difference is None:
        say(f"{service}: bằng nhau.", f"{service}: equal.")
    else:
        raise Failed(
            f"{difference}. Hãy dựng lại: `danvan views rebuild {service}`.",
            f"{difference}. Rebuild: `danvan views rebuild {service}`.",
        )


@contextmanager
def _views(service: Service, settings: Settings) -> Iterator[Views]:
    from danvan.services.chassis.process import make_ground

    ground = make_ground(service, settings)
    try:
        yield ground.views
    finally:
        ground.database.close()
        ground.journal.close()


def _settings(service: Service, data: Path) -> Settings:
    """The environment's; on one machine the database is the one in the data folder."""
    from danvan.deploy.local.postgres import Postgres
    from danvan.services.chassis.migrate import service_role

    folder = DataFolder(data).postgres
    if "DANVAN_DATABASE_URL" in os.environ or not folder.exists():
        return service.settings.load()
    dsn = Postgres(folder).dsn(service.name, service_role(service.name))
    return service.settings.load(database_url=dsn)
