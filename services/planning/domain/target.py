"""A figure the plan promises: set, valued day by day, missed, concluded when its window is over.

The figure of the latest day counts. Without one there are no figures yet, which is neither met nor
missed. A miss is told once; it is over when the goal is met again. A miss opens a corrective
action, unless the one that an earlier miss opened is still to be done.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias, assert_never

from pydantic import Field

from danvan.contracts import planning as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.feedback.indicators import WHOLE, percent
from danvan.contracts.planning import (
    ActionId,
    TargetMissed,
    TargetOutcome,
    TargetTerms,
    TargetValued,
)
from danvan.contracts.subjects import SERVICES
from danvan.services.planning.domain.target_rules import check_by_hand, check_day, unknown

KIND = "target"


class Unset(Model):
    """Nothing is promised."""


class Target(Model):
    """What is promised, the figures by day, the miss that was told and is not over, and the
    corrective action of the last miss."""

    terms: TargetTerms
    figures: tuple[TargetValued, ...] = ()
    miss: TargetMissed | None = None
    action: ActionId | None = None

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
            figures = _with(target.figures, fact)
            miss = None if figures[-1].met else target.miss
            return target.model_copy(update={"figures": figures, "miss": miss})
        case Target(), TargetMissed(action=action):
            return target.model_copy(update={"miss": fact, "action": action})
        case Running(), facts.TargetConcluded():
            return Concluded(**dict(target))
        case Target(), facts.TargetWithdrawn():
            return Withdrawn(**dict(target))
        case _:
            return target


def _with(figures: tuple[TargetValued, ...], figure: TargetValued) -> tuple[TargetValued, ...]:
    """The figures by day, with one more, or one in place of that day's."""
    place = bisect_left(figures, figure.day, key=lambda each: each.day)
    after = place + 1 if place < len(figures) and figures[place].day == figure.day else place
    return (*figures[:place], figure, *figures[after:])


def meets(
    terms: TargetTerms, value: Decimal, numerator: int | None, denominator: int | None
) -> bool:
    """Whether a figure meets the goal; exact where numerator and denominator are known, so that
    90,004 of 100,000 is over 90 % and 90.0 % is not."""
    left, goal = value, terms.goal
    if numerator is not None and denominator is not None:
        left, goal = Decimal(WHOLE * numerator), terms.goal * denominator
    return terms.comparison.holds(left, goal)


class _Judged(Command):
    """A figure may turn out a miss. `action_open`: the action of the last miss is still to be
    done."""

    action_open: bool = False


class SetTarget(_Judged):
    """Promise this, or something else than before."""

    terms: TargetTerms


class ValueTarget(_Judged):
    """A person brings the figure at the end of a day: `value`, or for a percentage its two parts.

    `source`: where it comes from, in words. `by`: the person's unit; None for those who run the
    whole programme.
    """

    target: Slug
    day: date
    value: Decimal | None = Field(default=None, ge=0, max_digits=15, decimal_places=4)
    numerator: int | None = Field(default=None, ge=0)
    denominator: int | None = Field(default=None, ge=1)
    source: Line
    by: Slug | None = None


class CountTarget(_Judged):
    """A service has counted the two parts of an indicator from the window's first day to the end
    of this one. A target that is not made of that, or no longer, goes without."""

    service: Slug
    indicator: Slug
    day: date
    numerator: int = Field(ge=0)
    denominator: int = Field(ge=1)
    source: Line


class CheckTarget(Command):
    """A day has begun."""

    day: date


class WithdrawTarget(Command):
    """Promise it no longer."""


TargetCommand: TypeAlias = SetTarget | ValueTarget | CountTarget | CheckTarget | WithdrawTarget


def decide(command: TargetCommand, target: AnyTarget) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    match command:
        case SetTarget(terms=terms):
            if isinstance(target, Unset | Withdrawn):
                return [facts.TargetSet(**dict(terms))]
            return [] if terms == target.terms else _amend(command, target)
        case ValueTarget():
            return _value(command, target)
        case CountTarget():
            return _count(command, target)
        case CheckTarget(day=day):
            if isinstance(target, Running) and last_day(target.terms) < day:
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


def last_day(terms: TargetTerms) -> date:
    """The day with which a target ends: that of its window; if a service gives the figures, the
    next one, which brings those of the last day."""
    counted = terms.source in SERVICES
    return terms.window.until + timedelta(days=1) if counted else terms.window.until


def _amend(command: SetTarget, target: Target) -> list[Payload]:
    """The latest figure is judged anew by what is promised now."""
    terms = command.terms
    amended = facts.TargetAmended(**dict(terms))
    if not target.figures:
        return [amended]
    latest = target.figures[-1]
    met = meets(terms, latest.value, latest.numerator, latest.denominator)
    judged = latest.model_copy(update={"met": met})
    target = target.model_copy(update={"terms": terms})
    return [amended, *_told(target, judged, action_open=command.action_open)]


def _told(target: Target, figure: TargetValued, *, action_open: bool) -> list[Payload]:
    """The figure, and the miss if there is one that was not told."""
    latest = not target.figures or target.figures[-1].day <= figure.day
    if figure.met or not latest or target.miss is not None:
        return [figure]
    terms = target.terms
    opens = f"{terms.plan}.{terms.target}.{figure.day}"
    miss = TargetMissed(
        **_about(target),
        day=figure.day,
        value=figure.value,
        comparison=terms.comparison,
        goal=terms.goal,
        accountable=terms.accountable,
        action=target.action if target.action and action_open else opens,
    )
    return [figure, miss]


def _value(command: ValueTarget, target: AnyTarget) -> list[Payload]:
    if isinstance(target, Unset | Withdrawn):
        raise unknown(command.target)
    check_by_hand(target.terms, command.by)
    check_day(target.terms, command.day, local_day(command.at))
    return _figured(command, target, _figure(command, target.terms))


def _count(command: CountTarget, target: AnyTarget) -> list[Payload]:
    if isinstance(target, Unset | Withdrawn):
        return []
    terms, (part, whole) = target.terms, (command.numerator, command.denominator)
    made_of_it = (command.service, command.indicator) == (terms.source, terms.indicator)
    within = terms.window.from_ <= command.day <= min(terms.window.until, local_day(command.at))
    if not (made_of_it and within and terms.unit == "percent" and part <= whole):
        return []
    return _figured(command, target, percent(part, whole))


def _figured(command: ValueTarget | CountTarget, target: Target, value: Decimal) -> list[Payload]:
    parts = (command.numerator, command.denominator)
    figure = TargetValued(
        **_about(target),
        day=command.day,
        value=value,
        numerator=command.numerator,
        denominator=command.denominator,
        met=meets(target.terms, value, *parts),
        source=command.source,
    )
    if figure in target.figures:
        return []
    return _told(target, figure, action_open=command.action_open)


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
        value = percent(numerator, denominator)
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
