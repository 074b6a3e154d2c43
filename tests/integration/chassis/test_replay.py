"""Replay: as it was known at any moment, a stream has the state that the service had then."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.contracts.base import Command, Refused
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.replay import document_of
from danvan.services.chassis.work import Aggregate, Origin, Work
from danvan.services.planning.__main__ import SERVICE
from danvan.services.planning.application.aggregates import TASK, UNIT
from danvan.services.planning.domain.task import AssignTask
from tests.support.engines import Database
from tests.support.grounds import Bench, bench
from tests.unit.planning import test_task_lateness as tasks
from tests.unit.planning import test_unit as units
from tests.unit.planning.builders import at

START = datetime(2026, 3, 1, 9, tzinfo=LOCAL)


def life(
    aggregate: Aggregate[Any, Any], first: Command, more: st.SearchStrategy[Any]
) -> st.SearchStrategy[tuple[Aggregate[Any, Any], list[Command]]]:
    """Commands to one aggregate; the first of them is never refused."""
    lists = st.lists(more, max_size=12).map(lambda commands: [first, *commands])
    return st.tuples(st.just(aggregate), lists)


LIVES = st.one_of(
    life(TASK, AssignTask(at=at("2023-03-07"), terms=tasks.TERMS), tasks.COMMANDS),
    life(UNIT, units.opening(), units.COMMANDS),
)


def test_what_was_known_at_a_moment_is_the_state_that_the_service_had_then(
    database: Database,
) -> None:
    with bench(SERVICE, database) as planning:
        numbers = count(1)

        @settings(max_examples=30, deadline=None)
        @given(LIVES)
        def holds(life: tuple[Aggregate[Any, Any], list[Command]]) -> None:
            aggregate, commands = life
            id_ = f"vi-du-{next(numbers)}"
            had = lives(planning, aggregate, id_, commands)
            path = f"/history/{aggregate.stream(id_)}"
            for moment, state in had.items():
                params = {"known_at": moment.isoformat()}
                told = planning.call("GET", path, Role.INSPECTOR, params=params)
                assert told.status_code == 200, told.text
                assert told.json()["state"] == state

        holds()


def lives(
    planning: Bench, aggregate: Aggregate[Any, Any], id_: str, commands: Sequence[Command]
) -> dict[datetime, Any]:
    """Record what the commands bring about, a minute apart; the state that the service had at
    each minute. What is recorded later happened earlier, which must make no difference."""
    had = {}
    for number, command in enumerate(commands):
        now = START + timedelta(minutes=number)
        work = Work(planning.ground.journal, SERVICE.name, partial(clock, now))
        origin = Origin(now, "person-1", Role.STANDING, happened=START - (now - START))
        with suppress(Refused), work.on_behalf_of(origin):
            work.do(aggregate, id_, command)
        work.commit()
        had[now] = document_of(work.state(aggregate, id_))
    return had


def clock(now: datetime) -> datetime:
    """A clock that stands."""
    return now
