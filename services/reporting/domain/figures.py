"""What other services' facts count for a unit in a month: amounts by code and day, each with its
cause. An indicator of a data window is made of the amounts of some codes on some days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from pydantic import Field

from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.feedback.indicators import (
    CarriedOver,
    Definition,
    Share,
    Total,
    percent,
)
from danvan.contracts.plan import Window
from danvan.contracts.reporting import FiguresRecorded, Parts, RecordedFigure

KIND = "figures"


class Figures(Model):
    """What counts for a unit in a month. By the month, so that one more loads little, however old
    the unit is."""

    recorded: tuple[FiguresRecorded, ...] = ()


INITIAL = Figures()


class Counted(Model):
    """What facts say of an indicator; of a share, also what it is made of."""

    value: Decimal
    parts: Parts | None = None


def month_of(unit: Slug, day: date) -> str:
    """The id of a unit's figures in the month of a day."""
    return f"{unit}.{day:%Y-%m}"


def codes_and_days(definition: Definition, window: Window) -> tuple[tuple[Slug, ...], date, date]:
    """What an indicator of a window is made of: the codes, and the days from one to the other."""
    match definition:
        case Total(code):
            return (code,), window.from_, window.until
        case Share(part, whole):
            return tuple(dict.fromkeys((*part, *whole))), window.from_, window.until
        case CarriedOver(came, went):
            return (came, *went), date.min, window.from_ - timedelta(days=1)


def values_over(
    recorded: Sequence[FiguresRecorded], definitions: Mapping[Slug, Definition], window: Window
) -> dict[Slug, Counted]:
    """The indicators of a window, by code. One that facts cannot tell is left out: a share of
    nothing or of more than the whole, or less than nothing (what was taken back or went out had
    come in elsewhere)."""
    within = _amounts(recorded, window.from_, window.until)
    before = _amounts(recorded, date.min, window.from_ - timedelta(days=1))
    values = {
        code: _value(definition, before if isinstance(definition, CarriedOver) else within)
        for code, definition in definitions.items()
    }
    return {code: it for code, it in values.items() if it is not None and it.value >= 0}


def _amounts(recorded: Sequence[FiguresRecorded], first: date, last: date) -> dict[Slug, Decimal]:
    amounts: dict[Slug, Decimal] = {}
    for fact in recorded:
        if first <= fact.day <= last:
            for each in fact.figures:
                amounts[each.code] = amounts.get(each.code, Decimal(0)) + each.amount
    return amounts


def _value(definition: Definition, amounts: Mapping[Slug, Decimal]) -> Counted | None:
    def total(codes: Iterable[Slug]) -> Decimal:
        return sum((amounts.get(code, Decimal(0)) for code in codes), Decimal(0))

    match definition:
        case Total(code):
            return Counted(value=total([code]))
        case Share(part, whole):
            some, all_ = int(total(part)), int(total(whole))
            if not 0 < all_ >= some >= 0:
                return None
            return Counted(value=percent(some, all_), parts=Parts(part=some, whole=all_))
        case CarriedOver(came, went):
            return Counted(value=total([came]) - total(went))


def evolve(figures: Figures, fact: Payload) -> Figures:
    """What counts after a fact."""
    match fact:
        case FiguresRecorded():
            return Figures(recorded=(*figures.recorded, fact))
        case _:
            return figures


class RecordFigures(Command):
    """A fact counts for these codes of a unit on a day."""

    unit: Slug
    day: date
    figures: tuple[RecordedFigure, ...] = Field(min_length=1)
    cause: str
    cause_type: str


def decide(command: RecordFigures, figures: Figures) -> list[Payload]:
    """The facts a command brings about; a cause counts once."""
    if any(fact.cause == command.cause for fact in figures.recorded):
        return []
    return [FiguresRecorded(**command.model_dump(exclude={"at", "basis"}))]
