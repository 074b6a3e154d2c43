"""The command `danvan`. Exit codes: 0, 1 (the answer is no), 2 (wrong use).

An error is one sentence on stderr that says what to do; the traceback comes with `--debug`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from danvan import __version__
from danvan.cli import plans, services, status, submit, token, units, views
from danvan.cli.speech import both, in_words, localise, of, speak, told
from danvan.contracts.base import Language, Text
from danvan.yaml_file import FileError

PROGRAM = "danvan"


class _Language(StrEnum):
    VI = "vi"
    EN = "en"


def main() -> None:
    """The entry point of the command."""
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    everywhere, rest = _everywhere(arguments)
    speak(_language(everywhere))
    command = typer.main.get_command(make_app())
    localise(command)
    try:
        code = command.main([*everywhere, *rest], prog_name=PROGRAM, standalone_mode=False)
    except Exception as error:  # the last stop: whatever rises is told, and never passed over
        if "--debug" in everywhere:
            traceback.print_exc()
        return _tell(error)
    return code if isinstance(code, int) else 0


def make_app() -> typer.Typer:
    """All commands."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback(
        **told(
            vi="Công tác dân vận của một cơ quan, ghi lại để kiểm chứng được.",
            en="A public agency's yearly public-engagement programme, so that it can be proved.",
            "danvan --lang en status",
        )
    )(_root)
    for group in (services, plans, units, submit, status, token, views):
        group.add_to(app)
    return app


def _root(
    lang: Annotated[
        _Language | None,
        typer.Option(help=both("Ngôn ngữ; mặc định theo LANG.", "Language; by default from LANG.")),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help=both("Hiện vết lỗi.", "Show tracebacks."))
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help=both("Hiện phiên bản.", "Show the version."))
    ] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit
