"""History: a stream and its state at any moment of both times, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from danvan.contracts.envelope import Fact
from danvan.contracts.planning import TaskProgressed
from danvan.contracts.roles import Role
from danvan.services.chassis.clock import LOCAL
from danvan.services.planning.__main__ import SERVICE
from tests.integration.chassis.workshop import TASK, progressed
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

MARCH = datetime(2026, 3, 1, 9, tzinfo=LOCAL)
PATH = f"/history/task/{TASK}"


@pytest.fixture
def planning(database: Database) -> Iterator[Bench]:
    """Planning with three notes on a task; the second one happened first and was recorded last."""
    with bench(SERVICE, database) as planning:
        planning.ground.journal.append(
            [
                said("một", 1, happened=2, recorded=2),
                said("ba", 2, happened=6, recorded=6),
                said("hai", 3, happened=4, recorded=9),
            ]
        )
        yield planning


def said(text: str, version: int, *, happened: int, recorded: int) -> Fact:
    """A note of a task on some day of March."""
    fact = progressed(text, version=version)
    times = {"time": day(happened), "recordedtime": day(recorded)}
    assert isinstance(fact.data, TaskProgressed)
    return fact.model_copy(update=times)


def day(number: int) -> datetime:
    return MARCH + timedelta(days=number - 1)


def asked(planning: Bench, path: str = PATH, role: Role = Role.INSPECTOR, **query: Any) -> Any:
    params = {key: at.isoformat() for key, at in query.items()}
    answer = planning.call("GET", path, role, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def notes(history: Any) -> list[str]:
    return [fact["data"]["note"] for fact in history["facts"]]


def test_without_a_moment_all_facts_and_the_state_of_now_are_told(planning: Bench) -> None:
    history = asked(planning)
    assert notes(history) == ["một", "ba", "hai"]
    assert history["state"]["is"] and history["withheld"] == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"at": 1}, []),
        ({"at": 2}, ["một"]),
        ({"at": 5}, ["một", "hai"]),
        ({"known_at": 8}, ["một", "ba"]),
        ({"known_at": 9}, ["một", "ba", "hai"]),
        ({"at": 5, "known_at": 8}, ["một"]),
    ],
)
def test_a_moment_bounds_what_happened_what_was_known_or_both(
    planning: Bench, query: dict[str, int], expected: list[str]
) -> None:
    history = asked(planning, **{key: day(number) for key, number in query.items()})
    assert notes(history) == expected


def test_a_difference_names_what_changed_and_the_facts_between(planning: Bench) -> None:
    diff = planning.call(
        "GET",
        f"{PATH}/diff",
        Role.INSPECTOR,
        params={"known_from": day(8).isoformat(), "known_until": day(9).isoformat()},
    ).json()
    assert notes(diff) == ["hai"]
    same = planning.call("GET", f"{PATH}/diff", Role.INSPECTOR).json()
    assert same["changes"] == [] and same["facts"] == []


def test_a_moment_needs_its_offset_and_a_stream_must_be_there(planning: Bench) -> None:
    naive = planning.call("GET", PATH, Role.INSPECTOR, params={"at": "2026-03-01T09:00:00"})
    assert naive.status_code == 422 and "timezone" in naive.text
    assert planning.call("GET", "/history/task/khong-co", Role.INSPECTOR).status_code == 404
    assert planning.call("GET", "/history/outcome/x/diff", Role.INSPECTOR).status_code == 404
