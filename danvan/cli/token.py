"""`danvan token`: a token for local use, signed with the data folder's key."""

from __future__ import annotations

from typing import Annotated

import typer

from danvan.cli.options import DataOption
from danvan.cli.reach import mint
from danvan.cli.speech import Misused, both, told
from danvan.contracts.roles import UNIT_PEOPLE, Role
from danvan.deploy.local.layout import DEFAULT_DATA


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        **told(
            "In một mã thông báo để dùng trên máy này (bị từ chối khi có OIDC).",
            "Print a token for use on this machine (refused where OIDC is configured).",
            "danvan token --role unit-head --unit thu-vien",
        )
    )(token)


def token(
    role: Annotated[Role, typer.Option(help=both("Vai trò.", "The role."))],
    unit: Annotated[
        str | None,
        typer.Option(help=both("Đơn vị mà vai trò đại diện.", "The unit the role acts for.")),
    ] = None,
    hours: Annotated[
        float, typer.Option(min=0.01, help=both("Hiệu lực, giờ.", "Valid so many hours."))
    ] = 12.0,
    actor: Annotated[
        str | None,
        typer.Option(help=both("Người sử dụng; mặc định là bạn.", "Who uses it; by default you.")),
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Print the token alone, so that `$(danvan token …)` works."""
    if role in UNIT_PEOPLE and unit is None:
        raise Misused(
            f"Vai trò {role} đại diện cho một đơn vị: hãy thêm --unit.",
            f"The role {role} acts for a unit: add --unit.",
        )
    print(mint(data, role, unit=unit, hours=hours, actor=actor))
