"""Read tables are built anew while others write, read and start: nobody fails, nothing is applied
twice, and an older release does not write into the tables of a newer one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from danvan.contracts.envelope import Fact
from danvan.services.chassis.database import Database as Pool
from danvan.services.chassis.database import Db
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.migrate import migrate_database, service_role
from danvan.services.chassis.views import OtherRelease, ViewDefinition, Views
from tests.resilience.conftest import assign_tasks
from tests.support.engines import Database

DDL = "CREATE TABLE seen (position bigint PRIMARY KEY); CREATE TABLE again (position bigint);"


def apply(db: Db, fact: Fact, position: int) -> None:
    db.execute("INSERT INTO seen VALUES (%s)", [position])
    db.execute("INSERT INTO again VALUES (%s)", [position])


OLD = ViewDefinition(DDL, ("seen", "again"), apply)
NEW = ViewDefinition(DDL, ("seen", "again"), apply, revision=2)


@pytest.fixture
def journal(database: Database) -> Iterator[Journal]:
    """A journal with facts."""
    migrate_database(database.dsn(), "planning")
    journal = Journal(database.dsn(service_role("planning")))
    assign_tasks(journal)
    yield journal
    journal.close()


@pytest.fixture
def pool(database: Database) -> Iterator[Pool]:
    """Connections to the read tables."""
    pool = Pool(database.dsn(service_role("planning")))
    pool.open()
    yield pool
    pool.close()


@contextmanager
def busy(*works: Callable[[], object]) -> Iterator[None]:
    """Does all of this again and again beside the block; what one of them raises rises here."""
    stop = threading.Event()

    def repeat(work: Callable[[], object]) -> None:
        while not stop.is_set():
            work()

    with ThreadPoolExecutor(len(works)) as threads:
        running = [threads.submit(repeat, work) for work in works]
        try:
            yield
        finally:
            stop.set()
    for one in running:
        one.result()


def test_tables_are_replaced_while_others_write_and_read(journal: Journal, pool: Pool) -> None:
    views = Views(pool, journal, OLD)
    views.prepare()

    def read() -> None:
        with pool.connection() as db:
            db.execute("SELECT count(*) FROM seen JOIN again USING (position)").fetchone()

    def write() -> None:
        journal.append([next_fact(journal)])

    with busy(views.catch_up, views.catch_up, read, read, write):
        for _ in range(30):
            views.rebuild()
    views.catch_up()
    assert views.compare() is None


def next_fact(journal: Journal) -> Fact:
    """One more fact, in the stream of the first one."""
    [first] = journal.read(0, 1)
    fact = first.read()
    version = len(journal.load([first.stream])[first.stream]) + 1
    return fact.model_copy(update={"version": version, "id": f"again-{version}"})


def test_two_that_start_at_once_make_the_tables_once(journal: Journal, pool: Pool) -> None:
    several = [Views(pool, journal, OLD) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(Views.prepare, several))
        several[0].catch_up()
        list(threads.map(Views.prepare, [Views(pool, journal, NEW) for _ in range(4)]))
    new = Views(pool, journal, NEW)
    assert new.position() == journal.head()
    assert new.compare() is None


def test_an_older_release_does_not_write_into_newer_tables(journal: Journal, pool: Pool) -> None:
    old = Views(pool, journal, OLD)
    old.prepare()
    old.catch_up()
    Views(pool, journal, NEW).prepare()
    journal.append([next_fact(journal)])
    with pytest.raises(OtherRelease, match="another release"):
        old.catch_up()
    Views(pool, journal, NEW).catch_up()
    assert Views(pool, journal, NEW).compare() is None


def test_a_reader_is_not_held_up_by_the_swap(journal: Journal, pool: Pool) -> None:
    views = Views(pool, journal, OLD)
    views.prepare()
    started = threading.Event()

    def read_slowly() -> None:
        with pool.connection() as db:
            started.set()
            db.execute("SELECT count(*), pg_sleep(2) FROM seen").fetchone()

    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(read_slowly)
        started.wait()
        time.sleep(0.2)
        swap = threads.submit(views.rebuild)
        time.sleep(0.5)
        with pool.connection() as db:  # not behind the swap, which waits for nobody either
            db.execute("SELECT count(*) FROM seen").fetchone()
        assert not slow.done()
        slow.result()
        swap.result()
