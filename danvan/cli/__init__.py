"""The command `danvan`. Exit codes: 0, 1 (the answer is no), 2 (wrong use).

An error is one sentence on stderr that says what to do; the traceback comes with `--debug`.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from danvan import __version__
from danvan.cli import (
    audit,
    audit_check,
    audit_export,
    audit_history,
    audit_key,
    ballot,
    contracts,
    erase,
    local,
    plans,
    services,
    status,
    submit,
    token,
    units,
    views,
)
from danvan.cli.speech import Misused, both, in_words, localise, of, speak, told
from danvan.contracts.base import Language, Text
from danvan.yaml_file import FileError

PROGRAM = "danvan"
WRONG_USE = 2
#: They add their commands to `danvan audit` when they are imported.
AUDIT_COMMANDS = (audit_check, audit_export, audit_history, audit_key)


class _Spoken(StrEnum):
    VI = "vi"
    EN = "en"


def main() -> None:
    """The entry point of the command."""
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    arguments = _ordered(arguments)
    speak(_language(arguments))
    command = typer.main.get_command(make_app())
    localise(command)
    try:
        code = command.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        return _tell(error)
    return code if isinstance(code, int) else 0


def make_app() -> typer.Typer:
    """All commands."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback(
        **told(
            "Công tác dân vận của một cơ quan, ghi lại để kiểm chứng được.",
            "A public agency's yearly public-engagement programme, recorded to be proved.",
            "danvan --lang en status",
        ),
    )(_root)
    for group in (
        local,
        services,
        status,
        plans,
        units,
        submit,
        ballot,
        contracts,
        views,
        token,
        audit,
        erase,
    ):
        group.add_to(app)
    return app


def _root(
    lang: Annotated[
        _Spoken | None,
        typer.Option(help=both("Ngôn ngữ; mặc định theo LANG.", "Language; by default from LANG.")),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help=both("In cả vết lỗi.", "Print tracebacks too."))
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_show_version,
            help=both("In số phiên bản.", "Print the version."),
        ),
    ] = False,
) -> None:
    """What `lang` and `debug` ask for is done before, for the help and for errors."""


def _show_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


def _ordered(arguments: Sequence[str]) -> list[str]:
    """Options of the whole command may stand anywhere; typer wants them first."""
    first: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--debug":
            first.append(argument)
        elif argument == "--lang":
            first += [argument, next(left, "")]
        elif argument.startswith("--lang="):
            first += argument.split("=", 1)
        else:
            rest.append(argument)
    return [*first, *rest]


def _language(arguments: Sequence[str]) -> Language:
    """English where it is asked for, else Vietnamese."""
    if "--lang" in arguments:
        wanted = arguments[arguments.index("--lang") + 1]
    else:
        wanted = os.environ.get("LANG", "")
    return "en" if wanted.startswith("en") else "vi"


def _tell(error: Exception) -> int:
    """Say what went wrong; returns the exit code. Our own errors carry a bilingual `reason`."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Text):
        print(of(reason), file=sys.stderr)
        return WRONG_USE if isinstance(error, Misused) else 1
    if isinstance(error, typer.TyperException):
        return _tell_misuse(error)
    if isinstance(error, FileError):
        for problem in error.problems:
            sentence = in_words(problem.vi, problem.en)
            print(f"{error.name}:{problem.line}:{problem.column}: {sentence}", file=sys.stderr)
        return 1
    print(_sentence(error), file=sys.stderr)
    return 1


def _tell_misuse(error: typer.TyperException) -> int:
    """The parser's own words, and where the right use stands."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else PROGRAM
    if words := error.format_message().strip():
        vi, en = f"Dùng sai: {words} Xem `{path} --help`.", f"{words} See `{path} --help`."
        print(in_words(vi, en), file=sys.stderr)
    return error.exit_code


def _sentence(error: Exception) -> str:
    match error:
        case ModuleNotFoundError(name=str(name)) if not name.startswith(PROGRAM):
            return in_words(
                f"Thiếu gói {name}; hãy chạy: pip install 'danvan[services]'.",
                f"The package {name} is missing; run: pip install 'danvan[services]'.",
            )
        case OSError(filename=str(file), strerror=str(why)):
            return in_words(f"{file}: không đọc được ({why}).", f"{file}: can't be read ({why}).")
        case UnicodeDecodeError():
            return in_words(f"Tệp không phải UTF-8 ({error}).", f"A file is not UTF-8 ({error}).")
    name = type(error).__name__
    return in_words(
        f"Lỗi không ngờ tới: {name}: {error}. Hãy chạy lại với --debug và gửi kết quả cho người"
        " phụ trách.",
        f"Unexpected fault: {name}: {error}. Run again with --debug and send the output to"
        " whoever looks after danvan.",
    )
