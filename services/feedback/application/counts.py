"""Counts, when a day begins, what was recorded since the last count: each fact once for ever.

Exactly once because the place reached and the figures are one transaction, and a day has one count.
What this very day's start marks has no position yet, and is counted when the next one begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from danvan.contracts.catalogue import ENTRIES
from danvan.contracts.entry import Entry
from danvan.contracts.feedback import DayCountTaken, UnitDayCounted
from danvan.services.chassis.journal import Journal, StoredFact
from danvan.services.chassis.work import Aggregate, Work
from danvan.services.feedback.domain import day_count
from danvan.services.feedback.domain.day_count import TakeDayCount, Tally, add_up, counted

DAY_COUNT = Aggregate.of(day_count)
#: Facts that are in memory at a time.
PAGE = 1000


def count_day(work: Work, journal: Journal, day: date, reached: int, types: Sequence[str]) -> None:
    """Count for every unit what happened on each day.

    Args:
        reached: the place that the last committed count has reached.
        types: the names of the types that count.
    """
    earlier = work.latest(DayCountTaken)  # several days begin in one work after a silence
    if earlier is not None and isinstance(earlier.data, DayCountTaken):
        reached = earlier.data.up_to
    command = TakeDayCount(at=work.at, day=day, after=reached, up_to=journal.head())
    if not work.do(DAY_COUNT, day.isoformat(), command):
        return
    tally: Tally = {}
    for page in _pages(journal, command, types):
        add_up(tally, (stored.read().data for stored in page))
    figures = counted(tally, day)
    work.prefetch(_stream(figure) for figure in figures)
    for figure in figures:
        work.record(_stream(figure), figure)


def counted_types() -> tuple[str, ...]:
    """The names of the types that count, in every version that may still be stored."""
    names = {_name(entry) for entry in ENTRIES if entry.model in day_count.DAY_OF}
    return tuple(entry.type for entry in ENTRIES if _name(entry) in names)


def _name(entry: Entry) -> str:
    return entry.type.rpartition(".v")[0]


def _pages(
    journal: Journal, command: TakeDayCount, types: Sequence[str]
) -> Iterator[list[StoredFact]]:
    after = command.after
    while page := journal.read(after, PAGE, until=command.up_to, types=types):
        yield page
        after = page[-1].position


def _stream(figure: UnitDayCounted) -> str:
    return f"count/{figure.unit}.{figure.counted_on}.{figure.day}"
