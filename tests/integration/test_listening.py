"""What a service is sent is what it acts on, no more and no less."""

from __future__ import annotations

from importlib import import_module

import pytest

from danvan.contracts import subjects
from danvan.contracts.catalogue import CATALOGUE
from danvan.contracts.entry import Audience
from danvan.services.chassis.ground import Service
from tests.support.engines import Database
from tests.support.grounds import bench


@pytest.mark.parametrize("name", subjects.LISTENS_TO)
def test_the_broker_delivers_the_facts_that_are_handled(name: str, database: Database) -> None:
    service: Service = import_module(f"danvan.services.{name}.__main__").SERVICE
    with bench(service, database) as made:
        handled = set(service.routes(made.ground).facts)
    entries = [entry for entry in CATALOGUE.values() if entry.model in handled]
    assert all(entry.audience is Audience.PUBLIC for entry in entries)
    wanted = {
        (
            subjects.facts_stream(entry.service),
            subjects.fact_subject(entry.type, public=True).rpartition(".v")[0] + ".*",
        )
        for entry in entries
    }
    delivered = {
        (plan.stream, one)
        for plan in subjects.consumer_plans(name)
        if plan.stream not in (subjects.CALENDAR, subjects.INBOX)
        for one in plan.filters
    }
    assert delivered == wanted
