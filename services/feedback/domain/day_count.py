"""The daily count: which fact counts for which code, and that each is counted once.

`MEASURES` is the one table. What began a day is counted when the next one begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from danvan.contracts import feedback as facts
from danvan.contracts.base import Command, Model, Payload
from danvan.contracts.feedback import Count, CountCode, LetterKind, Scope, Timeliness

KIND = "day-count"


class NotTaken(Model):
    """The day has not been counted up."""


class Taken(Model):
    """It has, once for ever."""

    count: facts.DayCountTaken


AnyDayCount: TypeAlias = NotTaken | Taken
INITIAL: AnyDayCount = NotTaken()


def evolve(count: AnyDayCount, fact: Payload) -> AnyDayCount:
    """What a day's count is after a fact."""
    match count, fact:
        case NotTaken(), facts.DayCountTaken():
            return Taken(count=fact)
        case _:
            return count


class TakeDayCount(Command):
    """Count, as the day begins, what was recorded after one position and up to another."""

    day: date
    after: int
    up_to: int


def decide(command: TakeDayCount, count: AnyDayCount) -> list[Payload]:
    """The facts a command brings about: a day is counted once."""
    if isinstance(count, Taken):
        return []
    return [facts.DayCountTaken(day=command.day, after=command.after, up_to=command.up_to)]


class Measure(NamedTuple):
    """A fact of a type counts one for a code, `where` a condition holds."""

    code: CountCode
    fact: type[Payload]
    where: Callable[[Any], bool] = lambda fact: True


def _resolves(fact: facts.DossierDelivered) -> bool:
    """What had lain ready was resolved before."""
    return fact.ready_on is None


def _on_time(fact: Any) -> bool:
    return fact.timeliness is not Timeliness.LATE


def _of(kind: LetterKind) -> Callable[[Any], bool]:
    return lambda fact: fact.kind is kind


MEASURES = (
    Measure(CountCode.DOSSIERS_RECEIVED, facts.DossierReceived),
    Measure(CountCode.DOSSIERS_ONLINE, facts.DossierReceived, lambda f: f.online),
    Measure(CountCode.DOSSIERS_RESOLVED, facts.DossierReady),
    Measure(CountCode.DOSSIERS_RESOLVED, facts.DossierDelivered, _resolves),
    Measure(CountCode.DOSSIERS_RESOLVED, facts.DossierRefused),
    Measure(CountCode.DOSSIERS_WITHDRAWN, facts.DossierWithdrawn),
    Measure(CountCode.DOSSIERS_ON_TIME, facts.DossierReady, _on_time),
    Measure(
        CountCode.DOSSIERS_ON_TIME, facts.DossierDelivered, lambda f: _resolves(f) and _on_time(f)
    ),
    Measure(CountCode.DOSSIERS_ON_TIME, facts.DossierRefused, _on_time),
    Measure(CountCode.DOSSIERS_LATE, facts.DossierLate),
    Measure(CountCode.SURVEY_ANSWERS, facts.SurveyAnswered),
    Measure(CountCode.SURVEY_SATISFIED, facts.SurveyAnswered, lambda f: f.satisfied),
    Measure(CountCode.APOLOGY_LETTERS_DUE, facts.LetterDue, _of(LetterKind.APOLOGY)),
    Measure(CountCode.APOLOGY_LETTERS_SENT, facts.LetterSent, _of(LetterKind.APOLOGY)),
    Measure(CountCode.THANK_YOU_LETTERS_SENT, facts.LetterSent, _of(LetterKind.THANK_YOU)),
    Measure(CountCode.PETITIONS_RECEIVED, facts.PetitionReceived),
    Measure(CountCode.PETITIONS_HANDLED, facts.PetitionHandled),
    Measure(
        CountCode.PETITIONS_LATE,
        facts.PetitionOverdue,
        lambda f: f.first and f.scope is Scope.CASE,
    ),
    Measure(CountCode.RECEPTION_VISITS, facts.VisitReceived),
)
#: On which day a fact counts.
DAY_OF: dict[type[Payload], Callable[[Any], date]] = {
    facts.DossierReceived: lambda fact: fact.received_on,
    facts.DossierReady: lambda fact: fact.ready_on,
    facts.DossierDelivered: lambda fact: fact.delivered_on,
    facts.DossierRefused: lambda fact: fact.refused_on,
    facts.DossierWithdrawn: lambda fact: fact.withdrawn_on,
    facts.DossierLate: lambda fact: fact.day,
    facts.SurveyAnswered: lambda fact: fact.day,
    facts.LetterDue: lambda fact: fact.opened_on,
    facts.LetterSent: lambda fact: fact.sent_on,
    facts.PetitionReceived: lambda fact: fact.received,
    facts.PetitionHandled: lambda fact: fact.day,
    facts.PetitionOverdue: lambda fact: fact.day,
    facts.VisitReceived: lambda fact: fact.day,
}

#: How many of each code, for a unit and a day.
Tally: TypeAlias = dict[tuple[str, date], Counter[CountCode]]


def add_up(tally: Tally, happened: Iterable[Any]) -> None:
    """Count facts of the types in `DAY_OF` into the tally."""
    for fact in happened:
        codes = [m.code for m in MEASURES if isinstance(fact, m.fact) and m.where(fact)]
        if codes:
            tally.setdefault((fact.unit, DAY_OF[type(fact)](fact)), Counter()).update(codes)


def counted(tally: Tally, counted_on: date) -> list[facts.UnitDayCounted]:
    """What the tally says, a fact for each unit and day, in their order."""
    return [
        facts.UnitDayCounted(
            unit=unit,
            day=day,
            counted_on=counted_on,
            counts=tuple(Count(code=code, amount=amount) for code, amount in sorted(codes.items())),
        )
        for (unit, day), codes in sorted(tally.items())
    ]
