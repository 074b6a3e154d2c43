"""Replays streams: which facts hold at a moment of either time, and the state they lead to.

The state comes from the same `evolve` as in production, which reads no clock: a replay is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel

from danvan.contracts.envelope import Fact
from danvan.services.chassis.work import Aggregate


@dataclass(frozen=True)
class Moment:
    """A point on both axes: what had happened by `at`, as far as it was recorded by `known_at`.
    Without one of them, there is no bound on that axis."""

    at: datetime | None = None
    known_at: datetime | None = None

    def covers(self, fact: Fact) -> bool:
        """Whether the fact holds at this moment."""
        happened = self.at is None or fact.time <= self.at
        return happened and (self.known_at is None or fact.recordedtime <= self.known_at)


@dataclass(frozen=True)
class Change:
    """One value that differs between two states; None stands for one that is not there."""

    pointer: str
    before: Any
    after: Any


def state_of(aggregate: Aggregate[Any, Any], facts: Iterable[Fact], moment: Moment) -> BaseModel:
    """The state at a moment."""
    state: BaseModel = aggregate.initial
    for fact in facts:
        if moment.covers(fact):
            state = aggregate.evolve(state, fact.data)
    return state


def document_of(state: BaseModel) -> dict[str, Any]:
    """A state for people; `is` names the variant that it has."""
    return {"is": type(state).__name__} | state.model_dump(mode="json", exclude_none=True)


def changes(before: Any, after: Any, pointer: str = "") -> Iterator[Change]:
    """What differs between two JSON documents, from the outside in."""
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from changes(before.get(key), after.get(key), f"{pointer}/{_escaped(str(key))}")
    elif _is_list(before) and _is_list(after):
        for number, (old, new) in enumerate(zip_longest(before, after)):
            yield from changes(old, new, f"{pointer}/{number}")
    else:
        yield Change(pointer, before, after)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
