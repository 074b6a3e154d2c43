"""What other services' facts come to for one unit: figures by indicator and day, each with its
cause. The figure of a data window is the sum over its days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.plan import Window
from danvan.contracts.reporting import FiguresRecorded, RecordedFigure

KIND = "figures"


class Figures(Model):
    """Everything that counts for a unit."""

    recorded: tuple[FiguresRecorded, ...] = ()


INITIAL = Figures()


def sum_over(figures: Figures, code: Slug, window: Window) -> Decimal:
    """What an indicator comes to in a window."""
    return sum(
        (
            figure.amount
            for fact in figures.recorded
            if window.from_ <= fact.day <= window.until
            for figure in fact.figures
            if figure.code == code
        ),
        Decimal(0),
    )


def evolve(figures: Figures, fact: Payload) -> Figures:
    """What counts after a fact."""
    match fact:
        case FiguresRecorded():
            return figures.model_copy(update={"recorded": (*figures.recorded, fact)})
        case _:
            return figures


class RecordFigures(Command):
    """A fact counts for these indicators of a unit on a day."""

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
