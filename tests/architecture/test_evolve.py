"""Every `evolve` is total and repeatable: any facts of its service, in any order, make a state."""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import danvan.services
from danvan.contracts.base import Payload
from danvan.contracts.calendar import DayStarted
from danvan.contracts.catalogue import ENTRIES, read_fact
from danvan.contracts.entry import Kind
from tests.architecture.tree import ROOT

Evolve = Callable[[Any, Payload], Any]


def aggregates() -> Iterator[ModuleType]:
    """The domain modules that describe an aggregate."""
    for service in pkgutil.iter_modules(danvan.services.__path__, "danvan.services."):
        domain = f"{service.name}.domain"
        if importlib.util.find_spec(domain):
            for page in pkgutil.iter_modules(
                importlib.import_module(domain).__path__, f"{domain}."
            ):
                module = importlib.import_module(page.name)
                if hasattr(module, "evolve"):
                    yield module


@cache
def recorded(module: ModuleType) -> list[Payload]:
    """A golden sample of every fact that the module's service records."""
    service = module.__name__.split(".")[2]
    types = [e.type for e in ENTRIES if e.kind is Kind.FACT and e.service == service]
    return [read_fact((ROOT / "contracts/samples" / f"{t}.json").read_bytes()).data for t in types]


def fold(evolve: Evolve, initial: Any, facts: list[Payload]) -> Any:
    """The state after all these facts."""
    for fact in facts:
        try:
            state = evolve(initial, fact)
        except Exception as error:
            raise AssertionError(
                f"evolve({initial!r}, {fact!r}) raised {error!r}. A recorded fact has happened: "
                "where it does not fit, leave the state as it is, and let decide refuse."
            ) from error
        assert state == evolve(initial, fact), (
            f"evolve({initial!r}, {fact!r}) answered differently the second time. "
            "What it needs must stand in the fact."
        )
        initial = state
    return initial


AGGREGATES = list(aggregates())


@pytest.mark.parametrize("module", AGGREGATES, ids=lambda module: module.__name__[16:])
@given(data=st.data())
def test_evolve_is_total_and_repeatable(module: ModuleType, data: st.DataObject) -> None:
    facts = data.draw(st.lists(st.sampled_from(recorded(module)), max_size=12))
    state = fold(module.evolve, module.INITIAL, facts)
    stranger = DayStarted(day=date(2023, 3, 7))
    assert module.evolve(state, stranger) == state, (
        "A fact of no concern leaves the state as it is."
    )


def test_no_two_aggregates_share_a_kind_of_stream() -> None:
    kinds = [(module.__name__.split(".")[2], module.KIND) for module in AGGREGATES]
    assert len(kinds) == len(set(kinds)), f"Two aggregates of a service share a KIND: {kinds}"


def test_an_evolve_that_raises_is_found() -> None:
    def partial(state: int, fact: Payload) -> int:
        raise KeyError(fact)

    with pytest.raises(AssertionError, match="has happened"):
        fold(partial, 0, [DayStarted(day=date(2023, 3, 7))])


def test_an_evolve_that_remembers_by_itself_is_found() -> None:
    seen: list[Payload] = []

    def remembering(state: int, fact: Payload) -> int:
        seen.append(fact)
        return len(seen)

    with pytest.raises(AssertionError, match="second time"):
        fold(remembering, 0, [DayStarted(day=date(2023, 3, 7))])
