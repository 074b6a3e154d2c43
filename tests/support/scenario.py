"""Given facts, when commands, then facts: how the rules of an aggregate are told in tests.

`given(task, assigned).when(command).then(expected)`, or `.refused("rule-name")` at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from types import ModuleType
from typing import Any

from danvan.contracts.base import Command, Payload, Refused
from danvan.contracts.catalogue import read_fact, type_of
from danvan.contracts.envelope import Fact, service_source


@dataclass(frozen=True)
class Outcome:
    """What the last command brought about: facts, or a refusal."""

    facts: list[Payload]
    refusal: Refused | None

    def then(self, *expected: Payload) -> None:
        """Exactly these facts; with no argument, none."""
        assert self.refusal is None, f"refused: {self.refusal}"
        assert self.facts == list(expected)

    def refused(self, rule: str) -> Refused:
        """A rule says no, in two languages."""
        assert self.refusal is not None, f"not refused, but decided {self.facts}"
        assert self.refusal.rule == rule, self.refusal
        assert self.refusal.reason.vi and self.refusal.reason.en
        return self.refusal


@dataclass(frozen=True)
class Given:
    """An aggregate with a past."""

    module: ModuleType
    facts: tuple[Payload, ...]

    @property
    def state(self) -> Any:
        """The state that the past leads to."""
        return reduce(self.module.evolve, self.facts, self.module.INITIAL)

    def when(self, *commands: Command) -> Outcome:
        """Decide commands in turn; all but the last have to pass."""
        *before, last = commands
        given = self
        for command in before:
            decided = self.module.decide(command, given.state)
            given = Given(self.module, (*given.facts, *decided))
        try:
            return Outcome(self.module.decide(last, given.state), None)
        except Refused as refused:
            return Outcome([], refused)


def given(module: ModuleType, *facts: Payload) -> Given:
    """An aggregate that these facts have happened to. They must be facts that could have."""
    return Given(module, facts)


def play(module: ModuleType, commands: Sequence[Command]) -> list[Payload]:
    """The facts that commands bring about one after the other; refused ones change nothing.

    Holds every aggregate's promise on the way: a command asked twice yields nothing more.
    """
    state, happened = module.INITIAL, []
    for command in commands:
        try:
            facts = module.decide(command, state)
        except Refused:
            continue
        state = reduce(module.evolve, facts, state)
        assert module.decide(command, state) == [], f"asked twice: {command!r}"
        happened += facts
    return happened


def holds_for_any_past(module: ModuleType, service: str, facts: Sequence[Payload]) -> None:
    """Evolve is deterministic, never raises, and facts survive the way to bytes and back."""
    assert given(module, *facts).state == given(module, *facts).state
    assert given(module, *(read_back(service, fact) for fact in facts)) == given(module, *facts)
    for fact in facts:
        module.evolve(module.INITIAL, fact)
    reduce(module.evolve, reversed(facts), given(module, *facts).state)


def read_back(service: str, payload: Payload) -> Payload:
    """The payload after its way through the canonical bytes of a fact."""
    moment = datetime(2023, 3, 7, 8, tzinfo=UTC)
    entry = type_of(service, payload)
    fact = Fact(
        id="0186b7a5-0000-7000-8000-000000000000",
        source=service_source(service),
        type=entry.type,
        subject="test/1",
        time=moment,
        recordedtime=moment,
        version=1,
        data=payload,
    )
    return read_fact(fact.to_bytes()).data
