"""Facts of reporting duties: who owes which report, for which data window, by when, to whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from danvan.contracts.base import Line, Model, Payload, Slug, Text
from danvan.contracts.plan import DueRule, ReportTemplate, Window

#: `<plan>.<series>.<period>`
DutyId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9-]+$", max_length=200)
]


class UnitName(Model):
    """A unit and what it was called on that day."""

    unit: Slug
    name: Text


class DutyFact(Payload):
    """Which duty, of which plan."""

    duty: DutyId
    plan: Slug
    series: Slug
    period: Slug


class DutyTerms(DutyFact):
    """What is owed: the report `title` in the form of `template`, about the days of `window`.

    `due` as the plan says it, `last_day_on_time` as counted with the working days of `calendar`;
    `due_provisional`: it lies past the published calendar. A report is marked overdue on the first
    day after `overdue_after`. `agency`, `signatory` …: whose plan asks for it, for the letterhead.
    """

    clause: str
    series_title: Line
    title: Line
    template: ReportTemplate
    window: Window
    due: DueRule
    last_day_on_time: date
    due_provisional: bool = False
    overdue_after: date
    grace_working_days: int
    remind_days_before: tuple[int, ...]
    calendar: str
    to: UnitName
    units: tuple[UnitName, ...]
    agency: UnitName
    plan_number: Line
    signatory: Line
    signatory_title: Line


class DutyOpened(DutyTerms):
    """These units owe this report."""

    opened_on: date


class DutyAmended(DutyTerms):
    """A new version of the plan asks for something else."""

    amended_on: date


class DutyClosed(DutyFact):
    """Nothing more is taken in. `withdrawn`: a new version of the plan no longer asks for it;
    otherwise the plan is over."""

    closed_on: date
    withdrawn: bool


class PlanTakenUp(Payload):
    """A version of a plan was read, and these are the duties it lays down."""

    plan: Slug
    version: int
    duties: tuple[DutyId, ...]
