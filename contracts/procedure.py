"""A procedure as data: the states of a case, the steps between them, who may take a step, and the
clocks that run, each with its legal basis.

A file tells one procedure in all its versions; a `Procedure` is the file cut to one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Literal, TypeVar

from pydantic import ConfigDict, Field

from danvan.contracts.base import Line, Model, Slug, Text
from danvan.contracts.policy import PolicyKey, Transition
from danvan.contracts.roles import Role


class CaseKind(StrEnum):
    """What a procedure is for: a submission nobody has classified yet, a petition of one of the
    four legal classes, or a one-stop dossier."""

    SUBMISSION = "submission"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"
    REFLECTION = "reflection"
    DOSSIER = "dossier"


class ResolutionStage(StrEnum):
    """First or second resolution of a complaint."""

    FIRST = "first"
    SECOND = "second"


class Detail(StrEnum):
    """What a step may have to carry; named like the fields of what is said with it."""

    GROUND = "ground"
    DOCUMENT = "document"
    OUTCOME = "outcome"
    COMPLEXITY = "complexity"
    TRANSFERRED_TO = "transferred_to"
    MEETING_DAY = "meeting_day"
    DELIVERED_ON = "delivered_on"


class Variant(StrEnum):
    """Which of a clock's figures a case has: complex by a finding, remote by its place."""

    NORMAL = "normal"
    COMPLEX = "complex"
    REMOTE = "remote"
    REMOTE_COMPLEX = "remote-complex"

    @classmethod
    def of(cls, *, remote: bool, complex_: bool) -> Variant:
        """The variant of a case."""
        if remote:
            return cls.REMOTE_COMPLEX if complex_ else cls.REMOTE
        return cls.COMPLEX if complex_ else cls.NORMAL


class ClockScope(StrEnum):
    """The two clocks of a case: that of a single duty on the way, and that of the whole case."""

    STATE = "state"
    CASE = "case"


class Part(Model):
    """What the versions from `since` to `until` have; both name the first day of a version."""

    since: date | None = None
    until: date | None = None

    def stands_in(self, version: date) -> bool:
        """Whether the version that begins on this day has it."""
        begun = self.since is None or self.since <= version
        return begun and (self.until is None or version <= self.until)


class Group(Part):
    """Who acts together in a procedure, by their roles."""

    id: Slug
    title: Text
    roles: tuple[Role, ...] = Field(min_length=1)


class State(Part):
    """Where a case may stand. `final`: nothing more is waited for."""

    id: Slug
    title: Text
    final: bool = False


class Step(Part):
    """A step from one of some states to another one. Without `from` it begins the case; without
    `to` the state stays. `ends`: the case is handled by it (decided, answered, refused …)."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: Slug
    title: Text
    from_: tuple[Slug, ...] = Field(default=(), alias="from")
    to: Slug | None = None
    by: Slug
    requires: tuple[Detail, ...] = ()
    ends: bool = False
    basis: Line
    verified: bool = False

    def leads(self, state: Slug) -> Slug:
        """The state after it."""
        return self.to or state


class Extension(Model):
    """When a clock may run longer: `step` is taken, with at least so many criteria of complexity,
    and not more often than that. `adds`: so much is added; without it, the complex figure rules."""

    step: Slug
    criteria: PolicyKey
    at_most: PolicyKey
    adds: PolicyKey | None = None


class Clock(Part):
    """A time limit: how long (`policy`, or one for each variant), from which steps, until which.

    A limit that counts backward counts from the meeting that its first step announces. `alarm_for`
    names the clock whose day is shown instead; this one raises the alarm where it ends earlier.
    `least`: so long at least; the steps that end it wait until its last day is over.
    `competence`: only for cases that are ours, or another body's, to handle.
    """

    id: Slug
    title: Text
    scope: ClockScope = ClockScope.STATE
    policy: PolicyKey | None = None
    variants: dict[Variant, PolicyKey] = Field(default_factory=dict)
    starts: tuple[Slug, ...] = Field(min_length=1)
    ends: tuple[Slug, ...] = Field(min_length=1)
    paused_by: tuple[Slug, ...] = ()
    resumed_by: tuple[Slug, ...] = ()
    extensions: tuple[Extension, ...] = ()
    alarm_for: Slug | None = None
    least: bool = False
    competence: Literal["own", "other"] | None = None

    def key(self, variant: Variant) -> PolicyKey:
        """The key of the policy that says how long."""
        return self.policy if self.policy is not None else self.variants[variant]

    def keys(self) -> frozenset[PolicyKey]:
        """All policies it may need."""
        own = (self.policy, *self.variants.values())
        more = (key for e in self.extensions for key in (e.criteria, e.at_most, e.adds))
        return frozenset(key for key in (*own, *more) if key is not None)


class Version(Model):
    """One version of a procedure, known by its first day. Both days are included."""

    valid_from: date
    valid_until: date | None = None
    transition: Transition = Transition.CASES_STARTED
    basis: Line
    verified: bool = False


P = TypeVar("P", bound=Part)


class Procedure(Model):
    """A procedure in one version."""

    id: Slug
    case: CaseKind
    stage: ResolutionStage | None
    title: Text
    valid_from: date
    valid_until: date | None
    transition: Transition
    basis: Line
    verified: bool
    groups: tuple[Group, ...]
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...]

    def state(self, id_: Slug) -> State | None:
        """The state of that id."""
        return next((each for each in self.states if each.id == id_), None)

    def step(self, id_: Slug) -> Step | None:
        """The step of that id."""
        return next((each for each in self.steps if each.id == id_), None)

    def roles(self, step: Step) -> tuple[Role, ...]:
        """Who may take the step."""
        return next(each.roles for each in self.groups if each.id == step.by)


class ProcedureFile(Model):
    """A procedure in all its versions: the content of a procedure file."""

    id: Slug
    case: CaseKind
    stage: ResolutionStage | None = None
    title: Text
    versions: tuple[Version, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = Field(min_length=1)
    states: tuple[State, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    clocks: tuple[Clock, ...] = ()

    def cut(self, version: Version) -> Procedure:
        """The procedure as that version has it. States and steps that it lacks are left out of the
        lists that name them, too."""
        states = _standing(self.states, version)
        steps = _standing(self.steps, version)
        state_ids = {each.id for each in states}
        step_ids = {each.id for each in steps}
        return Procedure(
            id=self.id,
            case=self.case,
            stage=self.stage,
            title=self.title,
            groups=_standing(self.groups, version),
            states=states,
            steps=tuple(_naming(each, ("from_",), state_ids) for each in steps),
            clocks=tuple(
                _naming(each, ("starts", "ends", "paused_by", "resumed_by"), step_ids)
                for each in _standing(self.clocks, version)
            ),
            **dict(version),
        )

    def procedures(self) -> tuple[Procedure, ...]:
        """All versions, the oldest first."""
        return tuple(self.cut(version) for version in self.versions)


def _standing(parts: Iterable[P], version: Version) -> tuple[P, ...]:
    return tuple(part for part in parts if part.stands_in(version.valid_from))


def _naming(part: P, fields: Iterable[str], known: Collection[Slug]) -> P:
    """The part with only known names in these lists."""
    kept = {
        field: tuple(name for name in getattr(part, field) if name in known) for field in fields
    }
    return part.model_copy(update=kept)
