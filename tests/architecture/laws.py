"""The laws that one module keeps or breaks by its text alone, each a function on source code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

MODULE_LINES = 300
FUNCTION_LINES = 60
DOCSTRING_LINES = 5

#: A line, and what is wrong there.
Breach = tuple[int, str]

_FOLDERS = {"contracts", "deploy", "services"}
_SUBJECT = re.compile(
    r"(danvan)?\.(inbox|facts|receipts|internal|calendar|checkpoints)(\.|$)|FACTS_"
)

#: What makes the same facts give another answer the second time.
_UNREPEATABLE_MODULES = {
    "asyncio", "danvan.contracts.ids", "logging", "os", "pathlib", "random", "secrets", "socket",
    "subprocess", "sys", "threading", "time", "uuid",
}  # fmt: skip
_UNREPEATABLE_METHODS = {"now", "today", "utcnow"}
_UNREPEATABLE_FUNCTIONS = {"hash", "id", "input", "open", "print"}


def subjects_are_spelled_in_one_place(source: str) -> Iterator[Breach]:
    """No text that begins like a subject or the name of a facts stream, f-strings included."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if _SUBJECT.match(text):
                yield node.lineno, repr(text)


def answers_are_repeatable(source: str) -> Iterator[Breach]:
    """No clock, chance, environment or outside world."""
    tree = ast.parse(source)
    for line, names in _imports(tree):
        for name in names & _UNREPEATABLE_MODULES:
            yield line, f"imports {name}"
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in _UNREPEATABLE_METHODS:
                yield node.lineno, f"calls {ast.unparse(node.func)}()"
            case ast.Call(func=ast.Name(id=name)) if name in _UNREPEATABLE_FUNCTIONS:
                yield node.lineno, f"calls {name}()"


def modules_have_one_name(source: str) -> Iterator[Breach]:
    """The folders at the top are importable too; a module under two names would be two modules."""
    for line, names in _imports(ast.parse(source)):
        for top in {name.partition(".")[0] for name in names} & _FOLDERS:
            yield line, f"imports {top}"


def sizes_are_kept(source: str) -> Iterator[Breach]:
    """A module is read in one go, a function at one glance."""
    if (lines := source.count("\n")) > MODULE_LINES:
        yield 1, f"module of {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} of {lines} lines"


def modules_say_what_they_are_for(source: str) -> Iterator[Breach]:
    """A docstring of one to five lines. An empty module has nothing to say."""
    if not source.strip():
        return
    text = ast.get_docstring(ast.parse(source))
    if text is None:
        yield 1, "opens without a docstring"
    elif (lines := sum(map(bool, text.splitlines()))) > DOCSTRING_LINES:
        yield 1, f"opens with {lines} lines"


def _imports(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Line and possible modules of each import: `from a import b` may mean a or a.b."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield node.lineno, {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield node.lineno, {module, *(f"{module}.{alias.name}" for alias in names)}
