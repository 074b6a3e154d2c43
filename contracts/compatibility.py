"""Whether a changed JSON Schema keeps the promise of its type's mode, and if not, which field.

A writer writes the fields of its own schema; a reader must take all that a writer may write, and
today's reader must not drop what an old message says. Covers what pydantic's schemas use; a keyword
that is not known here must stay as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from danvan.contracts.base import Problem
from danvan.contracts.compatibility_words import BACKWARD, FORWARD, Direction
from danvan.contracts.entry import Entry, Mode
from danvan.contracts.envelope import Document
from danvan.contracts.problems import pointer

_ANNOTATIONS = {"$id", "$schema", "default", "description", "discriminator", "examples", "title"}
_LOWER_BOUNDS = ("exclusiveMinimum", "minItems", "minLength", "minProperties", "minimum")
_UPPER_BOUNDS = ("exclusiveMaximum", "maxItems", "maxLength", "maxProperties", "maximum")
_COMPARED = {
    *("$defs", "$ref", "additionalProperties", "anyOf", "const", "enum", "items", "oneOf"),
    *("properties", "required", "type", *_LOWER_BOUNDS, *_UPPER_BOUNDS),
}


def breaks(entry: Entry, old: Document, new: Document) -> list[Problem]:
    """What in the new schema breaks the promise that the type's mode gives for the old one.

    Pointers lead into the message; `*` stands for every item of a list or map.
    """
    found: list[Problem] = []
    if entry.mode in {Mode.BACKWARD, Mode.FULL}:
        found += _Comparison(entry, BACKWARD, reader=new, writer=old).problems()
    if entry.mode in {Mode.FORWARD, Mode.FULL}:
        found += _Comparison(entry, FORWARD, reader=old, writer=new).problems()
    return found


def same_meaning(old: Document, new: Document) -> bool:
    """Whether two schemas differ at most in what they tell people."""
    return json.dumps(_bare(old)) == json.dumps(_bare(new))


def _bare(schema: Any) -> Any:
    """A schema without what only tells people."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    bare: Document = {}
    for keyword, value in schema.items():
        if keyword in {"properties", "$defs"}:
            bare[keyword] = {name: _bare(part) for name, part in value.items()}
        elif keyword == "default" or keyword not in _ANNOTATIONS:
            bare[keyword] = _bare(value)
    return bare


class _Comparison:
    """One direction: can `reader` read whatever `writer` writes?"""

    def __init__(
        self, entry: Entry, direction: Direction, *, reader: Document, writer: Document
    ) -> None:
        self._entry = entry
        self._direction = direction
        self._reader = reader
        self._writer = writer
        self._open: set[tuple[str, str]] = set()

    def problems(self) -> list[Problem]:
        return list(self._compare(self._reader, self._writer, ()))

    def _compare(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        pair = (json.dumps(reader), json.dumps(writer))
        if pair in self._open:  # a model that holds itself
            return
        self._open.add(pair)
        readers = list(_branches(self._reader, reader))
        for branch in _branches(self._writer, writer):
            found = [list(self._branch(each, branch, path)) for each in readers]
            if all(found):
                alike = [
                    problems
                    for each, problems in zip(readers, found, strict=True)
                    if each.get("type") == branch.get("type")
                ]
                yield from min(alike or found, key=len)
        self._open.remove(pair)

    def _branch(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        wanted, given = reader.get("type"), writer.get("type")
        if wanted not in {None, given} and (wanted, given) != ("number", "integer"):
            yield self._problem("type-changed", path, given=given or "any", wanted=wanted)
            return
        yield from self._values(reader, writer, path)
        yield from self._constraints(reader, writer, path)
        if "items" in reader:
            yield from self._compare(reader["items"], writer.get("items", {}), (*path, "*"))
        if "properties" in reader or "properties" in writer:
            yield from self._fields(reader, writer, path)
        yield from self._others(reader, writer, path)

    def _values(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        known, given = _values(reader), _values(writer)
        if known is None:
            return
        if given is None:
            yield self._problem("values-restricted", path, known=", ".join(known))
        elif lost := [value for value in given if value not in known]:
            yield self._problem("value-unknown", path, values=", ".join(lost))

    def _constraints(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        for keyword, limit in reader.items():
            given = writer.get(keyword)
            if keyword in _LOWER_BOUNDS:
                tighter = given is None or given < limit
            elif keyword in _UPPER_BOUNDS:
                tighter = given is None or given > limit
            else:
                tighter = keyword not in _COMPARED | _ANNOTATIONS and given != limit
            if tighter:
                yield self._problem(
                    "constraint-tightened",
                    path,
                    keyword=keyword,
                    wanted=json.dumps(limit, ensure_ascii=False),
                    given="–" if given is None else json.dumps(given, ensure_ascii=False),
                )

    def _fields(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        known, given = reader.get("properties", {}), writer.get("properties", {})
        others = reader.get("additionalProperties", True)
        always = writer.get("required", ())
        for name in reader.get("required", ()):
            if name not in always:
                yield self._problem("field-required", (*path, name))
        for name, field in given.items():
            place = (*path, name)
            if name in known:
                yield from self._compare(known[name], field, place)
                if name not in always and known[name].get("default") != field.get("default"):
                    yield self._problem("default-changed", place)
            elif others is False:
                yield self._problem("field-refused", place)
            elif others is not True:
                yield from self._compare(others, field, place)
            elif "properties" in reader and self._direction is BACKWARD:
                yield self._problem("field-removed", place)

    def _others(self, reader: Any, writer: Any, path: tuple[str, ...]) -> Iterator[Problem]:
        """Fields that the schema does not name."""
        known = reader.get("additionalProperties", True)
        given = writer.get("additionalProperties", True)
        if known is False and given is not False:
            yield self._problem("closed", path)
        elif isinstance(known, dict) and given is not False:
            yield from self._compare(known, {} if given is True else given, (*path, "*"))

    def _problem(self, rule: str, path: tuple[str, ...], **names: str) -> Problem:
        where = pointer(*path)
        reason = self._direction.sentence(rule, self._entry, where or "/", names)
        return Problem(rule=rule, reason=reason, pointer=where)


def _branches(root: Document, node: Any) -> Iterator[Any]:
    """The alternatives of a schema, references resolved."""
    if "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    alternatives = node.get("anyOf") or node.get("oneOf")
    if alternatives is None:
        yield node
    else:
        for alternative in alternatives:
            yield from _branches(root, alternative)


def _values(schema: Any) -> list[str] | None:
    """The values a schema names, as JSON; None if it names none."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if values is None else [json.dumps(v, ensure_ascii=False) for v in values]
