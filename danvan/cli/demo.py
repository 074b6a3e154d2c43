"""The demo's face: a bar while the year is played, then a summary that a person wants to read."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from danvan.cli.audit_source import HttpLog, reader
from danvan.cli.speech import in_words, progress, say, show_table
from danvan.contracts.roles import Role

if TYPE_CHECKING:
    from danvan.deploy.local.platform import Platform

#: A sealer is a second or two behind; so often it is looked at.
SEALING_LOOKS = 100
#: A line of the summary.
Row = tuple[str, Any]
#: How a report stands → sign and colour in the matrix.
SIGNS = {
    "on-time": ("✔", "green"),
    "late": ("◔", "yellow"),
    "returned": ("↩", "magenta"),
    "missing": ("✘", "red"),
    "waived": ("–", "dim"),
    "awaited": ("·", "dim"),
}


def play(
    platform: Platform, stop: threading.Event, *, scale: float, seed: int
) -> dict[str, Any] | None:
    """Play the year; the figures, or None if Ctrl-C ended it."""
    from danvan.deploy.demo.diary import FIRST, LAST
    from danvan.deploy.demo.year import play_year
    from danvan.services.chassis.garbage import collect_rarely

    collect_rarely()

    with progress("Năm 2023", "The year 2023", total=(LAST - FIRST).days + 2) as bar:

        def told(day: date) -> None:
            bar.update(bar.task_ids[0], advance=1, description=day.strftime("%d/%m/%Y"))

        year = play_year(platform, scale=scale, seed=seed, told=told)
        try:
            figures: dict[str, Any] = asyncio.run(_until(stop, year))
        except asyncio.CancelledError:
            return None
    if figures["seconds"] is None:
        say(
            "Thư mục dữ liệu này đã có một năm; muốn diễn lại, hãy chọn --data khác.",
            "This data folder holds a year already; to play again, choose another --data.",
        )
    figures["audit"] = _audit(platform, figures["facts"])
    matrix = figures.pop("compliance")
    show_summary(figures)
    show_matrix(matrix)
    return figures


def _audit(platform: Platform, facts: dict[str, int]) -> dict[str, dict[str, Any]]:
    """How far each service's log is sealed, and whether it verifies; a sealer that is behind is
    waited for."""
    from danvan.contracts.audit.checkpoint import Checkpoint
    from danvan.contracts.audit.notes import Note
    from danvan.contracts.audit.verify import verify_log

    found = {}
    with reader(platform.token(Role.INSPECTOR)) as http:
        for service in platform.ports.services:
            vkey = platform.data.log_verifier(service).read_text(encoding="utf-8")
            log = HttpLog(http, platform.ports.url(service))
            for _ in range(SEALING_LOOKS):
                if (
                    Checkpoint.parse(Note.parse(log.checkpoint().decode()).text).size
                    >= facts[service]
                ):
                    break
                time.sleep(0.1)
            report = verify_log(log, vkey)
            root = report.root.hex()
            found[service] = {"size": report.size, "root": root, "verified": report.sound}
    return found


async def _until(stop: threading.Event, play: Coroutine[Any, Any, dict[str, Any]]) -> Any:
    """What the play gives; it is cancelled when the event is set."""
    playing = asyncio.create_task(play)
    while not playing.done():
        if stop.is_set():
            playing.cancel()
        await asyncio.wait([playing], timeout=0.2)
    return await playing


def show_summary(figures: dict[str, Any]) -> None:
    """The figures, a line each."""
    rows = [
        *_reports(figures["duties"], figures["refused"]),
        *_feedback(figures),
        *_emulation(figures["campaign"]),
        *(
            (in_words(f"Chỉ tiêu {t}", f"Target {t}"), _target(v))
            for t, v in figures["targets"].items()
        ),
        *((in_words(f"Sự kiện ({s})", f"Facts ({s})"), n) for s, n in figures["facts"].items()),
        *(
            (
                in_words(f"Niêm phong ({s})", f"Sealed ({s})"),
                f"{log['size']} {in_words('nguyên vẹn', 'verified') if log['verified'] else '✘'}",
            )
            for s, log in figures["audit"].items()
        ),
        (in_words("Thời gian (giây)", "Seconds"), figures["seconds"]),
    ]
    show_table((in_words("Năm 2023", "The year 2023"), ""), rows)


def _reports(duties: dict[str, Any], refused: int) -> list[Row]:
    return [
        (in_words("Báo cáo đúng hạn", "Reports on time"), duties["on_time"]),
        (in_words("Báo cáo trễ", "Reports late"), duties["late"]),
        (in_words("Từng bị trả lại", "Returned at least once"), duties["returned_ever"]),
        (in_words("Không báo cáo", "Missing"), duties["missing"]),
        (in_words("Được miễn", "Waived"), duties["waived"]),
        (in_words("Bản gửi bị từ chối", "Submissions refused"), refused),
    ]


def _feedback(figures: dict[str, Any]) -> list[Row]:
    """What citizens handed in and said, and what became of it."""
    dossiers, letters, surveys = figures["dossiers"], figures["letters"], figures["surveys"]
    petitions, reception = figures["petitions"], figures["reception"]
    return [
        (
            in_words("Hồ sơ: nhận / đúng hạn / trễ", "Dossiers: received / on time / late"),
            f"{dossiers['total']} / {dossiers['early'] + dossiers['on_time']}"
            f" / {dossiers['late']} ({dossiers['on_time_share']} %)",
        ),
        (
            in_words("Hồ sơ đang giải quyết / quá hạn", "Dossiers not yet due / overdue"),
            f"{dossiers['not_yet_due']} / {dossiers['overdue']}",
        ),
        (
            in_words("Thư phải gửi / đã gửi / lỡ hạn", "Letters due / sent / missed"),
            f"{letters['due']} / {letters['sent']} / {letters['missed']}",
        ),
        (
            in_words("Khảo sát: phiếu / hài lòng", "Survey: answers / satisfied"),
            f"{surveys['answers']} / {surveys['satisfied']} ({surveys['share']} %)",
        ),
        (
            in_words(
                "Đơn: nhận / đúng hạn / trễ / còn lại",
                "Petitions: received / on time / late / open",
            ),
            f"{petitions['received']} / {petitions['handled_on_time']}"
            f" / {petitions['handled_late']} / {petitions['open']}",
        ),
        (
            in_words("Tiếp công dân: buổi / lượt / lỡ", "Reception: sessions / visits / missed"),
            f"{reception['held']} / {reception['visits']} / {reception['missed']}",
        ),
    ]


def _emulation(campaign: dict[str, Any]) -> list[Row]:
    ballot, recognised = campaign["ballots"], campaign["recognised"]
    return [
        (
            in_words("Đề cử / đủ điều kiện", "Nominations / eligible"),
            f"{campaign['nominations']} / {campaign['eligible']}",
        ),
        (
            in_words("Cử tri / đã bầu / phiếu hỏng", "Voters / voted / spoilt"),
            f"{ballot['electorate']} / {ballot['turnout']} / {ballot['spoilt']}",
        ),
        (
            in_words("Công nhận: đơn vị / sở / thành phố", "Recognised: unit / department / city"),
            f"{recognised['unit']} / {recognised['department']} / {recognised['city']}",
        ),
        (
            in_words("Thu hồi / nhân rộng", "Revoked / adoptions"),
            f"{campaign['revoked']} / {campaign['adoptions']}",
        ),
    ]


def show_matrix(matrix: dict[str, Any]) -> None:
    """Units × periods."""
    table = Table(title=in_words("Chấp hành chế độ báo cáo", "Compliance"), title_justify="left")
    table.add_column(in_words("Đơn vị", "Unit"))
    for period in matrix["periods"]:
        table.add_column(f"{_initials(period['series'])}\n{period['period']}", justify="center")
    for unit in matrix["units"]:
        cells = [unit["cells"].get(period["duty"]) for period in matrix["periods"]]
        name = in_words(unit["name"]["vi"], unit["name"]["en"])
        table.add_row(name, *(_cell(cell) for cell in cells))
    Console().print(table)
    for series in dict.fromkeys(period["series"] for period in matrix["periods"]):
        say(f"{_initials(series)}: {series}", f"{_initials(series)}: {series}")
    say(
        "✔ đúng hạn  ◔ trễ  ↩ trả lại  ✘ không báo cáo  – được miễn  * từng bị trả lại",
        "✔ on time  ◔ late  ↩ returned  ✘ missing  – waived  * returned at least once",
    )


def _cell(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return ""
    sign, colour = SIGNS[cell["standing"]]
    again = "*" if cell["returns"] else ""
    return f"[{colour}]{sign}{again}[/]"


def _target(target: dict[str, Any]) -> str:
    if target["value"] is None:
        return in_words("chưa có số liệu", "no figures yet")
    met = in_words("đạt", "met") if target["met"] else in_words("không đạt", "missed")
    return f"{target['value']} ({target['comparison']} {target['goal']}: {met})"


def _initials(series: str) -> str:
    return "".join(word[0].upper() for word in series.split("-"))
