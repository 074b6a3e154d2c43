"""What a judgement says: deviations, how each limit stood, and what another law would change."""

from __future__ import annotations

from datetime import date

from danvan.contracts.base import Line, Model, Slug, Text
from danvan.contracts.envelope import Fact
from danvan.contracts.policy import PolicyRow, PolicyUnit


class FactPointer(Model):
    """Where a fact stands: its id, its stream, its place in it."""

    id: str
    stream: str
    version: int

    @classmethod
    def to(cls, fact: Fact) -> FactPointer:
        """The pointer to a fact."""
        return cls(id=fact.id, stream=fact.subject, version=fact.version)


class Row(Model):
    """The version of a policy that something was counted by."""

    key: str
    valid_from: date
    value: Line
    unit: PolicyUnit
    basis: Line
    verified: bool

    @classmethod
    def of(cls, row: PolicyRow) -> Row:
        """What a judgement says of a policy row."""
        return cls.model_validate(row.model_dump())

    @property
    def id(self) -> str:
        """`<key>@<first day>`."""
        return f"{self.key}@{self.valid_from}"


class Deviation(Model):
    """Where a case left its procedure. `days`: how many too many, in `days_in`."""

    rule: Slug
    sentence: Text
    facts: tuple[FactPointer, ...]
    article: Line
    step: Slug | None = None
    clock: Slug | None = None
    row: Row | None = None
    days: int | None = None
    days_in: PolicyUnit | None = None


class Limit(Model):
    """How a time limit stood on the day of the judgement. `due`: the last day on time, None while
    the case is suspended; `over`: days past it, by the unit of the row. `least`: it had to pass at
    least, so it is broken by what came too early."""

    clock: Slug
    title: Text
    starts: date
    due: date | None
    met_on: date | None
    row: Row | None
    over: int = 0
    least: bool = False

    @property
    def broken(self) -> bool:
        """It was not kept."""
        return self.over > 0


class Change(Model):
    """What another law makes of a limit. None: that law knows no such limit."""

    clock: Slug
    starts: date
    sentence: Text
    before: Limit | None
    after: Limit | None


class Verdict(Model):
    """A case as judged on a day. `policy`: the other law it was judged by, and `changes` what that
    changes; both are empty when it was the law in force."""

    kind: Slug
    case: str
    unit: Slug
    procedure: Slug
    procedure_from: date
    began: date
    as_of: date
    deviations: tuple[Deviation, ...]
    limits: tuple[Limit, ...]
    policy: str | None = None
    changes: tuple[Change, ...] = ()
