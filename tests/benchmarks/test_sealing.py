"""Whether the sealer keeps up with the intake at full speed, and how fast it is alone.

The intake takes in dossiers, two facts each, first alone, then with a sealer beside it. A fact's
lag is the time from its commit to the first signed checkpoint that covers it. Alone, the sealer
seals all of it anew, beside reading and hashing the same bytes.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime

import psycopg
import pytest

from danvan.contracts import subjects
from danvan.contracts.audit.merkle import leaf_hash
from danvan.contracts.audit.notes import Signer
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.intake import Incoming
from danvan.services.chassis.journal import Journal
from danvan.services.chassis.sealing import BATCH, PAUSE_SECONDS, Sealer
from danvan.services.feedback.__main__ import SERVICE
from tests.benchmarks.dossiers import received
from tests.benchmarks.measuring import FULL, rate, spread
from tests.support.engines import Database
from tests.support.grounds import Bench, bench

SUBMISSIONS, ROUNDS = (25_000, 3) if FULL else (60, 1)
INTAKE_BATCH = 500
#: A submission becomes two facts.
FACTS = 2 * SUBMISSIONS


@pytest.mark.timeout(600)
def test_sealing_keeps_up_with_the_intake(database: Database) -> None:
    alone, beside, lags, sealed, hashed = [], [], [], [], []
    with bench(SERVICE, database) as feedback:
        sealer = Sealer(feedback.ground.journal, feedback.ground.database, Signer.new("bench"))
        for round_ in range(ROUNDS):
            first = 2 * SUBMISSIONS * round_
            alone.append(rate(FACTS, lambda: take_in(feedback, first)))  # noqa: B023 - called at once
            sealer.seal()
            turn = first + SUBMISSIONS
            figure, lag = with_a_sealer(feedback, sealer, turn)
            beside.append(figure)
            lags.append(lag)
        journal = feedback.ground.journal
        total = 2 * FACTS * ROUNDS
        for _ in range(ROUNDS):
            hashed.append(rate(total, lambda: hash_all(journal)))
            forget(database)
            sealed.append(rate(total, sealer.seal))
    print(f"\nintake alone, facts/s          {spread(alone)}")
    print(f"with a sealer beside, facts/s  {spread(beside)}")
    print(f"beside over alone              {spread(ratios(beside, alone), 2)}")
    print(f"greatest lag of a fact, s      {spread(lags, 2)}")
    print(f"sealed anew, facts/s           {spread(sealed)}")
    print(f"over reading and hashing       {spread(ratios(sealed, hashed), 2)}")


def ratios(figures: list[float], baseline: list[float]) -> list[float]:
    """Each figure over its baseline of the same round."""
    return [one / other for one, other in zip(figures, baseline, strict=True)]


def take_in(feedback: Bench, first: int) -> list[tuple[int, float]]:
    """Take in submissions from a number on; the head and the time after each commit."""
    commits = []
    for start in range(first, first + SUBMISSIONS, INTAKE_BATCH):
        batch = []
        for number in range(start, min(start + INTAKE_BATCH, first + SUBMISSIONS)):
            sent = received(number)
            subject = subjects.inbox_subject(sent.source.rpartition("/")[2], sent.type)
            batch.append(Incoming(subject, sent.to_bytes(), {}, number + 1, datetime.now(LOCAL)))
        feedback.intake.process("INBOX@bench", batch)
        commits.append((feedback.ground.journal.head(), time.perf_counter()))
    return commits


def with_a_sealer(feedback: Bench, sealer: Sealer, first: int) -> tuple[float, float]:
    """Facts a second, and the greatest lag in seconds."""
    done = threading.Event()
    signed: list[tuple[int, float]] = []

    def seal() -> None:
        last = False
        while not last:
            last = done.is_set()
            head = sealer.seal()
            sealer.sign()
            signed.append((head.position, time.perf_counter()))
            done.wait(PAUSE_SECONDS)

    sealing = threading.Thread(target=seal)
    started = time.perf_counter()
    sealing.start()
    commits = take_in(feedback, first)
    speed = FACTS / (commits[-1][1] - started)
    done.set()
    sealing.join()
    assert signed[-1][0] == feedback.ground.journal.head()
    return speed, max(
        next(at for sealed, at in signed if sealed >= head) - t for head, t in commits
    )


def hash_all(journal: Journal) -> None:
    """Read every fact and hash it, in the sealer's batches."""
    position = 0
    while batch := journal.read(position, BATCH):
        for stored in batch:
            leaf_hash(stored.raw)
        position = batch[-1].position


def forget(database: Database) -> None:
    """The log is empty again; only a superuser who switches the triggers off can do that."""
    with psycopg.connect(database.dsn(), autocommit=True) as connection:
        connection.execute(
            "ALTER TABLE sealed.tiles DISABLE TRIGGER ALL;"
            "ALTER TABLE sealed.checkpoints DISABLE TRIGGER ALL;"
            "TRUNCATE sealed.tiles, sealed.checkpoints; UPDATE sealed.head SET size=0, position=0;"
            "ALTER TABLE sealed.tiles ENABLE ALWAYS TRIGGER only_grow"
        )
