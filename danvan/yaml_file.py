"""Reads a YAML file into a model, or says every problem at once, each with its line and column.

A scalar stays text until the model says what it is: `no` is a word, and a day that does not exist
is an error of that day. What is malformed is taken out of a copy, so the rest is checked as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError, create_model

from danvan.contracts.base import Problem
from danvan.contracts.problems import parts_of, pointer, problems_of

M = TypeVar("M", bound=BaseModel)
_REPEATED_KEY = (
    "duplicate-key",
    "Khóa này đã có ở trên trong cùng nhóm; hãy bỏ bớt một.",
    "This key stands above in the same group already; leave one of them out.",
)
_ALIAS = (
    "alias-not-allowed",
    "Không dùng & và * của YAML ở đây; hãy viết lại đầy đủ nội dung.",
    "YAML's & and * are not used here; write the content out.",
)


@dataclass(frozen=True, order=True)
class FileProblem:
    """One thing that is wrong in a file. Line and column count from 1; `path` is a JSON pointer."""

    line: int
    column: int
    path: str
    rule: str
    vi: str
    en: str


class FileError(Exception):
    """A file that cannot be used as it is. `problems` are in the order of the file."""

    def __init__(self, name: str, problems: Iterable[FileProblem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        super().__init__(
            "\n".join(f"{name}:{p.line}:{p.column}: {p.vi} / {p.en}" for p in self.problems)
        )


def read_yaml(text: str, name: str, model: type[M], check: Callable[[M], Iterable[Problem]]) -> M:
    """The content of a YAML file as `model`; unknown keys are errors.

    Args:
        name: how errors call the file.
        check: what must be true beyond the form of each part.

    Raises:
        FileError: with every problem.
    """
    tree = _Tree(_compose(text, name))
    document, malformed = _validated(tree, model)
    problems = [*tree.problems, *malformed]
    if document is not None:
        problems += [tree.place(problem) for problem in check(document) if tree.speaks_of(problem)]
    if document is None or problems:
        raise FileError(name, problems)
    return document


def _validated(tree: _Tree, model: type[M]) -> tuple[M | None, list[FileProblem]]:
    """The document without its malformed parts (None if nothing is left), and what is malformed.
    In place of what is malformed right under the root the document has an empty text."""
    problems: list[FileProblem] = []
    while True:
        try:
            return model.model_validate(tree.plain(), extra="forbid"), problems
        except ValidationError as error:
            found = problems_of(error, model)
        # What a later round finds is only a consequence of what an earlier one took out.
        problems = problems or [tree.place(problem) for problem in found]
        if not all(problem.pointer for problem in found):
            return None, problems
        stand_ins: Any = dict.fromkeys(tree.take_out(found), (Any, ""))
        model = create_model(model.__name__, __base__=model, **stand_ins)


def _compose(text: str, name: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise FileError(name, [_not_yaml(line, column, error.problem or "")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        raise FileError(name, [_not_yaml(line, column, error.reason)]) from error
    if root is None:
        raise FileError(name, [FileProblem(1, 1, "", "empty-file", "Tệp trống.", "Empty file.")])
    return root


def _not_yaml(line: int, column: int, why: str) -> FileProblem:
    return FileProblem(
        line,
        column,
        "",
        "not-yaml",
        f"Sai cú pháp YAML ({why}); hãy xem dấu hai chấm, dấu nháy và chỗ thụt dòng.",
        f"This is not YAML ({why}); look at colons, quotes and indentation.",
    )


class _Tree:
    """The nodes of a file. Parts can be taken out, and every other part still knows its place."""

    def __init__(self, root: yaml.Node) -> None:
        self.root = root
        self.problems: list[FileProblem] = []
        self._gone: set[str] = set()
        self._lost: set[str] = set()
        self._paths: dict[int, str] = {}
        self._enter(root, "")

    def plain(self) -> Any:
        """What is left, as dicts, lists, text and None."""
        return _plain(self.root)

    def place(self, problem: Problem) -> FileProblem:
        """Where in the file a problem of what is left stands; a missing key stands in its group."""
        steps, missing = self._walk(problem)
        key, node = steps[-1]
        path = self._paths[id(node)] + pointer(*missing)
        mark = key if problem.rule == "unknown-key" else node
        return _at(mark, path, problem.rule, problem.reason.vi, problem.reason.en)

    def take_out(self, problems: Iterable[Problem]) -> set[str]:
        """Take out what the problems spoil: unknown keys, else the innermost list items around,
        else what stands under the root's key. Answers with those keys of the root."""
        spoilt: list[tuple[yaml.Node, object]] = []
        gone: set[str] = set()
        for problem in problems:
            steps, _ = self._walk(problem)
            lists = [n for n, (_, node) in enumerate(steps[:-1]) if _is_list(node)]
            if problem.rule == "unknown-key":
                spoilt.append((steps[-2][1], steps[-1]))
            elif lists:
                (key, around), (_, item) = steps[lists[-1]], steps[lists[-1] + 1]
                spoilt.append((around, item))
                self._lost.add(str(key.value))
            else:
                spoilt += [(self.root, step) for step in steps[1:2]]
                gone.update(parts_of(problem)[:1])
        for whole, part in spoilt:
            if part in whole.value:
                whole.value.remove(part)
        self._lost |= gone
        self._gone |= gone
        return gone

    def speaks_of(self, problem: Problem) -> bool:
        """Whether a problem is one of what is left, not a consequence of what was taken out: about
        a name that may have been in it, or a key that is gone."""
        names = {f"unknown-{key.removesuffix('s')}" for key in self._lost}
        return problem.rule not in names and self._gone.isdisjoint(parts_of(problem)[:1])

    def _enter(self, node: yaml.Node, path: str) -> None:
        self._paths[id(node)] = path
        if _is_list(node):
            for index, item in enumerate(list(node.value)):
                self._enter_part(node, item, item, path + pointer(index))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for pair in list(node.value):
                key, value = pair
                name = str(key.value)
                if name in seen:
                    self._refuse_part(node, pair, key, path + pointer(name), _REPEATED_KEY)
                else:
                    self._enter_part(node, pair, value, path + pointer(name))
                seen.add(name)

    def _enter_part(self, around: yaml.Node, part: object, node: yaml.Node, path: str) -> None:
        if id(node) in self._paths:
            self._refuse_part(around, part, node, path, _ALIAS)
        else:
            self._enter(node, path)

    def _refuse_part(
        self, around: yaml.Node, part: object, mark: yaml.Node, path: str, why: tuple[str, str, str]
    ) -> None:
        around.value.remove(part)
        self.problems.append(_at(mark, path, *why))

    def _walk(self, problem: Problem) -> tuple[list[tuple[yaml.Node, yaml.Node]], list[str]]:
        """The (key, node) pairs from the root to a problem, and what of its pointer is missing."""
        steps = [(self.root, self.root)]
        parts = parts_of(problem)
        for index, part in enumerate(parts):
            _, node = steps[-1]
            if _is_list(node):
                steps.append((node.value[int(part)], node.value[int(part)]))
                continue
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            found = next((pair for pair in pairs if str(pair[0].value) == part), None)
            if found is None:
                return steps, parts[index:]
            steps.append(found)
        return steps, []


def _is_list(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode)


def _plain(node: yaml.Node) -> Any:
    if _is_list(node):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _at(node: yaml.Node, path: str, rule: str, vi: str, en: str) -> FileProblem:
    mark = node.start_mark
    return FileProblem(mark.line + 1, mark.column + 1, path, rule, vi, en)
