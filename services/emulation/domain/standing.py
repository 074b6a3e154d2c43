"""What is known of a unit: its kind, what counts for or against it when its nominations are
judged, and whether it is no more.

Fed by facts of other services and by the standing adviser; kept only as far as rules need it.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts import emulation as facts
from danvan.contracts.base import Command, Line, Model, Payload, Refused, Slug, StreamId
from danvan.contracts.calendar import local_day
from danvan.contracts.emulation import Matter
from danvan.contracts.plan import UnitKind
from danvan.services.emulation.domain.days import in_the_future

KIND = "standing"


class Standing(Model):
    """What is known of a unit. `matters` and `discipline` are what counts now; `noted` the reports
    and cases ever heard of, `orders` all disciplinary decisions."""

    matters: tuple[facts.MatterNoted, ...] = ()
    noted: frozenset[StreamId] = frozenset()
    discipline: tuple[facts.UnitDisciplined, ...] = ()
    orders: frozenset[str] = frozenset()
    kind: UnitKind | None = None
    succeeded: facts.UnitSucceeded | None = None


INITIAL = Standing()


def evolve(standing: Standing, fact: Payload) -> Standing:
    """What is known of a unit after a fact."""
    match fact:
        case facts.MatterNoted(about=about):
            more = {"matters": (*standing.matters, fact), "noted": standing.noted | {about}}
            return standing.model_copy(update=more)
        case facts.MatterCleared(about=about):
            left = tuple(each for each in standing.matters if each.about != about)
            return standing.model_copy(update={"matters": left})
        case facts.UnitDisciplined(order=order):
            known = (*standing.discipline, fact)
            orders = standing.orders | {order}
            return standing.model_copy(update={"discipline": known, "orders": orders})
        case facts.DisciplineLifted(order=order):
            still = tuple(each for each in standing.discipline if each.order != order)
            return standing.model_copy(update={"discipline": still})
        case facts.UnitKnown(kind=kind):
            return standing.model_copy(update={"kind": kind})
        case facts.UnitSucceeded():
            return standing.model_copy(update={"succeeded": fact})
        case _:
            return standing


class _OfUnit(Command):
    unit: Slug


class _Heard(_OfUnit):
    """Another service recorded the fact `fact` about a report or a case."""

    about: StreamId
    fact: str
    day: date


class NoteMatter(_Heard):
    """This speaks against the unit."""

    matter: Matter


class ClearMatter(_Heard):
    """It no longer does."""


class DisciplineUnit(_OfUnit):
    """The unit was disciplined."""

    order: Line
    disciplined_on: date


class LiftDiscipline(_OfUnit):
    """The decision is no longer in force."""

    order: Line
    by: Line


class KnowUnit(_OfUnit):
    """The register says that there is such a unit."""

    kind: UnitKind


class SucceedUnit(_OfUnit):
    """The register says that the unit is no more from a day on."""

    effective: date
    successors: tuple[Slug, ...]


StandingCommand: TypeAlias = (
    NoteMatter | ClearMatter | DisciplineUnit | LiftDiscipline | KnowUnit | SucceedUnit
)


def decide(command: StandingCommand, standing: Standing) -> list[Payload]:
    """The facts a command brings about.

    Raises:
        Refused: if a rule says no.
    """
    unit, day = command.unit, local_day(command.at)
    match command:
        case NoteMatter(matter=matter, about=about, fact=cause, day=on):
            if about in standing.noted:
                return []
            return [facts.MatterNoted(unit=unit, matter=matter, about=about, fact=cause, day=on)]
        case ClearMatter(about=about, fact=cause, day=on):
            return [
                facts.MatterCleared(unit=unit, matter=each.matter, about=about, fact=cause, day=on)
                for each in standing.matters
                if each.about == about
            ]
        case DisciplineUnit(order=order, disciplined_on=on):
            return _discipline(unit, order, on, day, standing)
        case LiftDiscipline(order=order, by=by):
            if order not in standing.orders:
                raise _unknown_order(order)
            if order not in {each.order for each in standing.discipline}:
                return []
            return [facts.DisciplineLifted(unit=unit, order=order, by=by, lifted_on=day)]
        case KnowUnit(kind=kind):
            return [] if standing.kind == kind else [facts.UnitKnown(unit=unit, kind=kind)]
        case SucceedUnit(effective=effective, successors=successors):
            fact = facts.UnitSucceeded(unit=unit, effective=effective, successors=successors)
            return [] if standing.succeeded == fact else [fact]
        case _:
            assert_never(command)


def _discipline(unit: Slug, order: str, on: date, today: date, standing: Standing) -> list[Payload]:
    fact = facts.UnitDisciplined(unit=unit, order=order, disciplined_on=on)
    if order in standing.orders:
        return []
    if on > today:
        raise in_the_future(on, "/disciplined_on")
    return [fact]


def _unknown_order(order: str) -> Refused:
    return Refused(
        "unknown-discipline",
        vi=f"Không có quyết định kỷ luật “{order}” của đơn vị này; hãy xem lại số quyết định.",
        en=f"There is no disciplinary decision '{order}' on this unit; look at its number again.",
        pointer="/order",
    )
