"""How the command line speaks: one language at a time, answers on stdout, the rest on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text as Cell

from danvan.contracts.base import Language, Text

#: Between the two languages of a text that is chosen when it is shown (help).
BETWEEN = " || "
#: A table that goes into a file or a pipe is not broken at the width of a screen.
FILE_WIDTH = 200

#: The language of this process. Not a context variable: new threads would not have it.
_spoken: list[Language] = ["vi"]


class Failed(Exception):
    """The answer is no: one sentence that says what to do, and exit code 1."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi=vi, en=en)


class Misused(Failed):
    """The command was given something it can't use: exit code 2."""


def speak(language: Language) -> None:
    """Speak this language from now on."""
    _spoken[0] = language


def in_words(vi: str, en: str) -> str:
    """The text in the language that is spoken."""
    return vi if _spoken[0] == "vi" else en


def of(text: Text) -> str:
    """A bilingual text in the language that is spoken."""
    return in_words(text.vi, text.en)


def say(vi: str, en: str) -> None:
    """Say a sentence to whoever watches."""
    print(in_words(vi, en), file=sys.stderr)


def both(vi: str, en: str) -> str:
    """A help text in both languages, of which one is shown."""
    return f"{vi}{BETWEEN}{en}"


class Told(TypedDict):
    """What typer's `command`, `callback` and `add_typer` take."""

    help: str
    epilog: str


def told(vi: str, en: str, *examples: str) -> Told:
    """Help of a command, with examples: `app.command(**told("…", "…", "danvan …"))(function)`."""
    shown = "\n\n".join(examples)
    return Told(help=both(vi, en), epilog=both(f"Ví dụ: {shown}", f"Example: {shown}"))


def localise(command: Any) -> None:
    """Choose the language of a command's help, and of all below it."""
    for thing in (command, *command.params):
        for attribute in ("help", "epilog"):
            text = getattr(thing, attribute, None)
            if text and BETWEEN in text:
                setattr(thing, attribute, in_words(*text.split(BETWEEN)))
    for sub in getattr(command, "commands", {}).values():
        localise(sub)


def show_json(answer: Any) -> None:
    """The answer for a program."""
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """The answer for a person. Nothing is cut off; what is too long is folded."""
    table = Table(title=title or None, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Cell("" if value is None else str(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else FILE_WIDTH).print(table)


@contextmanager
def progress(vi: str, en: str, total: int | None = None) -> Iterator[Progress]:
    """A bar, or with no total a moving one, while a person watches."""
    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        bar.add_task(in_words(vi, en), total=total)
        yield bar
