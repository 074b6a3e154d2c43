"""The check that every fault scenario ends with: the world as it must be, whatever happened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from nats.aio.client import Client
from nats.js.errors import NotFoundError

from danvan.contracts import subjects
from danvan.contracts.intake import OUTCOME_KIND, outcome_stream
from danvan.services.chassis.journal import Journal, StoredFact
from danvan.services.chassis.views import Views


@dataclass(frozen=True)
class Sent:
    """A submission that the broker acknowledged."""

    unit: str
    id: str


def facts_of(journal: Journal) -> list[StoredFact]:
    """Every fact of a journal, in order."""
    facts: list[StoredFact] = []
    while batch := journal.read(facts[-1].position if facts else 0, 1000):
        facts += batch
    return facts


def check_journal(journal: Journal, sent: Iterable[Sent]) -> None:
    """Every submission has one outcome; every stream counts 1, 2, 3 …; every outcome is true."""
    facts = facts_of(journal)
    versions: dict[str, int] = {}
    for fact in facts:
        assert fact.version == versions.get(fact.stream, 0) + 1, f"{fact.stream} has a gap"
        versions[fact.stream] = fact.version
    outcomes = {stream for stream in versions if stream.startswith(f"{OUTCOME_KIND}/")}
    expected = {outcome_stream(one.unit, one.id) for one in sent}
    assert outcomes == expected, (
        f"without outcome: {sorted(expected - outcomes)[:3]};"
        f" never sent: {sorted(outcomes - expected)[:3]}"
    )
    assert all(versions[stream] == 1 for stream in outcomes), "a submission has two outcomes"
    there = {(fact.stream, fact.version): fact.id for fact in facts}
    for fact in facts:
        if fact.stream in outcomes:
            for said in getattr(fact.read().data, "facts", ()):
                assert there[said.stream, said.version] == said.id, "a receipt names no fact"


async def check_facts_stream(service: str, journal: Journal, client: Client) -> None:
    """FACTS holds the journal's bytes, all of them, in the same order, each once."""
    js = client.jetstream()
    stream = subjects.facts_stream(service)
    info = await js.stream_info(stream)
    published = [
        (await js.get_msg(stream, seq=sequence, direct=True)).data
        for sequence in range(info.state.first_seq, info.state.last_seq + 1)
    ]
    stored = [fact.raw for fact in await asyncio.to_thread(facts_of, journal)]
    assert published == stored, f"FACTS has {len(published)} messages, the store {len(stored)}"


async def check_receipts(sent: Iterable[Sent], client: Client) -> None:
    """Every sender finds its receipt."""
    js = client.jetstream()
    for one in sent:
        try:
            await js.get_last_msg(
                subjects.RECEIPTS, subjects.receipt_subject(one.unit, one.id), direct=True
            )
        except NotFoundError:
            raise AssertionError(f"no receipt for {one}") from None


def check_views(views: Views) -> None:
    """The read tables equal those that the facts give."""
    difference = views.compare()
    assert difference is None, difference
