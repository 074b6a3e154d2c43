"""How fast a service's sealed log is verified from its database, by one process.

The baseline in the same run is to read the same facts in order and to hash each, and nothing more.
"""

from __future__ import annotations

from hashlib import sha256

import psycopg
import pytest

from danvan.contracts.audit.notes import Signer
from danvan.contracts.audit.verify import verify_log
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.log_copy import DatabaseSource, open_copy
from danvan.services.chassis.sealing import Sealer
from danvan.services.planning.__main__ import SERVICE
from tests.benchmarks.measuring import FULL, rate, spread
from tests.benchmarks.seeding import settle
from tests.integration.chassis.workshop import progressed
from tests.support.engines import Database
from tests.support.grounds import bench

FACTS, ROUNDS = (200_000, 5) if FULL else (1000, 1)
BATCH = 4096
SIGNER = Signer.new("danvan.bench/planning")
#: As many facts as are wanted, each with a stream and an id of its own.
_COPIES = """
    INSERT INTO journal.facts (originator_id, originator_version, topic, state)
    SELECT format('task/t%%s', n), 1, %(type)s,
        convert_to(format(%(shape)s, format('task/t%%s', n), uuidv7()), 'UTF8')
    FROM generate_series(1, %(count)s::int) AS n
"""
_READ = (
    "SELECT notification_id, state FROM journal.facts WHERE notification_id > %s"
    " ORDER BY notification_id LIMIT %s"
)


@pytest.mark.timeout(600)
def test_a_log_is_verified_from_its_database(database: Database) -> None:
    with bench(SERVICE, database) as planning:
        size = fill(database, planning.ground.journal)
        sealer = Sealer(planning.ground.journal, planning.ground.database, SIGNER)
        sealer.seal()
        sealer.sign()
    settle(database)
    turns = []
    for _ in range(ROUNDS):
        bare = rate(FACTS, lambda: read_and_hash(database.dsn()))
        turns.append((rate(FACTS, lambda: verify(database, facts=False)), bare))
    said = rate(FACTS, lambda: verify(database, facts=True))
    over = [verified / bare for verified, bare in turns]
    print(
        f"\n{FACTS:,} facts of {size} bytes:"
        f" verified/s {spread([verified for verified, _ in turns])},"
        f" read and hashed/s {spread([bare for _, bare in turns])}, ratio {spread(over, 2)},"
        f" verified with what they say/s {said:,.0f}"
    )


def fill(database: Database, journal: Journal) -> int:
    """Facts that differ as real ones do; answers how long one is."""
    fact = progressed("Đã họp với các hội đoàn thể và ghi biên bản.", stream="task/example")
    raw = fact.to_bytes().decode()
    shape = raw.replace("%", "%%").replace(fact.subject, "%1$s").replace(fact.id, "%2$s")
    with psycopg.connect(database.dsn()) as db:
        db.execute(_COPIES, {"type": fact.type, "shape": shape, "count": FACTS})
    return len(journal.read(journal.head() - 1, 1)[0].raw)


def verify(database: Database, *, facts: bool) -> None:
    """The whole log, which holds."""
    with open_copy(database.dsn()) as db:
        report = verify_log(DatabaseSource(db), SIGNER.vkey, facts=facts)
    assert (report.size, report.problems) == (FACTS, ())


def read_and_hash(dsn: str) -> None:
    """The same bytes in the same order."""
    position = seen = 0
    with psycopg.connect(dsn) as db, db.cursor(binary=True) as cursor:
        while rows := cursor.execute(_READ, [position, BATCH]).fetchall():
            for _, state in rows:
                sha256(state).digest()
            position, seen = rows[-1][0], seen + len(rows)
    assert seen == FACTS
