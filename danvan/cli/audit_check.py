"""`danvan audit check`: cases that left their procedure: which rule, by how much, on what basis."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

import typer

from danvan.cli.audit import audit_app
from danvan.cli.options import ONE_MACHINE, DataOption, JsonOption, TokenOption, day, unit_id
from danvan.cli.reach import Door, door
from danvan.cli.speech import both, in_words, of, progress, say, show_json, show_table, told
from danvan.contracts.base import Text
from danvan.contracts.policy import PolicyUnit
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA

ProcedureArgument = Annotated[
    str,
    typer.Argument(
        help=both(
            "complaint-first, complaint-second, denunciation, recommendation, reflection,"
            " submission (đơn chưa phân loại) hoặc dossier.",
            "complaint-first, complaint-second, denunciation, recommendation, reflection,"
            " submission (not classified yet) or dossier.",
        )
    ),
]
PolicyOption = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help=both(
            "Xét theo phiên bản quy định khác: một ngày, hoặc mã@ngày có hiệu lực.",
            "Judge by another version of the law: a day, or key@its first day.",
        ),
    ),
]


@audit_app.command(
    **told(
        "Đối chiếu vụ việc, hồ sơ với quy trình; nêu từng sai lệch. Mã thoát 1 khi có sai lệch.",
        "Hold cases against their procedure; name each deviation. Exit code 1 if there are any.",
        "danvan audit check complaint-first --from 2023-01-01 --until 2023-12-31",
        "danvan audit check dossier --unit thu-vien --policy 2025-07-01",
    )
)
def check(
    procedure: ProcedureArgument,
    unit: Annotated[
        str | None,
        typer.Option(callback=unit_id, help=both("Chỉ của đơn vị này.", "Of this unit only.")),
    ] = None,
    since: Annotated[
        datetime | None, day("Tiếp nhận từ ngày này.", "Received from this day.", "--from")
    ] = None,
    until: Annotated[
        datetime | None, day("Tiếp nhận đến hết ngày này.", "Received until this day, included.")
    ] = None,
    policy: PolicyOption = None,
    as_of: Annotated[
        datetime | None,
        day("Xét đến hết ngày này; mặc định hôm nay.", "Judge as of this day; by default today."),
    ] = None,
    url: Annotated[
        str,
        typer.Option(
            envvar="DANVAN_FEEDBACK_URL",
            help=both("Địa chỉ của dịch vụ feedback.", "Address of feedback."),
        ),
    ] = ONE_MACHINE.url("feedback"),
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Look at all of them, and show those that left their procedure."""
    asked = {
        "procedure": procedure,
        "unit": unit,
        "since": _date(since),
        "until": _date(until),
        "as_of": _date(as_of),
        "policy": policy,
    }
    with progress(f"Đối chiếu {procedure}", f"Checking {procedure}"):
        found = _all_pages(door(url, token, data, Role.INSPECTOR), asked)
    if as_json:
        show_json(found)
    else:
        _show(found)
    raise typer.Exit(1 if found["cases"] else 0)


def _all_pages(service: Door, asked: dict[str, str | None]) -> dict[str, Any]:
    """Every page in one: how many were checked, totals by rule, and the cases."""
    totals: Counter[str] = Counter()
    checked, cases, cursor = 0, [], None
    while True:
        page = service.get("/conformance", cursor=cursor, **asked)
        totals.update(page["totals"])
        checked += page["checked"]
        cases += page["items"]
        cursor = page["next"]
        if cursor is None:
            said = {name: page[name] for name in ("procedure", "as_of", "policy")}
            return said | {"checked": checked, "totals": dict(totals), "cases": cases}


def _show(found: dict[str, Any]) -> None:
    columns = (
        in_words("Vụ việc", "Case"),
        in_words("Sai lệch", "Rule"),
        in_words("Nội dung", "What happened"),
        in_words("Số ngày", "Days"),
        in_words("Căn cứ", "Legal basis"),
    )
    rows = [
        (
            case["case"],
            each["rule"],
            of(Text.model_validate(each["sentence"])),
            _days(each),
            each["article"],
        )
        for case in found["cases"]
        for each in case["deviations"]
    ]
    if rows:
        show_table(columns, rows)
        show_table(
            (in_words("Sai lệch", "Rule"), in_words("Số lần", "Times")), found["totals"].items()
        )
    checked, wrong = found["checked"], len(found["cases"])
    say(
        f"Đã đối chiếu {checked}, có sai lệch {wrong}, tính đến {found['as_of']}.",
        f"Checked {checked}, of which {wrong} deviate, as of {found['as_of']}.",
    )


def _days(deviation: dict[str, Any]) -> str:
    if deviation["days"] is None:
        return ""
    working = deviation["days_in"] == PolicyUnit.WORKING_DAY
    word = in_words("ngày làm việc", "working") if working else in_words("ngày", "calendar")
    return f"{deviation['days']} {word}"


def _date(given: datetime | None) -> str | None:
    return given.date().isoformat() if given else None
