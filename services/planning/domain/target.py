"""A figure the plan promises: set, valued day by day, missed, concluded when its window is over.

The figure of the latest day counts. Without one there are no figures yet, which is neither met nor
missed. A miss is told once; it is over when the goal is met again.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias, assert_never

from pydantic import Field

from danvan.contracts import planning as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.planning import TargetMissed, TargetOutcome, TargetTerms, TargetValued
from danvan.contracts.subjects import SERVICES

KIND = "target"
WHOLE = 100
PLACES = Decimal("0.0001")


class Unset(Model):
    """Nothing is promised."""


class Target(Model):
    """What is promised, the figures by day, and the miss that was told and is not over."""

    terms: TargetTerms
    figures: tuple[TargetValued, ...] = ()
    miss: TargetMissed | None = None

    @property
    def outcome(self) -> TargetOutcome:
        """How the target stands by its latest figure."""
        if not self.figures:
            return TargetOutcome.NO_FIGURES
        return TargetOutcome.MET if self.figures[-1].met else TargetOutcome.MISSED


class Running(Target):
    """Figures are expected."""


class Concluded(Target):
    """The window is over; late figures may still come in."""


class Withdrawn(Target):
    """It is no longer promised."""


AnyTarget: TypeAlias = Unset | Running | Concluded | Withdrawn
INITIAL: AnyTarget = Unset()


def evolve(target: AnyTarget, fact: Payload) -> AnyTarget:
    """What a target is after a fact."""
    match target, fact:
        case Unset() | Withdrawn(), facts.TargetSet():
            return Running(terms=TargetTerms(**dict(fact)))
        case Unset() | Withdrawn(), _:
            return target
        case Target(), facts.TargetAmended():
            return Running(**dict(target) | {"terms": TargetTerms(**dict(fact))})
        case Target(), TargetValued():
            figures = {figure.day: figure for figure in (*target.figures, fact)}
            ordered = tuple(figures[day] for day in sorted(figures))
            miss = None if ordered[-1].met else target.miss
            return target.model_copy(update={"figures": ordered, "miss": miss})
        case Target(), TargetMissed():
            return target.model_copy(update={"miss": fact})
        case Running(), facts.TargetConcluded():
            return Concluded(**dict(target))
        case Target(), facts.TargetWithdrawn():
            return Withdrawn(**dict(target))
        case _:
            return target


def meets(
    terms: TargetTerms, value: Decimal, numerator: int | None, denominator: int | None
) -> bool:
    """Whether a figure meets the goal; exact where numerator and denominator are known, so that
    90,004 of 100,000 is over 90 % and 90.0 % is not."""
    left, goal = value, terms.goal
    if numerator is not None and denominator is not None:
        left, goal = Decimal(WHOLE * numerator), terms.goal * denominator
    return terms.comparison.holds(left, goal)


class SetTarget(Command):
    """Promise this, or something else than before."""

    terms: TargetTerms


class ValueTarget(Command):
    """The figure at the end of a day: `value`, or for a percentage its two parts.

    `source`: where it comes from, in words. `service`: whose facts gave it; None when a person
    brings it. `by`: that person's unit; None for those who run the whole programme.
    """

    target: Slug
    day: date
    value: Decimal | None = Field(default=None, ge=0, max_digits=15, decimal_places=4)
    numerator: int | None = Field(default=None, ge=0)
    denominator: int | None = Field(default=None, ge=1)
    source: Line
    service: Slug | None = None
    by: Slug | None = None


class CheckTarget(Command):
    """A day has begun."""

    day: date


class WithdrawTarget(Command):
    """Promise it no longer."""


TargetCommand: TypeAlias = SetTarget | ValueTarget | CheckTarget | WithdrawTarget


def decide(command: TargetCommand, target: AnyTarget) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case SetTarget(terms=terms):
            if isinstance(target, Unset | Withdrawn):
                return [facts.TargetSet(**dict(terms))]
            return [] if terms == target.terms else _amend(terms, target)
        case ValueTarget():
            return _value(command, target)
        case CheckTarget(day=day):
            if isinstance(target, Running) and target.terms.window.until < day:
                return [facts.TargetConcluded(**_about(target), day=day, outcome=target.outcome)]
            return []
        case WithdrawTarget():
            if isinstance(target, Unset | Withdrawn):
                return []
            return [facts.TargetWithdrawn(**_about(target), day=local_day(command.at))]
        case _:
            assert_never(command)


def _about(target: Target) -> dict[str, Slug]:
    return {"plan": target.terms.plan, "target": target.terms.target}


def _amend(terms: TargetTerms, target: Target) -> list[Payload]:
    """The latest figure is judged anew by what is promised now."""
    amended = facts.TargetAmended(**dict(terms))
    if not target.figures:
        return [amended]
    latest = target.figures[-1]
    met = meets(terms, latest.value, latest.numerator, latest.denominator)
    judged = latest.model_copy(update={"met": met})
    return [amended, *_told(target.model_copy(update={"terms": terms}), judged)]


def _told(target: Target, figure: TargetValued) -> list[Payload]:
    """The figure, and the miss if there is one that was not told."""
    latest = not target.figures or target.figures[-1].day <= figure.day
    if figure.met or not latest or target.miss is not None:
        return [figure]
    terms = target.terms
    miss = TargetMissed(
        **_about(target),
        day=figure.day,
        value=figure.value,
        comparison=terms.comparison,
        goal=terms.goal,
        accountable=terms.accountable,
        action=f"{terms.plan}.{terms.target}.{figure.day}",
    )
    return [figure, miss]


def _value(command: ValueTarget, target: AnyTarget) -> list[Payload]:
    if isinstance(target, Unset | Withdrawn):
        raise Refused(
            "unknown-target",
            vi=f"Không có chỉ tiêu “{command.target}”; hãy xem danh sách chỉ tiêu.",
            en=f"There is no target '{command.target}'; see the list of targets.",
            pointer="/target",
        )
    terms = target.terms
    _check_source(command, terms)
    _check_day(command, terms)
    value = _figure(command, terms)
    parts = (command.numerator, command.denominator)
    figure = TargetValued(
        **_about(target),
        day=command.day,
        value=value,
        numerator=command.numerator,
        denominator=command.denominator,
        met=meets(terms, value, *parts),
        source=command.source,
    )
    if figure in target.figures:
        return []
    return _told(target, figure)


def _figure(command: ValueTarget, terms: TargetTerms) -> Decimal:
    """The value, rounded half up to four places where it has to be divided."""
    numerator, denominator = command.numerator, command.denominator
    if command.value is not None and numerator is None and denominator is None:
        value = command.value
    elif (
        command.value is None
        and numerator is not None
        and denominator is not None
        and terms.unit == "percent"
    ):
        value = (Decimal(WHOLE * numerator) / denominator).quantize(PLACES, ROUND_HALF_UP)
    else:
        raise Refused(
            "figure-unclear",
            vi="Hãy cho một giá trị; với tỷ lệ phần trăm cũng có thể cho tử số và mẫu số.",
            en="Give a value; for a percentage you may give numerator and denominator instead.",
            pointer="/value",
        )
    if terms.unit == "percent" and value > WHOLE:
        raise Refused(
            "figure-out-of-range",
            vi=f"Tỷ lệ phải từ 0 đến 100, không thể là {value}.",
            en=f"A percentage lies between 0 and 100; {value} does not.",
            pointer="/value",
        )
    return value


def _check_source(command: ValueTarget, terms: TargetTerms) -> None:
    if command.by is not None and command.by != terms.accountable:
        raise Refused(
            "target-of-another-unit",
            vi=f"Chỉ tiêu này do “{terms.accountable}” chịu trách nhiệm; chỉ đơn vị đó được ghi.",
            en=f"'{terms.accountable}' is accountable for this target; only it may speak for it.",
            pointer="/target",
        )
    expected = terms.source if terms.source in SERVICES else None
    if command.service != expected:
        raise Refused(
            "figures-come-from-a-service",
            vi=f"Số liệu của chỉ tiêu “{terms.title}” lấy từ “{terms.source}”, không nhập tay.",
            en=f"The figures of '{terms.title}' come from '{terms.source}', not by hand.",
            pointer="/target",
        )


def _check_day(command: ValueTarget, terms: TargetTerms) -> None:
    window = terms.window
    if not window.from_ <= command.day <= window.until:
        raise Refused(
            "day-outside-window",
            vi=f"Ngày phải từ {window.from_:%d/%m/%Y} đến {window.until:%d/%m/%Y}.",
            en=f"The day must lie between {window.from_} and {window.until}.",
            pointer="/day",
        )
    if command.day > local_day(command.at):
        raise Refused(
            "day-in-the-future",
            vi=f"Ngày {command.day:%d/%m/%Y} chưa đến; hãy ghi số liệu khi đã có.",
            en=f"{command.day} has not come yet; record the figure when it is there.",
            pointer="/day",
        )
