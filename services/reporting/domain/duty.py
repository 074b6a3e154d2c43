"""A reporting duty: what some units owe for one period, in which form, by when, to whom.

The days are counted once, when the plan is taken up; a report is held against them as they stand.
"""

from __future__ import annotations

from typing import TypeAlias, assert_never

from danvan.contracts.base import Command, Model, Payload, Refused, Resend, Slug
from danvan.contracts.calendar import local_day
from danvan.contracts.reporting import (
    DutyAmended,
    DutyClosed,
    DutyFact,
    DutyId,
    DutyOpened,
    DutyTerms,
    UnitName,
)

KIND = "duty"


class Unopened(Model):
    """Nobody owes this."""


class Open(Model):
    """The units of the terms owe this. `ever`: all units that ever did, for what they handed in."""

    terms: DutyTerms
    ever: tuple[UnitName, ...]


class Closed(Open):
    """Nothing more is taken in."""

    closed: DutyClosed


Duty: TypeAlias = Unopened | Open | Closed
INITIAL: Duty = Unopened()


def evolve(duty: Duty, fact: Payload) -> Duty:
    """What a duty is after a fact."""
    match duty, fact:
        case Unopened() | Closed(), DutyOpened():
            return _open(fact, duty)
        case Closed(), _:
            return duty
        case Open(), DutyAmended():
            return _open(fact, duty)
        case Open(), DutyClosed():
            return Closed(**dict(duty), closed=fact)
        case _:
            return duty


def _open(fact: DutyTerms, before: Duty) -> Open:
    known = () if isinstance(before, Unopened) else before.ever
    units = {owing.unit: owing for owing in (*known, *fact.units)}
    return Open(terms=DutyTerms(**dict(fact)), ever=tuple(units.values()))


class SetDuty(Command):
    """A version of the plan asks for this."""

    terms: DutyTerms


class CloseDuty(Command):
    """Take nothing more in. `withdrawn`: the plan goes on without it."""

    withdrawn: bool


DutyCommand: TypeAlias = SetDuty | CloseDuty


def decide(command: DutyCommand, duty: Duty) -> list[Payload]:
    """The facts a command brings about. Commands come of facts, so none is refused."""
    day = local_day(command.at)
    match command:
        case SetDuty(terms=terms):
            match duty:
                case Unopened() | Closed():
                    return [DutyOpened(**dict(terms), opened_on=day)]
                case Open(terms=known) if known != terms:
                    return [DutyAmended(**dict(terms), amended_on=day)]
            return []
        case CloseDuty(withdrawn=withdrawn):
            if not isinstance(duty, Open) or isinstance(duty, Closed):
                return []
            about = {name: getattr(duty.terms, name) for name in DutyFact.model_fields}
            return [DutyClosed(**about, closed_on=day, withdrawn=withdrawn)]
        case _:
            assert_never(command)


def terms_of(duty: Duty, id_: DutyId) -> DutyTerms:
    """What is owed, or was before the duty was closed.

    Raises:
        Refused: if there is no such duty.
    """
    if isinstance(duty, Unopened):
        raise Refused(
            "unknown-duty",
            vi=f"Không có kỳ báo cáo “{id_}”; hãy xem danh sách kỳ báo cáo.",
            en=f"There is no duty '{id_}'; see the list of duties.",
        )
    return duty.terms


def owed_terms(duty: Duty, id_: DutyId, unit: Slug, pointer: str | None) -> DutyTerms:
    """The terms under which a unit owes a report.

    Raises:
        Refused: if it owes none, or nothing more is taken in.
    """
    match duty:
        case Closed(terms=terms, closed=closed):
            raise Refused(
                "duty-closed",
                vi=f"“{terms.title}” đã đóng ngày {closed.closed_on:%d/%m/%Y}, không nhận thêm.",
                en=f"'{terms.title}' was closed on {closed.closed_on}; nothing more is taken in.",
                pointer=pointer,
                resend=Resend.NEVER,
            )
        case Open(terms=terms) if unit in {owing.unit for owing in terms.units}:
            return terms
        case _:
            raise Refused(
                "report-not-owed",
                vi=f"Đơn vị “{unit}” không phải nộp báo cáo “{id_}”; hãy xem danh sách báo cáo"
                " của đơn vị.",
                en=f"The unit '{unit}' owes no report '{id_}'; see the list of its reports.",
                pointer=pointer,
            )
