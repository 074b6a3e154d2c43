"""Where the files stand that the laws are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.architecture.laws import Breach

ROOT = Path(__file__).parents[2]
PRODUCT = ("contracts", "services", "deploy", "danvan")

#: Finds the breaches in the text of one module.
Law = Callable[[str], Iterator[Breach]]


def modules(*folders: str) -> list[Path]:
    """The Python files below these folders of the repository. Links are not followed, so that
    every file is seen once."""
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def services() -> list[str]:
    """The services that exist; the chassis is none."""
    found = {p.parent.name for p in (ROOT / "services").glob("*/__init__.py")}
    return sorted(found - {"chassis"})


def breaches(law: Law, files: Iterable[Path]) -> list[str]:
    """`path:line: what is wrong` for every breach of a law."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in files
        for line, what in law(path.read_text("utf-8"))
    ]


def told(how_to_comply: str, found: list[str]) -> str:
    """The message of a broken law."""
    return "\n".join((how_to_comply, *found))
