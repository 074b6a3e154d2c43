"""What reporting knows of a unit: its names over time, and whether it is no more.

The register of units is planning's; changes hold from a day on, which may lie ahead.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Model, Payload, Slug, Text
from danvan.contracts.reporting import UnitEnded, UnitName, UnitNamed

KIND = "unit"


class Unit(Model):
    """Every name with the day from which it holds, in the order in which they were told."""

    names: tuple[tuple[date, Text], ...] = ()
    ended: UnitEnded | None = None


INITIAL = Unit()


def name_on(unit: Unit, day: date, otherwise: Text) -> Text:
    """The name of a unit on a day."""
    return next((name for since, name in reversed(unit.names) if since <= day), otherwise)


def evolve(unit: Unit, fact: Payload) -> Unit:
    """What is known of a unit after a fact."""
    match fact:
        case UnitNamed(since=since, name=name):
            return unit.model_copy(update={"names": (*unit.names, (since, name))})
        case UnitEnded():
            return unit.model_copy(update={"ended": fact})
        case _:
            return unit


class NameUnit(Command):
    """The register says what the unit is called from a day on."""

    unit: Slug
    name: Text
    since: date


class EndUnit(Command):
    """The register says that the unit is no more from a day on."""

    unit: Slug
    effective: date
    successors: tuple[UnitName, ...] = ()


UnitCommand: TypeAlias = NameUnit | EndUnit


def decide(command: UnitCommand, unit: Unit) -> list[Payload]:
    """The facts a command brings about. Commands come of facts, so none is refused."""
    match command:
        case NameUnit(unit=id_, name=name, since=since):
            known = (since, name) in unit.names
            return [] if known else [UnitNamed(unit=id_, name=name, since=since)]
        case EndUnit(unit=id_, effective=effective, successors=successors):
            ended = UnitEnded(unit=id_, effective=effective, successors=successors)
            return [] if unit.ended == ended else [ended]
        case _:
            assert_never(command)
