"""What a verifier finds wrong, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from danvan.contracts.base import Text

#: More are only counted: after a long cut there is one for each tile that follows.
MAX_PROBLEMS = 100


@dataclass(frozen=True)
class Problem:
    """Something that does not hold: the rule's name, the first leaf it concerns, and a sentence."""

    rule: str
    leaf: int | None
    reason: Text


@dataclass
class Problems:
    """Collects problems; keeps the first, counts the others."""

    kept: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, rule: str, leaf: int | None, vi: str, en: str) -> None:
        """Something does not hold."""
        if len(self.kept) < MAX_PROBLEMS:
            self.kept.append(Problem(rule, leaf, Text(vi=vi, en=en)))
        else:
            self.more += 1

    def in_order(self) -> tuple[Problem, ...]:
        """Those of no leaf first, then by leaf."""
        return tuple(sorted(self.kept, key=lambda p: -1 if p.leaf is None else p.leaf))
