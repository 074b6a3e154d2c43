"""How fast the read tables of feedback are made anew from facts of petitions and dossiers.

The facts are what the intake recorded of submissions, with their outcomes. The baseline in the same
run is to read the same facts and to do nothing with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from danvan.contracts import feedback as offers
from danvan.contracts import subjects
from danvan.contracts.base import Payload
from danvan.contracts.feedback import Channel, PetitionClass
from danvan.services.chassis.clock import LOCAL
from danvan.services.chassis.intake import Incoming
from danvan.services.chassis.journal import Journal
from danvan.services.feedback.__main__ import SERVICE
from tests.benchmarks.measuring import FULL, rate, spread
from tests.support.engines import Database
from tests.support.grounds import Bench, bench
from tests.support.sending import offer

UNITS = [f"don-vi-{number:02}" for number in range(20)]
#: A petition is 14 facts in the end, a dossier 4; outcomes of submissions included.
PETITIONS, DOSSIERS = (2000, 5500) if FULL else (8, 22)
FACTS = 14 * PETITIONS + 4 * DOSSIERS
BATCH, ROUNDS = 500, 3 if FULL else 1
TODAY = datetime.now(LOCAL).date()


def submissions() -> Iterator[tuple[str, Payload]]:
    """Who offers what, in the order in which an agency hears it: one case is open beside others."""
    petitions = [(UNITS[n % len(UNITS)], str(n)) for n in range(PETITIONS)]
    dossiers = [(UNITS[n % len(UNITS)], f"H29-{n}") for n in range(DOSSIERS)]
    for unit, number in petitions:
        received = offers.PetitionOffered(number=number, channel=Channel.POST, received=TODAY)
        yield unit, received
    for unit, code in dossiers:
        yield (
            unit,
            offers.DossierReceivedOffered(
                dossier=code,
                procedure="cap-the",
                received_on=TODAY,
                appointment=TODAY + timedelta(days=14),
            ),
        )
    for unit, number in petitions:
        yield (
            unit,
            offers.PetitionClassificationOffered(
                petition=f"{unit}.{number}", petition_class=PetitionClass.RECOMMENDATION
            ),
        )
    for step in ("accept", "answer", "close"):
        for unit, number in petitions:
            yield unit, offers.PetitionStepOffered(petition=f"{unit}.{number}", step=step)
    for unit, code in dossiers:
        yield unit, offers.DossierDeliveredOffered(dossier=code, delivered_on=TODAY)


@pytest.mark.timeout(600)
def test_views_are_made_anew(database: Database) -> None:
    with bench(SERVICE, database) as feedback:
        take_in(feedback)
        views, journal = feedback.ground.views, feedback.ground.journal
        views.catch_up()
        turns = [
            (rate(FACTS, views.rebuild), rate(FACTS, lambda: read(journal))) for _ in range(ROUNDS)
        ]
        check(feedback)
    over = [rebuilt / read for rebuilt, read in turns]
    print(
        f"\n{FACTS:,} facts: rebuilt/s {spread([rebuilt for rebuilt, _ in turns])},"
        f" read/s {spread([read for _, read in turns])}, ratio {spread(over, 2)}"
    )


def take_in(feedback: Bench) -> None:
    """All submissions, as the broker would deliver them."""
    incoming = []
    for sequence, (unit, said) in enumerate(submissions(), 1):
        sent = offer(SERVICE.name, unit, "unit/said", said)
        subject = subjects.inbox_subject(unit, sent.type)
        incoming.append(Incoming(subject, sent.to_bytes(), {}, sequence, datetime.now(LOCAL)))
    for start in range(0, len(incoming), BATCH):
        feedback.intake.process("INBOX@bench", incoming[start : start + BATCH])


def read(journal: Journal) -> None:
    """Every fact, validated."""
    position = 0
    while batch := journal.read(position, 1000):
        for stored in batch:
            stored.read()
        position = batch[-1].position


def check(feedback: Bench) -> None:
    """The tables hold everything, once."""
    with feedback.ground.database.connection() as db:
        for table, rows in {
            "petitions WHERE state = 'closed'": PETITIONS,
            "dossiers WHERE status = 'delivered'": DOSSIERS,
            "submissions WHERE status = 'accepted'": 5 * PETITIONS + 2 * DOSSIERS,
        }.items():
            found = db.execute(f"SELECT count(*) AS rows FROM {table}".encode()).fetchone()
            assert found == {"rows": rows}, table
    assert feedback.ground.views.position() == FACTS
    assert feedback.ground.views.compare() is None
