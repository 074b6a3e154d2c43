"""The event store: conflicts, lost connections, big batches, and the order of what is recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest
from eventsourcing.persistence import OperationalError, Tracking

from danvan.services.chassis.journal import Conflict, Journal, StoredFact
from danvan.services.chassis.migrate import migrate_database, service_role
from tests.integration.chassis.workshop import progressed
from tests.support.engines import Database
from tests.support.world import facts_of

INBOX = "INBOX@test"
WRITERS, ROUNDS = 8, 20


@pytest.fixture
def journal(database: Database) -> Iterator[Journal]:
    """An empty journal, as the service sees it."""
    migrate_database(database.dsn(), "planning")
    journal = Journal(database.dsn(service_role("planning")), pool_size=WRITERS + 1)
    yield journal
    journal.close()


def break_once(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    *,
    committed: bool,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """The next connection breaks: before anything is done, or after the commit and before the
    answer. Then something happens, and only then is it tried again."""
    datastore = journal.recorder.datastore
    original = datastore.get_connection

    @contextmanager
    def breaking() -> Iterator[Any]:
        monkeypatch.undo()
        if committed:
            with original() as connection:
                yield connection
        meanwhile()
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(datastore, "get_connection", breaking)


def recorded(journal: Journal) -> list[bytes]:
    return [stored.raw for stored in facts_of(journal)]


def test_what_is_recorded_at_a_taken_version_is_a_conflict(journal: Journal) -> None:
    first, late = progressed("một"), progressed("hai")
    journal.append([first])
    with pytest.raises(Conflict):
        journal.append([progressed("ba", stream="task/khac"), late])
    assert recorded(journal) == [first.to_bytes()]


def test_an_append_whose_answer_was_lost_is_success_and_recorded_once(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = [progressed("một"), progressed("hai", version=2)]
    break_once(journal, monkeypatch, committed=True)
    positions = journal.append(facts, Tracking(INBOX, 7))
    stored = facts_of(journal)
    assert [fact.raw for fact in stored] == [fact.to_bytes() for fact in facts]
    assert [fact.position for fact in stored] == positions
    assert journal.tracked(INBOX) == 7


def test_an_append_that_was_cut_off_and_overtaken_is_a_conflict(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = progressed("của người khác"), progressed("của ta")
    break_once(journal, monkeypatch, committed=False, meanwhile=lambda: journal.append([theirs]))
    with pytest.raises(Conflict):
        journal.append([ours], Tracking(INBOX, 7))
    assert recorded(journal) == [theirs.to_bytes()]
    assert journal.tracked(INBOX) == 0


def test_a_place_that_was_passed_is_a_conflict_and_takes_the_facts_back(journal: Journal) -> None:
    journal.append([], Tracking(INBOX, 7))
    for passed in (7, 6):
        with pytest.raises(Conflict):
            journal.append([progressed("lại")], Tracking(INBOX, passed))
    journal.append([], Tracking("INBOX@other", 1))
    journal.append([progressed("tiếp")], Tracking(INBOX, 8))
    assert (journal.tracked(INBOX), journal.tracked("INBOX@other")) == (8, 1)
    assert len(recorded(journal)) == 1


def test_a_batch_larger_than_any_buffer_is_recorded_whole(journal: Journal) -> None:
    facts = [progressed("ô" * 1000, version=version) for version in range(1, 2001)]
    positions = journal.append(facts, Tracking(INBOX, 2000))
    assert positions == sorted(positions)
    assert recorded(journal) == [fact.to_bytes() for fact in facts]


def test_who_follows_the_journal_misses_nothing_of_many_writers(journal: Journal) -> None:
    """A smaller position that became visible after a greater one would be passed over for ever."""
    seen: list[StoredFact] = []
    written = threading.Event()

    def follow() -> None:
        ended = False
        while not ended:
            ended = written.is_set()
            while batch := journal.read(seen[-1].position if seen else 0, 50):
                seen.extend(batch)

    def write(writer: int) -> None:
        version = 0
        for number in range(ROUNDS):
            size = 1 + (writer + number) % 3
            versions = range(version + 1, version + 1 + size)
            journal.append([progressed("x", f"task/{writer}", v) for v in versions])
            version += size

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        following = threads.submit(follow)
        writing = [threads.submit(write, writer) for writer in range(WRITERS)]
        wait(writing)
        written.set()
        for done in (*writing, following):
            done.result()
    assert seen == facts_of(journal)
    assert len(seen) == sum(1 + (w + n) % 3 for w in range(WRITERS) for n in range(ROUNDS))
