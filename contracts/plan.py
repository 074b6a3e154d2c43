"""A plan as a document: the content of a plan file, and of the fact that issues it.

Stored format (inside `plan-issued` and `plan-amended`): unknown keys are passed over, for a newer
writer may add some. Whoever takes a plan in from people validates with `extra="forbid"`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

from danvan.contracts.base import Comparison, Line, Model, Prose, Slug, Text
from danvan.contracts.problems import rule_broken
from danvan.contracts.workdays import Deadline, WorkCalendar


class UnitKind(StrEnum):
    """What kind of unit somebody is; a plan may address all units of a kind."""

    AGENCY = "agency"
    LEADERSHIP = "leadership"
    OFFICE = "office"
    DEPARTMENT = "department"
    INSPECTORATE = "inspectorate"
    AFFILIATED = "affiliated-unit"
    PARTY = "party"
    UNION = "union"


class EachOf(Model):
    """Every unit of a kind that is open on the day of issue, each for itself."""

    each: UnitKind


def _form(party: object) -> str:
    return "(unit)" if isinstance(party, str) else "(each)"


#: A unit by its id, or every unit of a kind; told apart by form, so that an error names only one.
Party = Annotated[
    Annotated[Slug, Tag("(unit)")] | Annotated[EachOf, Tag("(each)")], Discriminator(_form)
]
Parties = Annotated[tuple[Party, ...], Field(min_length=1, description="unit ids, or {each: kind}")]


class Window(Model):
    """The days whose data count, both included. `assumed`: the plan itself does not say so."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    from_: date = Field(alias="from")
    until: date
    assumed: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until < self.from_:
            raise rule_broken(
                "window-reversed",
                "“until” nằm trước “from”; hãy đổi lại hai ngày.",
                "`until` lies before `from`; put the two days in order.",
            )
        return self


class DueRule(Model):
    """When something is due: `on` a day (that day is still on time), `before` a day (the day
    before is the last on time), or some working days after another day. A day that a plan names
    is not moved when it falls on a day off; a count of working days ends on a working day.
    `assumed`: the plan itself does not say so."""

    on: date | None = None
    before: date | None = None
    working_days: int | None = Field(default=None, ge=0, le=250)
    after: date | None = None
    assumed: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        counted = self.working_days is not None and self.after is not None
        partly = (self.working_days is None) != (self.after is None)
        if partly or [self.on is not None, self.before is not None, counted].count(True) != 1:
            raise rule_broken(
                "due-unclear",
                "Chọn đúng một cách: “on”, “before”, hoặc “working_days” cùng “after”.",
                "Give exactly one of `on`, `before`, or `working_days` with `after`.",
            )
        return self

    def last_day(self, calendar: WorkCalendar) -> Deadline:
        """The last day on time."""
        if self.on is not None:
            return Deadline(self.on, provisional=False)
        if self.before is not None:
            return Deadline(self.before - timedelta(days=1), provisional=False)
        assert self.after is not None and self.working_days is not None
        return calendar.add_working_days(self.after, self.working_days)


class Recurrence(StrEnum):
    """How often a task comes back; one occurrence is opened a period."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class LegalBasis(Model):
    """An instrument the plan rests on, with the days on which it is in force, as far as known."""

    number: Line
    title: Line
    in_force_from: date | None = None
    in_force_until: date | None = None
    replaced_by: Line | None = None
    verified: bool = False


#: The number of a clause, as `II.3`.
ClauseId = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$", max_length=32)
]


class Clause(Model):
    """One clause of the plan, in its own words."""

    id: ClauseId
    heading: Line
    text: Prose = ""


class TaskKind(StrEnum):
    """What a task asks for. An activity is held (form, audience, attendance); the rest is done."""

    ACTIVITY = "activity"
    MEETING = "meeting"
    DOCUMENT = "document"
    MEASURE = "measure"


class TaskPlan(Model):
    """One task. Addressed to several parties it becomes one task for each: every task has exactly
    one accountable unit."""

    id: Slug
    clause: ClauseId
    title: Line
    kind: TaskKind = TaskKind.MEASURE
    accountable: Parties
    supporting: tuple[Slug, ...] = ()
    due: DueRule | None = None
    every: Recurrence | None = None
    evidence_required: bool = False

    @model_validator(mode="after")
    def _due_or_every(self) -> Self:
        if (self.due is None) == (self.every is None):
            raise rule_broken(
                "due-or-every",
                "Chọn một: “due” (làm một lần) hoặc “every” (lặp lại).",
                "Give either `due` (once) or `every` (recurring).",
            )
        return self


class TargetPlan(Model):
    """A figure the plan promises. `source` names the service whose facts give the figure."""

    id: Slug
    clause: ClauseId
    title: Line
    indicator: Slug
    comparison: Comparison
    goal: Decimal = Field(max_digits=18, decimal_places=4)
    unit: Literal["percent", "count"] = "percent"
    window: Window
    source: Slug
    accountable: Slug


class IndicatorKind(StrEnum):
    """The type of an indicator's figure."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"


class Indicator(Model):
    """One figure of a report. `source` names the service whose facts can pre-fill it."""

    code: Slug
    label: Line
    kind: IndicatorKind = IndicatorKind.COUNT
    required: bool = True
    source: Slug | None = None


class IndicatorRule(Model):
    """A rule between figures: the sum on the left compared with the sum on the right."""

    name: Slug
    left: tuple[Slug, ...] = Field(min_length=1)
    comparison: Comparison
    right: tuple[Slug, ...] = Field(min_length=1)
    message: Text


class Section(Model):
    """A narrative part of a report."""

    id: Slug
    title: Line
    required: bool = True


class ReportTemplate(Model):
    """What a report consists of."""

    id: Slug
    title: Line
    indicators: tuple[Indicator, ...] = ()
    rules: tuple[IndicatorRule, ...] = ()
    sections: tuple[Section, ...] = ()


class DutyPeriod(Model):
    """One report of a series: its data window, when it is due, when to remind (days before)."""

    #: Short, for it is a part of the ids of duties and reports, which have bounds.
    id: Annotated[Slug, Field(max_length=20)]
    title: Line
    window: Window
    due: DueRule
    remind_days_before: tuple[int, ...] = (10, 3)
    grace_working_days: int = Field(default=0, ge=0, le=60)


class DutySeries(Model):
    """A series of reports that some parties owe to one unit."""

    id: Slug
    clause: ClauseId
    title: Line
    template: Slug
    owed_by: Parties
    to: Slug
    periods: tuple[DutyPeriod, ...] = Field(min_length=1)


class Recipient(Model):
    """Who must receive the plan; `units` are those that acknowledge it in this system."""

    name: Line
    units: tuple[Party, ...] = ()


class PlanDocument(Model):
    """A whole plan. `issued_on` is the date it bears (a draft has none). `parent` and `answers`
    make it a child plan: the clause of the parent plan that it answers."""

    plan: Slug
    number: Line
    title: Line
    title_en: Line
    agency: Slug
    year: int = Field(ge=2000, le=2100)
    issued_on: date | None = None
    signatory: Line
    signatory_title: Line
    standing: Slug
    parent: Slug | None = None
    answers: ClauseId | None = None
    escalation_grace_working_days: int = Field(default=5, ge=0, le=60)
    legal_bases: tuple[LegalBasis, ...] = ()
    clauses: tuple[Clause, ...] = Field(min_length=1)
    tasks: tuple[TaskPlan, ...] = ()
    targets: tuple[TargetPlan, ...] = ()
    templates: tuple[ReportTemplate, ...] = ()
    duties: tuple[DutySeries, ...] = ()
    recipients: tuple[Recipient, ...] = ()
