"""How the command line tells what a verifier has found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NoReturn

import typer

from danvan.cli.speech import in_words, of, say, show_json
from danvan.contracts.audit.pack_check import PackedLogReport, PackReport
from danvan.contracts.audit.problems import Problem
from danvan.contracts.audit.verify import LogReport


def show_logs(reports: dict[str, LogReport], as_json: bool) -> NoReturn:
    """Print what was found of each log, and end with the exit code that says whether all holds."""
    if as_json:
        show_json({name: _as_json(report) for name, report in reports.items()})
    else:
        for name, report in reports.items():
            for line in _lines(name, report):
                print(line)
    raise typer.Exit(0 if all(report.sound for report in reports.values()) else 1)


def show_pack(report: PackReport, as_json: bool) -> NoReturn:
    """Print what was found of a pack, and end with the exit code that says whether it holds."""
    if as_json:
        logs = [asdict(log) | {"problems": _problems(log.problems)} for log in report.logs]
        show_json({"verified": report.sound, "own_keys": report.own_keys, "logs": logs})
    else:
        for log in report.logs:
            for line in _pack_lines(log):
                print(line)
    if report.own_keys:
        say(
            "Cảnh báo: dùng khóa trong chính bộ chứng cứ, chỉ đáng tin như bộ ấy; hãy đưa khóa"
            " từ nơi bạn tin bằng --vkey và --witness.",
            "Warning: the keys are the pack's own, only as trustworthy as the pack; pass keys from"
            " where you trust them with --vkey and --witness.",
        )
    raise typer.Exit(0 if report.sound else 1)


def _pack_lines(log: PackedLogReport) -> Iterator[str]:
    if not log.problems:
        yield in_words(
            f"{log.service}: {log.present} sự kiện có mặt và được chứng minh, {log.withheld} chỉ"
            f" có mã băm; nhật ký {log.origin}, {log.size} lá.",
            f"{log.service}: {log.present} facts present and proved, {log.withheld} by their hash"
            f" alone; log {log.origin}, {log.size} leaves.",
        )
    for erased in log.erased:
        yield in_words(
            f"{log.service}: lá {erased.leaf} có mặt, không đọc được, đã xóa theo {erased.order}.",
            f"{log.service}: leaf {erased.leaf} is present, unreadable, erased under order"
            f" {erased.order}.",
        )
    yield from _wrong(log.service, log.problems, log.more)


def _lines(name: str, report: LogReport) -> Iterator[str]:
    if report.sound:
        root = report.root.hex()
        yield in_words(
            f"{name}: {report.size} sự kiện đều nguyên vẹn, gốc {root}.",
            f"{name}: all {report.size} facts are as they were sealed, root {root}.",
        )
    yield from _wrong(name, report.problems, report.more)


def _wrong(name: str, problems: tuple[Problem, ...], more: int) -> Iterator[str]:
    yield from (f"{name}: {of(problem.reason)} [{problem.rule}]" for problem in problems)
    if more:
        counted = in_words(f"và {more} điều nữa", f"and {more} more")
        yield f"{name}: {counted}"


def _as_json(report: LogReport) -> dict[str, Any]:
    return {
        "origin": report.origin,
        "size": report.size,
        "root": report.root.hex(),
        "verified": report.sound,
        "problems": _problems(report.problems),
        "more": report.more,
    }


def _problems(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [{"rule": p.rule, "leaf": p.leaf, **p.reason.model_dump()} for p in problems]
