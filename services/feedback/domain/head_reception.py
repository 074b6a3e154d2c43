"""Whether the head of a unit received citizens in person in a month, as often as the law asks."""

from __future__ import annotations

from datetime import date

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload, Slug
from danvan.contracts.plan import UnitKind
from danvan.contracts.policy import PolicyUsed

KIND = "head-reception"
#: Whose heads owe it: those of agencies and of public units, 42/2013/QH13, Article 18.
OWED_BY = (UnitKind.AGENCY, UnitKind.AFFILIATED)


class Month(Model):
    """One month of one unit. `missed` is said once, when the month is over."""

    missed: bool = False


INITIAL = Month()


def evolve(month: Month, fact: Payload) -> Month:
    """What is known after a fact."""
    return Month(missed=True) if isinstance(fact, facts.HeadReceptionMissed) else month


class CheckMonth(Command):
    """The month is over. `held`: days on which the head received in person."""

    unit: Slug
    month: date
    held: int
    wanted: int
    policy: PolicyUsed


def decide(command: CheckMonth, month: Month) -> list[Payload]:
    """The facts a command brings about."""
    if month.missed or command.held >= command.wanted:
        return []
    return [facts.HeadReceptionMissed(**command.model_dump(exclude={"at", "basis"}))]
